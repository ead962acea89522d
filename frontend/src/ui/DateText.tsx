// Dates on screen. Calendar dates (`2026-03-31`) never shift; instants are shown in the reader's own zone.
const day = new Intl.DateTimeFormat("en-US", { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat("en-US", {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
});
const relative = new Intl.RelativeTimeFormat("en-US", { numeric: "auto" });

const IS_DAY = /^\d{4}-\d{2}-\d{2}$/;
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** A calendar date or an instant, as `Mar 31, 2026` or `Mar 31, 2026, 4:05 PM`. */
export function dateText(value: string): string {
  if (IS_DAY.test(value)) return day.format(new Date(`${value}T00:00:00Z`));
  const instant = new Date(value);
  return Number.isNaN(instant.getTime()) ? value : moment.format(instant);
}

/** How long ago or ahead, as `yesterday` or `in 3 weeks`. */
export function agoText(value: string, now: number = Date.now()): string {
  const seconds = (new Date(value).getTime() - now) / 1000;
  for (const [unit, length] of STEPS)
    if (Math.abs(seconds) >= length) return relative.format(Math.round(seconds / length), unit);
  return "just now";
}

interface DateTextProps {
  value: string | null | undefined;
  /** `ago` says how long ago, with the full date on hover. */
  style?: "date" | "ago";
}

export function DateText({ value, style = "date" }: DateTextProps) {
  if (!value) return <span aria-label="no date">–</span>;
  const full = dateText(value);
  return (
    <time dateTime={value} title={full} className="lg-number">
      {style === "ago" && !IS_DAY.test(value) ? agoText(value) : full}
    </time>
  );
}
