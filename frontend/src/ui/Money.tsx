// Money on screen: always from integer cents.
const whole = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
const exact = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const compact = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  notation: "compact",
  maximumFractionDigits: 1,
});

/** `cents` as people write it; `rounded` drops the cents, `compact` says 1.2M. */
export function moneyText(cents: number, style: "exact" | "rounded" | "compact" = "exact"): string {
  const format = { exact, rounded: whole, compact }[style];
  return format.format(cents / 100);
}

interface MoneyProps {
  cents: number | null | undefined;
  style?: "exact" | "rounded" | "compact";
}

export function Money({ cents, style = "exact" }: MoneyProps) {
  if (cents === null || cents === undefined) return <span aria-label="no amount">–</span>;
  return <span className="lg-number">{moneyText(cents, style)}</span>;
}
