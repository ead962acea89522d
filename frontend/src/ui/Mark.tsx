// The product's mark: a shield with an L and a tick, as on the browser's tab.
interface MarkProps {
  size?: number;
}

export function Mark({ size = 28 }: MarkProps) {
  return (
    <svg viewBox="0 0 64 64" width={size} height={size} aria-hidden style={{ flexShrink: 0 }}>
      <rect width="64" height="64" rx="15" fill="#0b6b57" />
      <path d="M32 11 50 18v13c0 11-7.5 18.6-18 22-10.5-3.4-18-11-18-22V18z" fill="#fff" opacity=".16" />
      <path d="M24 19v25h17" fill="none" stroke="#fff" strokeWidth="6" strokeLinecap="round" strokeLinejoin="round" />
      <path
        d="m33 33 5 5 9-12"
        fill="none"
        stroke="#7be3c4"
        strokeWidth="5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
