// Whether a model is in use, in a word and a colour.
import { Badge } from "@mantine/core";

import type { ModelStatus } from "./types";
import { STATUSES } from "./words";

const COLOURS: Record<ModelStatus, string> = { live: "green", retired: "gray", rejected: "red", candidate: "blue" };

interface ModelStatusBadgeProps {
  status: ModelStatus;
}

export function ModelStatusBadge({ status }: ModelStatusBadgeProps) {
  const color = COLOURS[status];
  const vars = () => ({ root: { "--badge-dot-color": `var(--mantine-color-${color}-text)` } });
  return (
    <Badge variant="dot" color={color} vars={vars} size="sm" h={20} fz="xs">
      {STATUSES[status]}
    </Badge>
  );
}
