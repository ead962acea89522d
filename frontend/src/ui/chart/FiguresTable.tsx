// The figures of a chart, to be read; each leads to its rows.
import { Link, type LinkProps } from "@tanstack/react-router";

import figures from "../figures.module.css";
import styles from "./chart.module.css";

export interface FigureCell {
  text: string;
  to?: LinkProps;
}

export interface FigureRow {
  key: string;
  label: string;
  cells: FigureCell[];
}

interface FiguresTableProps {
  caption: string;
  /** The first column's word, then one for each cell. */
  heads: string[];
  rows: FigureRow[];
}

export function FiguresTable({ caption, heads, rows }: FiguresTableProps) {
  return (
    <div className={styles["scroll"]} tabIndex={0} role="region" aria-label={caption}>
      <table className={figures["table"]} aria-label={caption}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, label, cells }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              {cells.map((cell, index) => (
                <td key={heads[index + 1]} className="lg-number">
                  <Cell {...cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ text, to }: FigureCell) {
  if (!to) return text;
  return (
    <Link {...to} className={styles["link"]}>
      {text}
    </Link>
  );
}
