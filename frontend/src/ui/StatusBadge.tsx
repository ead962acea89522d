// A status in its colour and its word; colour alone never carries the meaning.
import { Badge, type MantineColor } from "@mantine/core";

const COLOURS: Record<string, MantineColor> = {
  active: "green",
  approved: "green",
  completed: "green",
  done: "green",
  sent: "green",
  delivered: "green",
  won: "green",
  converted: "green",
  open: "blue",
  new: "blue",
  contacted: "blue",
  qualified: "blue",
  pending: "yellow",
  scheduled: "yellow",
  processing: "yellow",
  quoted: "yellow",
  denied: "red",
  rejected: "red",
  failed: "red",
  cancelled: "red",
  lapsed: "red",
  lost: "red",
  urgent: "red",
  high: "orange",
};

/** `under_review` as `Under review`. */
export function words(value: string): string {
  const spaced = value.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

interface StatusBadgeProps {
  value: string | null | undefined;
}

export function StatusBadge({ value }: StatusBadgeProps) {
  if (!value) return <span aria-label="no status">–</span>;
  const color = COLOURS[value.toLowerCase()] ?? "gray";
  // The shade of a text, which is told from the ground in both schemes.
  const vars = () => ({ root: { "--badge-dot-color": `var(--mantine-color-${color}-text)` } });
  return (
    <Badge variant="dot" color={color} vars={vars} tt="none" fw={500} size="sm" h={20} fz="xs" radius="sm">
      {words(value)}
    </Badge>
  );
}
