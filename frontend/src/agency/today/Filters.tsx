// How much there is of each kind; pressing one shows only that.
import { UnstyledButton } from "@mantine/core";

import { KINDS, ORDER } from "./kinds";
import type { Kind, Today } from "./queries";
import styles from "./TodayPage.module.css";

interface FiltersProps {
  counts: Today["counts"];
  value: Kind | null;
  onChange: (kind: Kind | null) => void;
}

const MOST_COUNTED = 2000;
const number = new Intl.NumberFormat("en-US");
const text = (count: number): string =>
  count >= MOST_COUNTED ? `${number.format(MOST_COUNTED)}+` : number.format(count);

export function Filters({ counts, value, onChange }: FiltersProps) {
  const all = ORDER.reduce((sum, kind) => sum + counts[kind], 0);
  return (
    <div className={styles["filters"]} role="group" aria-label="Show">
      <Filter label="All" count={text(all)} pressed={value === null} onPress={() => onChange(null)} />
      {ORDER.map((kind) => (
        <Filter
          key={kind}
          label={KINDS[kind].many}
          count={text(counts[kind])}
          pressed={value === kind}
          onPress={() => onChange(value === kind ? null : kind)}
        />
      ))}
    </div>
  );
}

interface FilterProps {
  label: string;
  count: string;
  pressed: boolean;
  onPress: () => void;
}

function Filter({ label, count, pressed, onPress }: FilterProps) {
  return (
    <UnstyledButton className={styles["filter"]} aria-pressed={pressed} onClick={onPress}>
      {label}
      <span className={`lg-number ${styles["filterCount"]}`}>{count}</span>
    </UnstyledButton>
  );
}
