// By which ways the lead agreed to be reached, and since when.
import { Group, Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";

import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";
import { words } from "@/ui/StatusBadge";

interface ConsentProps {
  consent: unknown;
}

const WAYS: [string, string][] = [
  ["email", "E-mail"],
  ["sms", "Text"],
  ["call_manual", "Call"],
  ["call_automatic", "Automatic call"],
];

export function Consent({ consent }: ConsentProps) {
  const said = (typeof consent === "object" && consent !== null ? consent : {}) as Record<string, unknown>;
  const channels = Array.isArray(said["channels"]) ? (said["channels"] as unknown[]).map(String) : [];
  const captured = typeof said["captured_at"] === "string" ? said["captured_at"] : null;
  const via = typeof said["captured_via"] === "string" ? said["captured_via"] : null;
  return (
    <SideCard title="Consent" padded>
      {WAYS.map(([way, label]) => {
        const given = channels.includes(way);
        const Picture = given ? IconCheck : IconX;
        return (
          <Group key={way} gap={8} c={given ? undefined : "dimmed"}>
            <Picture size={15} aria-hidden />
            <Text size="sm">
              {label}: {given ? "agreed" : "not agreed"}
            </Text>
          </Group>
        );
      })}
      <Text size="xs" c="dimmed" mt={6} component="div">
        {captured ? (
          <>
            Since <DateText value={captured} />
            {via ? `, by ${words(via).toLowerCase()}` : ""}
          </>
        ) : (
          "No consent was recorded."
        )}
      </Text>
    </SideCard>
  );
}
