// The lines of the report: a table that can be sorted, on phones one card for each; every figure opens its leads.
import { Select, Text, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import figures from "@/ui/figures.module.css";

import { FIGURES, labelOf, nextSort, textOf, type Figure, type Line } from "./figures";
import { leadsLink, type SourceReport } from "./queries";
import styles from "./Sources.module.css";

const PHONE = "(max-width: 47.99em)";

interface SourcesTableProps {
  /** The word over the names. */
  first: string;
  lines: readonly Line[];
  total: Line;
  earlier: SourceReport | undefined;
  sort: string;
  onSort: (sort: string) => void;
}

export function SourcesTable(props: SourcesTableProps) {
  const isPhone = useMediaQuery(PHONE, false, { getInitialValueInEffect: false });
  return isPhone ? <Cards {...props} /> : <Table {...props} />;
}

const before = (earlier: SourceReport | undefined, line: Line) => earlier?.items.find(({ key }) => key === line.key);

function Table({ first, lines, total, earlier, sort, onSort }: SourcesTableProps) {
  return (
    <div className={styles["scroll"]} tabIndex={0} role="region" aria-label={`Figures by ${first.toLowerCase()}`}>
      <table className={`${figures["table"]} ${figures["wide"]} ${styles["table"]}`}>
        <thead>
          <tr>
            <Head name="label" text={first} sort={sort} onSort={onSort} />
            {FIGURES.map(({ key, head, help }) => (
              <Head key={key} name={key} text={head} help={help} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={String(line.key)}>
              <th scope="row">{labelOf(line)}</th>
              {FIGURES.map((shown) => (
                <td key={shown.key} className="lg-number">
                  <Value line={line} shown={shown} />
                  <Before line={before(earlier, line)} shown={shown} isAsked={earlier !== undefined} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{total.label}</th>
            {FIGURES.map((shown) => (
              <td key={shown.key} className="lg-number">
                <Value line={total} shown={shown} />
                <Before line={earlier?.total} shown={shown} isAsked={earlier !== undefined} />
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

interface HeadProps {
  name: string;
  text: string;
  help?: string;
  sort: string;
  onSort: (sort: string) => void;
}

function Head({ name, text, help, sort, onSort }: HeadProps) {
  const order = sort === name ? "ascending" : sort === `-${name}` ? "descending" : undefined;
  return (
    <th scope="col" aria-sort={order ?? "none"}>
      <button type="button" className={figures["head"]} title={help} onClick={() => onSort(nextSort(sort, name))}>
        {text}
        {order === "ascending" ? <IconArrowUp size={13} aria-hidden /> : null}
        {order === "descending" ? <IconArrowDown size={13} aria-hidden /> : null}
      </button>
    </th>
  );
}

interface ValueProps {
  line: Line;
  shown: Figure;
}

function Value({ line, shown }: ValueProps) {
  const text = textOf(line, shown);
  if (text === null) return <Dash why={shown.nothing} />;
  return (
    <Link {...leadsLink(line.rows, shown.rows)} className={figures["link"]} title={more(line, shown)}>
      {text}
    </Link>
  );
}

/** What belongs to a figure and has no column. */
function more(line: Line, { key }: Figure): string | undefined {
  const percent = (share: number | null) => (share === null ? "–" : `${Math.round(share * 1000) / 10}%`);
  switch (key) {
    case "quoted":
      return `${percent(line.quote_rate)} of the leads`;
    case "won":
      return `${percent(line.bind_rate)} of those quoted, ${percent(line.close_on_contact)} of those contacted`;
    case "contact_rate":
      return `${line.contacted} of ${line.leads}`;
    case "median_minutes_to_attempt":
      return `${percent(line.within_five_minutes)} of the leads within five minutes`;
    default:
      return undefined;
  }
}

interface DashProps {
  why: string;
}

function Dash({ why }: DashProps) {
  return (
    <span title={why} className={styles["dash"]}>
      –<VisuallyHidden> {why}</VisuallyHidden>
    </span>
  );
}

interface BeforeProps {
  /** The same source or agent in the days before; undefined when it had no leads. */
  line: Line | undefined;
  shown: Figure;
  isAsked: boolean;
}

function Before({ line, shown, isAsked }: BeforeProps) {
  if (!isAsked) return null;
  return (
    <Text size="xs" c="dimmed" className={styles["before"]}>
      <VisuallyHidden>before: </VisuallyHidden>
      {(line && textOf(line, shown)) ?? "–"}
    </Text>
  );
}

const ORDERS = [
  ...FIGURES.map(({ key, head }) => ({ value: `-${key}`, label: `${head}, most first` })),
  { value: "label", label: "Name" },
];

function Cards({ first, lines, total, earlier, sort, onSort }: SourcesTableProps) {
  return (
    <div>
      <Select
        className={styles["order"]}
        aria-label="Order"
        data={ORDERS}
        value={ORDERS.some(({ value }) => value === sort) ? sort : null}
        placeholder="Order"
        allowDeselect={false}
        onChange={(chosen) => chosen && onSort(chosen)}
      />
      <ul className={styles["cards"]} aria-label={`Figures by ${first.toLowerCase()}`}>
        {[...lines, total].map((line) => (
          <li key={line === total ? "total" : String(line.key)}>
            <h3 className={styles["name"]}>{labelOf(line)}</h3>
            <dl className={styles["facts"]}>
              {FIGURES.map((shown) => (
                <div key={shown.key}>
                  <dt>{shown.head}</dt>
                  <dd className="lg-number">
                    <Value line={line} shown={shown} />
                    <Before
                      line={line === total ? earlier?.total : before(earlier, line)}
                      shown={shown}
                      isAsked={earlier !== undefined}
                    />
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </div>
  );
}
