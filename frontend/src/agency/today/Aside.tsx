// The record beside the queue: looked at without leaving the day.
import { ActionIcon, Button, Group } from "@mantine/core";
import { IconArrowUpRight, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, type KeyboardEvent } from "react";

import { NOUNS } from "@/records/nouns";
import { RecordPanel } from "@/records/show";

import type { Target } from "./kinds";
import styles from "./TodayPage.module.css";

interface AsideProps {
  target: Target;
  onClose: () => void;
}

export function Aside({ target: { noun, id }, onClose }: AsideProps) {
  const panel = useRef<HTMLElement>(null);
  const params = { noun, id: String(id) };
  const word = NOUNS[noun].one;
  useEffect(() => panel.current?.focus({ preventScroll: true }), [noun, id]);
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented) onClose();
  };
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      className={`lg-card ${styles["aside"]}`}
      aria-label={`The ${word} beside the queue`}
      onKeyDown={keyDown}
    >
      <Group justify="space-between" className={styles["asideHead"]}>
        <Button
          renderRoot={(props) => <Link to="/$noun/$id" params={params} {...props} />}
          variant="subtle"
          size="compact-sm"
          rightSection={<IconArrowUpRight size={16} />}
        >
          Open the {word}’s page
        </Button>
        <ActionIcon aria-label="Close the panel" onClick={onClose}>
          <IconX size={18} stroke={1.7} />
        </ActionIcon>
      </Group>
      <div className={styles["asideBody"]}>
        <RecordPanel noun={noun} id={id} />
      </div>
    </aside>
  );
}
