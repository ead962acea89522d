// How much to worry, in a word and a colour.
import { Badge } from "@mantine/core";

import type { Alarm } from "./types";
import { ALARMS } from "./words";

const COLOURS: Record<Alarm, string> = { none: "green", warn: "yellow", act: "red" };

interface AlarmBadgeProps {
  alarm: Alarm;
}

export function AlarmBadge({ alarm }: AlarmBadgeProps) {
  const color = COLOURS[alarm];
  const vars = () => ({ root: { "--badge-dot-color": `var(--mantine-color-${color}-text)` } });
  return (
    <Badge variant="dot" color={color} vars={vars} size="sm" h={20} fz="xs">
      {ALARMS[alarm]}
    </Badge>
  );
}
