// What came through a door or form, in one line.
import { counted } from "@/ui/counted";
import { DateText } from "@/ui/DateText";

import type { Traffic } from "../queries";

export function TrafficText({ traffic }: { traffic: Traffic | undefined }) {
  if (!traffic || traffic.received === 0) return <>Nothing received yet</>;
  return (
    <>
      {counted(traffic.received, "received", "received")}
      {traffic.failed > 0 ? `, ${traffic.failed} failed` : ""}
      {traffic.ignored > 0 ? `, ${traffic.ignored} put aside` : ""} · last{" "}
      <DateText value={traffic.last_received_at} style="ago" />
    </>
  );
}
