// US telephone numbers while typing; numbers of other countries stay as written, the server understands them.

/** `+13125550142` and `312.555.0142` as `(312) 555-0142`; everything else unchanged. */
export function phoneText(value: string): string {
  const digits = usDigits(value);
  return digits ? `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}` : value;
}

/** The number as it is stored, `+13125550142`, when it is one of the United States; else as written. */
export function phoneValue(typed: string): string {
  const digits = usDigits(typed);
  return digits ? `+1${digits}` : typed.trim();
}

function usDigits(text: string): string | null {
  if (/[^\d\s()+.\-/]/.test(text)) return null;
  const found = /^(?:\+?1)?([2-9]\d{9})$/.exec(text.replace(/[\s().\-/]/g, ""));
  return found?.[1] ?? null;
}
