// The time, to the half minute: what is due becomes overdue while the board is open.
import { useInterval } from "@mantine/hooks";
import { useState } from "react";

const EVERY_MS = 30_000;

export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), EVERY_MS, { autoInvoke: true });
  return now;
}
