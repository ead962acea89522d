// How a lead stands among all: its colour says what its word says.
import { Badge } from "@mantine/core";
import { IconFlame, IconSnowflake, IconTemperature, type Icon } from "@tabler/icons-react";

import { words } from "@/ui/StatusBadge";

const LOOKS: Record<string, { color: string; icon: Icon }> = {
  hot: { color: "orange", icon: IconFlame },
  warm: { color: "yellow", icon: IconTemperature },
  cold: { color: "blue", icon: IconSnowflake },
};

export function Band({ band }: { band: string | null }) {
  if (!band) return null;
  const { color, icon: Picture } = LOOKS[band] ?? { color: "gray", icon: IconTemperature };
  return (
    <Badge color={color} leftSection={<Picture size={12} aria-hidden />} style={{ flexShrink: 0 }}>
      {words(band)}
    </Badge>
  );
}
