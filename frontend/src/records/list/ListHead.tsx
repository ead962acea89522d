// The list's name and how many records it holds.
import { Button, Group, Text, Title } from "@mantine/core";
import { IconPlus, IconUpload } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Suspense } from "react";

import { useMay } from "@/api/session";

import { NOUNS } from "../nouns";
import { countText } from "./count";
import classes from "./List.module.css";
import type { ListState } from "./useList";

interface ListHeadProps {
  state: ListState;
}

export function ListHead({ state }: ListHeadProps) {
  const { noun, list, face, total, search } = state;
  const Count = face === "board" ? list.board?.Count : undefined;
  const may = useMay();
  return (
    <header className={classes["head"]}>
      <Group gap="sm" align="baseline">
        <Title order={1} size="h2">
          {NOUNS[noun].many}
        </Title>
        <Text className={`${classes["count"]} lg-number`} role="status">
          {Count ? (
            <Suspense fallback={null}>
              <Count state={state} />
            </Suspense>
          ) : total ? (
            countText(noun, total)
          ) : null}
        </Text>
      </Group>
      <Group gap="xs" wrap="nowrap">
        {may(`${noun}:import`) ? (
          <Button
            variant="default"
            aria-label="Import"
            className={classes["headButton"]}
            leftSection={<IconUpload size={16} />}
            renderRoot={(props) => <Link to="/import/$noun" params={{ noun }} {...props} />}
          >
            <span className={classes["headLabel"]}>Import</span>
          </Button>
        ) : null}
        {may(list.source?.permission ?? `${noun}:write`) ? (
          <Button
            aria-label={`New ${NOUNS[noun].one}`}
            className={classes["headButton"]}
            leftSection={<IconPlus size={16} />}
            renderRoot={(props) =>
              list.source ? (
                <Link to={list.source.to} {...props} />
              ) : (
                <Link to="/$noun/new" params={{ noun }} search={search} {...props} />
              )
            }
          >
            <span className={classes["headLabel"]}>New {NOUNS[noun].one}</span>
          </Button>
        ) : null}
      </Group>
    </header>
  );
}
