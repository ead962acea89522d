// How a talk goes on from a message.
import type { Schemas } from "@/api/client";

type Message = Pick<Schemas["Communication"], "comm_type" | "direction" | "subject">;

interface Answer {
  way: "call" | "sms" | "email";
  direction: "inbound" | "outbound";
  subject: string;
}

const ways = new Set(["call", "sms", "email"]);

/** The same way, the other direction, and the subject once with `Re:`. */
export function answerTo({ comm_type: type, direction, subject }: Message): Answer {
  const about = subject ?? "";
  return {
    way: type !== null && ways.has(type) ? (type as Answer["way"]) : "call",
    direction: direction === "inbound" ? "outbound" : "inbound",
    subject: about === "" || /^re:/i.test(about) ? about : `Re: ${about}`,
  };
}
