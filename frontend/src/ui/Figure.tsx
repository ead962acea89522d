// One big number: what it is, how it compares, and where its rows are.
import { ActionIcon, Skeleton, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";

import styles from "./Figure.module.css";

interface FigureProps {
  label: string;
  /** Where there is more about it. */
  about?: LinkProps;
  value: ReactNode;
  /** A comparison or a second number. */
  note?: ReactNode;
  /** How it is counted, on hover and on focus. */
  definition?: string;
  /** The rows that were counted. */
  to?: LinkProps;
}

export function Figure({ label, about, value, note, definition, to }: FigureProps) {
  return (
    <div className={`lg-card ${styles["figure"]}`}>
      <div className={styles["label"]}>
        {about ? (
          <Link {...about} className={styles["about"]}>
            {label}
          </Link>
        ) : (
          label
        )}
        {definition ? <Definition label={label} text={definition} /> : null}
      </div>
      {to ? (
        <Link {...to} className={`lg-number ${styles["value"]} ${styles["link"]}`}>
          {value}
          <VisuallyHidden> {label}: show the rows</VisuallyHidden>
        </Link>
      ) : (
        <span className={`lg-number ${styles["value"]}`}>{value}</span>
      )}
      {note ? <div className={styles["note"]}>{note}</div> : null}
    </div>
  );
}

interface DefinitionProps {
  label: string;
  text: string;
}

function Definition({ label, text }: DefinitionProps) {
  return (
    <Tooltip label={text} multiline w={260} events={{ hover: true, focus: true, touch: true }} openDelay={100}>
      <ActionIcon
        variant="transparent"
        size={22}
        c="dimmed"
        className={styles["help"]}
        aria-label={`${label}: how it is counted. ${text}`}
      >
        <IconInfoCircle size={16} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}

/** The shape of a figure that is being counted. */
export function FigureSkeleton() {
  return (
    <div className={`lg-card ${styles["figure"]}`}>
      <Skeleton height={14} width={110} mb={10} />
      <Skeleton height={26} width={140} mb={10} />
      <Skeleton height={12} width={90} />
    </div>
  );
}
