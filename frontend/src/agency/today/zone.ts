// Days and hours in the agency's own time zone, wherever the reader is.
import { addDays, wallClock } from "@/ui/clock";

const MINUTE_MS = 60_000;
const END_OF_WORK = "17:00";

/** How far the agency's clock is from UTC at an instant. */
function offsetMs(zone: string, at: number): number {
  const { day, time } = wallClock(zone, new Date(at));
  return Date.parse(`${day}T${time}:00Z`) - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/** The instant at which the agency's clock shows this day and time; an hour that is skipped in spring is the next one. */
export function instantOf(zone: string, day: string, time: string = END_OF_WORK): string {
  const wall = Date.parse(`${day}T${time}:00Z`);
  const first = wall - offsetMs(zone, wall);
  return new Date(wall - offsetMs(zone, first)).toISOString();
}

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
