// How likely a lead buys, in a word and a figure.
import classes from "./ScoreBadge.module.css";

interface ScoreBadgeProps {
  /** 0 to 1; null while nobody scored it. */
  score: number | null | undefined;
  band: string | null | undefined;
}

const BANDS = new Set(["hot", "warm", "cold"]);

/** `12%`, `under 1%`: never certain, never impossible. */
export function chanceText(score: number): string {
  const percent = Math.round(score * 100);
  if (percent < 1) return "under 1%";
  return percent > 99 ? "over 99%" : `${percent}%`;
}

export function ScoreBadge({ score, band }: ScoreBadgeProps) {
  if (score === null || score === undefined) return null;
  const known = band && BANDS.has(band) ? band : undefined;
  return (
    <span
      className={`${classes["badge"]} lg-number`}
      data-band={known}
      title={`${chanceText(score)} of such leads become customers`}
    >
      {known ? `${known.charAt(0).toUpperCase()}${known.slice(1)} ` : ""}
      {chanceText(score)}
    </span>
  );
}
