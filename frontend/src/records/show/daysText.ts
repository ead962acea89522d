/** Days from today as people say them: `in 21 days`, `today`, `3 days ago`. */
export function daysText(days: number): string {
  if (days === 0) return "today";
  if (days === 1) return "tomorrow";
  if (days === -1) return "yesterday";
  return days > 0 ? `in ${days} days` : `${-days} days ago`;
}
