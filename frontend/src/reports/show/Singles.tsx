// Figures that stand side by side instead of line by line, such as what is missing from the records: one in each row.
import figures from "@/ui/figures.module.css";

import type { FigureColumn, FigureTable } from "./document";
import { figureOf } from "./document";
import { FigureValue } from "./FigureValue";
import styles from "./Show.module.css";
import { useFollow } from "./links";

interface SinglesProps {
  table: FigureTable;
  isCompared: boolean;
}

interface Pair {
  column: FigureColumn;
  /** The same as a share of all, which stands beside it. */
  share: FigureColumn | undefined;
}

/** A share belongs to the figure whose key it carries: `no_phone_share` to `no_phone`. */
function pairs(columns: readonly FigureColumn[]): Pair[] {
  const shareOf = ({ key }: FigureColumn) => columns.find((each) => each.key === `${key}_share`);
  const shares = new Set(columns.map(shareOf));
  return columns.filter((column) => !shares.has(column)).map((column) => ({ column, share: shareOf(column) }));
}

export function Singles({ table, isCompared }: SinglesProps) {
  const follow = useFollow();
  const rows = pairs(table.columns);
  const hasShares = rows.some(({ share }) => share !== undefined);
  return (
    <div
      className={styles["scroll"]}
      tabIndex={0}
      role="region"
      aria-label={`${table.title}: figures`}
      onClick={follow}
    >
      <table className={`${figures["table"]} ${figures["wide"]} ${styles["table"]}`} aria-label={table.title}>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Value</th>
            {hasShares ? <th scope="col">Of all</th> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ column, share }) => (
            <tr key={column.key}>
              <th scope="row" title={column.about === "" ? undefined : column.about}>
                {column.label}
              </th>
              <td className="lg-number">
                <FigureValue line={table.total} column={column} isCompared={isCompared} />
              </td>
              {hasShares ? (
                <td className="lg-number">
                  {share ? (
                    <div className={styles["share"]}>
                      <ShareBar share={figureOf(table.total, share)} />
                      <div className={styles["shareText"]}>
                        <FigureValue line={table.total} column={share} isCompared={isCompared} />
                      </div>
                    </div>
                  ) : null}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ShareBarProps {
  share: number | null;
}

function ShareBar({ share }: ShareBarProps) {
  return (
    <span className={styles["track"]} aria-hidden>
      <span className={styles["bar"]} style={{ width: `${100 * Math.min(1, Math.max(0, share ?? 0))}%` }} />
    </span>
  );
}
