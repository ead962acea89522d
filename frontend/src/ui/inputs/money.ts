// Money as people write it: `$1,200/yr`, `1.2k a month`, `€900`, `(50)`. The server reads the same grammar.
export type Period = "year" | "half_year" | "quarter" | "month" | "week" | "term";

export interface Amount {
  cents: number;
  currency: string;
  /** Null when the text did not say. */
  period: Period | null;
}

export const MONEY_HINT = "Write an amount like $1,200/yr, $100/mo or $1.2k.";

const LONGEST = 50;
const LARGEST_CENTS = 999_999_999_999;

const CURRENCIES: Record<string, string> = {
  "": "USD",
  $: "USD",
  us$: "USD",
  usd: "USD",
  usd$: "USD",
  "€": "EUR",
  eur: "EUR",
  "£": "GBP",
  gbp: "GBP",
  c$: "CAD",
  ca$: "CAD",
  cad: "CAD",
  a$: "AUD",
  au$: "AUD",
  aud: "AUD",
  mx$: "MXN",
  mxn: "MXN",
  chf: "CHF",
};
const BEHIND = /^(usd|eur|gbp|cad|aud|mxn|chf|€|£|\$)/;
const DOLLARS_ELSEWHERE = new Set(["CAD", "AUD", "MXN"]);

const WRITTEN: Record<Period, string> = {
  year: "/yr /year /y /annum /12mo /12months peryear peryr perannum ayear annually annual yearly p.a. pa",
  month: "/mo /month /mth /m permonth permo amonth monthly",
  half_year:
    "/6mo /6mos /6months /6month /6m per6months every6months /halfyear /half-year semi-annual " +
    "semiannual semi-annually semiannually half-yearly halfyearly",
  quarter: "/qtr /quarter /q /3mo /3months perquarter perqtr aquarter quarterly",
  week: "/wk /week /w perweek perwk aweek weekly",
  term: "/term perterm aterm payinfull paidinfull pay-in-full paid-in-full /pif pif",
};
const PERIODS = new Map(
  Object.entries(WRITTEN).flatMap(([period, texts]) => texts.split(" ").map((text) => [text, period as Period])),
);
const SHORT: Record<Period, string> = {
  year: "/yr",
  half_year: "/6mo",
  quarter: "/qtr",
  month: "/mo",
  week: "/wk",
  term: "/term",
};

/** What a text means, or null when it is not an amount of money. */
export function parseMoney(written: string): Amount | null {
  if (written.length > LONGEST) return null;
  const found = /^([^0-9.]*)([0-9.,]*)([^]*)$/.exec(written.toLowerCase());
  const [front, digits, rest] = [blankless(found?.[1]), found?.[2] ?? "", blankless(found?.[3])];
  if (!digits || !/^([0-9]+|[0-9]{1,3}(,[0-9]{3})+)?(\.[0-9]+)?$/.test(digits)) return null;
  const signed = withoutSign(front, rest);
  const before = CURRENCIES[signed.front];
  const tail = readTail(signed.rest);
  if (!before || !tail) return null;
  if (tail.currency && tail.currency !== before && !mayOverride(signed.front, tail.currency)) return null;
  const cents = roundedCents(digits.replaceAll(",", ""), tail.scale);
  if (cents > LARGEST_CENTS) return null;
  return { cents: cents === 0 ? 0 : signed.sign * cents, currency: tail.currency ?? before, period: tail.period };
}

const blankless = (text: string | undefined): string => (text ?? "").replace(/[\s\u00a0\u202f]/g, "");

function withoutSign(front: string, rest: string): { sign: number; front: string; rest: string } {
  if (front.startsWith("(") && rest.endsWith(")")) return { sign: -1, front: front.slice(1), rest: rest.slice(0, -1) };
  const plain = front.replace("\u2212", "-");
  if (plain.startsWith("-")) return { sign: -1, front: plain.slice(1), rest };
  if (plain.endsWith("-")) return { sign: -1, front: plain.slice(0, -1), rest };
  return { sign: 1, front: plain, rest };
}

interface Tail {
  period: Period | null;
  scale: number;
  currency: string | null;
}

function readTail(text: string): Tail | null {
  let rest = text;
  const tail: Tail = { period: null, scale: 1, currency: null };
  while (rest !== "" && !PERIODS.has(rest)) {
    const currency = tail.currency === null ? BEHIND.exec(rest)?.[0] : undefined;
    if (currency) {
      tail.currency = CURRENCIES[currency] ?? null;
      rest = rest.slice(currency.length);
    } else if (tail.scale === 1 && tail.currency === null && /^[km]/.test(rest)) {
      tail.scale = rest.startsWith("k") ? 1000 : 1_000_000;
      rest = rest.slice(1);
    } else return null;
  }
  tail.period = (PERIODS.get(rest) as Period | undefined) ?? null;
  return tail;
}

const mayOverride = (front: string, currency: string): boolean =>
  front === "" || (front === "$" && DOLLARS_ELSEWHERE.has(currency));

/** Half a cent goes to the even neighbour, as the server rounds; exact, since binary fractions are not. */
function roundedCents(decimal: string, scale: number): number {
  const [whole = "", fraction = ""] = decimal.split(".");
  const unit = 10n ** BigInt(fraction.length);
  const exact = BigInt(`${whole}${fraction}` || "0") * BigInt(scale) * 100n;
  const [floor, left] = [exact / unit, exact % unit];
  const up = left * 2n > unit || (left * 2n === unit && floor % 2n === 1n);
  return Number(up ? floor + 1n : floor);
}

/** An amount as it is shown and stored: `$1,200/yr`, `-$50.25`, `EUR 900/mo`. */
export function writeMoney({ cents, currency, period }: Amount): string {
  const size = Math.abs(cents);
  const digits =
    Math.trunc(size / 100).toLocaleString("en-US") + (size % 100 ? `.${String(size % 100).padStart(2, "0")}` : "");
  const mark = currency === "USD" ? "$" : `${currency} `;
  return `${cents < 0 ? "-" : ""}${mark}${digits}${period ? SHORT[period] : ""}`;
}

/** Whole or exact dollars of some cents, without a period: `$1,200`, `$1,200.50`. */
export const dollars = (cents: number): string => writeMoney({ cents, currency: "USD", period: null });
