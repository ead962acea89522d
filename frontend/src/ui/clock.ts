// What calendar and clock show in a time zone.
const MINUTE_MS = 60_000;
const END_OF_WORK = "17:00";

interface Wall {
  /** `2026-11-22` */
  day: string;
  /** `09:30` */
  time: string;
  seconds: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs more than using it a thousand times. */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    formats.set(zone, format);
  }
  return format;
}

export function wallClock(zone: string, at: Date): Wall {
  const part = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    day: `${part["year"]}-${part["month"]}-${part["day"]}`,
    time: `${part["hour"]}:${part["minute"]}`,
    seconds: Number(part["second"]) + at.getMilliseconds() / 1000,
  };
}

/** The calendar day so many days later. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

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
