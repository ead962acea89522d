// A figure of a report on the dashboard: its total or its lines, counted as the report itself counts them.
import { ActionIcon, Text, Tooltip } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { LinkProps } from "@tanstack/react-router";

import { ProblemError, sentence } from "@/api/problem";
import { ChartCard } from "@/ui/chart";

import type { ReportSearch } from "../show/address";
import type { FigureColumn, FigureTable, ReportDocument } from "../show/document";
import { reportLink } from "../show/links";
import { spokenPeriod } from "../show/periods";
import { FigureNumber } from "./FigureNumber";
import { FigurePicture, FigureLines } from "./FigurePicture";
import { useLive } from "./live";
import { figuresQuery } from "./queries";
import styles from "./Tile.module.css";
import { TileSkeleton } from "./TileSkeleton";
import { tileName, type Picture, type Shows, type Tile } from "./tiles";

export interface Found {
  document: ReportDocument;
  table: FigureTable;
  column: FigureColumn;
}

/** What a tile shows of its report; null where the report has it no more. */
export function found(document: ReportDocument, { table: wanted, figure }: Shows): Found | null {
  const table = wanted === null ? document.tables[0] : document.tables.find(({ key }) => key === wanted);
  const column = table?.columns.find(({ key }) => key === (figure ?? table.chart_of));
  return table && column ? { document, table, column } : null;
}

/** Whose records are counted in a report. */
const nounsOf = (document: ReportDocument | undefined): string[] => [
  ...new Set(
    (document?.tables ?? []).flatMap(({ noun, columns }) => [noun, ...columns.map((each) => each.noun ?? noun)]),
  ),
];

interface FigureTileProps {
  tile: Tile;
  shows: Shows;
  /** What the report is asked. */
  asked: ReportSearch;
  /** Which of its tables; null are all. */
  tables: readonly string[] | null;
}

export function FigureTile({ tile, shows, asked, tables }: FigureTileProps) {
  const query = figuresQuery(shows.report, asked, tables);
  const figures = useQuery({ ...query, placeholderData: keepPreviousData });
  useLive(query.queryKey, nounsOf(figures.data));
  const to = reportLink(shows.report, asked);
  const { data: document, error } = figures;
  if (!document)
    return error ? (
      <Sorry tile={tile} error={error} onRetry={() => void figures.refetch()} />
    ) : (
      <TileSkeleton height={shows.picture === "number" ? 1 : 2} />
    );
  const shown = found(document, shows);
  if (!shown)
    return <Missing title={tile.title ?? document.title} text="The report does not have this figure any more." />;
  const title = tile.title ?? usualTitle(shown, shows.picture);
  // What was asked before stays until the answer is there, and looks like it.
  return (
    <div className={`${styles["filled"]} ${figures.isPlaceholderData ? styles["old"] : ""}`}>
      {shows.picture === "number" ? (
        <FigureNumber {...shown} shows={shows} title={title} to={to} />
      ) : (
        <Drawn {...shown} picture={shows.picture} title={title} to={to} />
      )}
    </div>
  );
}

interface DrawnProps extends Found {
  picture: Exclude<Picture, "number">;
  title: string;
  to: LinkProps;
}

function Drawn({ picture, title, to, ...shown }: DrawnProps) {
  const lines = <FigureLines {...shown} />;
  return (
    <ChartCard
      className={styles["filled"]}
      title={title}
      to={to}
      note={noteOf(shown)}
      chart={picture === "table" ? lines : <FigurePicture {...shown} picture={picture} />}
      table={picture === "table" ? undefined : lines}
    />
  );
}

/** `Annual premium by agent`; a number says of which report it is. */
function usualTitle({ document, table, column }: Found, picture: Picture): string {
  if (picture === "number") return `${document.title}: ${column.label.toLowerCase()}`;
  const by = table.title.charAt(0).toLowerCase() + table.title.slice(1);
  return `${column.label}, ${by}`;
}

/** Which days, compared with what, and of what only. */
export function noteOf({ document: { title, period, compared, narrowed } }: Found): string {
  const days = period ? spokenPeriod(period.said) : "Now";
  return [`${title}, ${days.charAt(0).toLowerCase()}${days.slice(1)}`, compared ? "and before" : "", ...narrowed]
    .filter(Boolean)
    .join(" · ");
}

interface SorryProps {
  tile: Tile;
  error: unknown;
  onRetry: () => void;
}

/** Why there is nothing: gone and forbidden stay so, everything else may heal. */
export function Sorry({ tile, error, onRetry }: SorryProps) {
  const status = error instanceof ProblemError ? error.status : 0;
  const title = tileName(tile);
  if (status === 404) return <Missing title={title} text="This report is gone, or is not shared with you any more." />;
  if (status === 403) return <Missing title={title} text="You may not read this report." />;
  return (
    <div className={`lg-card ${styles["sorry"]}`} role="alert">
      <span className={styles["sorryTitle"]}>
        {title}
        <Tooltip label="Try again">
          <ActionIcon size="sm" aria-label={`${title}: try again`} onClick={onRetry}>
            <IconRefresh size={15} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      </span>
      <Text size="sm">{sentence(error)}</Text>
    </div>
  );
}

interface MissingProps {
  title: string;
  text: string;
}

export function Missing({ title, text }: MissingProps) {
  return (
    <div className={`lg-card ${styles["sorry"]}`}>
      <span className={styles["sorryTitle"]}>{title}</span>
      <Text size="sm">{text} Arrange the dashboard to take the tile away.</Text>
    </div>
  );
}
