// Days and hours in the agency's own time zone, wherever the reader is.
import { addDays, wallClock } from "@/ui/clock";

/** The Monday after a day. */
export function nextMonday(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, (8 - weekday) % 7 || 7);
}

/** Good morning, good afternoon or good evening, by the agency's clock. */
export function greeting(zone: string, at: Date): string {
  const hour = Number(wallClock(zone, at).time.slice(0, 2));
  if (hour < 12) return "Good morning";
  return hour < 18 ? "Good afternoon" : "Good evening";
}

/** `Sunday, November 22` at the agency. */
export function dayName(zone: string, at: Date): string {
  return new Intl.DateTimeFormat("en-US", { timeZone: zone, weekday: "long", month: "long", day: "numeric" }).format(
    at,
  );
}
