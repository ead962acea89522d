// A new tile, or a tile that is to show something else: which report, which figure, drawn how; seen before it is kept.
import { Button, Group, Modal, SegmentedControl, Select, Stack, Tabs, Text, TextInput } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { ProblemError, sentence } from "@/api/problem";

import { catalogueQuery, ownReportsQuery } from "../catalogue/queries";
import type { ReportSearch } from "../show/address";
import type { ReportDocument } from "../show/document";
import { ownId } from "../show/links";
import { Parameters } from "../show/Parameters";
import classes from "./Arrange.module.css";
import { freeId, type Tiles } from "./arranging";
import { found, FigureTile } from "./FigureTile";
import styles from "./DashboardPage.module.css";
import { sizeOf } from "./Grid";
import { askedOf, figuresQuery } from "./queries";
import { CARDS, PICTURES, SIZES, type Shows, type Tile } from "./tiles";

interface TileDialogProps {
  tiles: Tiles;
  /** The tile that is changed; null for a new one. */
  tile: Tile | null;
  onKeep: (tile: Tile) => void;
  onClose: () => void;
}

export function TileDialog({ tiles, tile, onKeep, onClose }: TileDialogProps) {
  const title = tile ? "Change the tile" : "Add a tile";
  return (
    <Modal opened onClose={onClose} title={title} size={tile && !tile.shows ? "md" : WIDE_PX}>
      {tile && !tile.shows ? (
        <Rename tile={tile} onKeep={onKeep} onClose={onClose} />
      ) : tile?.shows ? (
        <FigureForm tile={tile} begun={tile.shows} tiles={tiles} onKeep={onKeep} onClose={onClose} />
      ) : (
        <Tabs defaultValue="report" keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="report">A figure of a report</Tabs.Tab>
            <Tabs.Tab value="card">A card</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="report">
            <FigureForm tile={null} begun={null} tiles={tiles} onKeep={onKeep} onClose={onClose} />
          </Tabs.Panel>
          <Tabs.Panel value="card">
            <Cards tiles={tiles} onKeep={onKeep} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Modal>
  );
}

/** Wide enough for the fields and, beside them, what they make. */
const WIDE_PX = 1040;
const BELOW = ["label", "input", "description", "error"] as const;

interface CardsProps {
  tiles: Tiles;
  onKeep: (tile: Tile) => void;
}

function Cards({ tiles, onKeep }: CardsProps) {
  const there = new Set(tiles.map(({ kind }) => kind));
  return (
    <div className={classes["cards"]}>
      {Object.entries(CARDS).map(([kind, { label, about, width, height }]) => (
        <button
          key={kind}
          type="button"
          className={classes["card"]}
          onClick={() => onKeep({ id: freeId(tiles, kind), kind, title: null, width, height, shows: null })}
        >
          <span className={classes["cardName"]}>{label}</span>
          <span className={classes["cardAbout"]}>{about}</span>
          {there.has(kind) ? (
            <span className={classes["cardAbout"]}>
              <IconCheck size={13} stroke={2} aria-hidden /> On the dashboard already
            </span>
          ) : null}
        </button>
      ))}
    </div>
  );
}

interface RenameProps {
  tile: Tile;
  onKeep: (tile: Tile) => void;
  onClose: () => void;
}

function Rename({ tile, onKeep, onClose }: RenameProps) {
  const [title, setTitle] = useState(tile.title ?? "");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onKeep({ ...tile, title: title.trim() || null });
      }}
    >
      <Stack>
        <TitleField value={title} usual={CARDS[tile.kind]?.label ?? ""} onChange={setTitle} />
        <Foot label="Rename" isReady onClose={onClose} />
      </Stack>
    </form>
  );
}

interface TitleFieldProps {
  value: string;
  usual: string;
  onChange: (title: string) => void;
}

function TitleField({ value, usual, onChange }: TitleFieldProps) {
  return (
    <TextInput
      label="Title"
      placeholder={usual}
      maxLength={100}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface FootProps {
  label: string;
  isReady: boolean;
  onClose: () => void;
}

function Foot({ label, isReady, onClose }: FootProps) {
  return (
    <Group justify="flex-end" className={classes["foot"]}>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <Button type="submit" disabled={!isReady}>
        {label}
      </Button>
    </Group>
  );
}

const BEGUN: Omit<Shows, "report"> = {
  table: null,
  figure: null,
  picture: "number",
  period: null,
  compare: null,
  line: null,
  owner: null,
  team: null,
};

/** What an own report can be asked for. */
const OWN_TAKES = ["period"];

interface FigureFormProps extends RenameOf {
  tiles: Tiles;
  begun: Shows | null;
}
interface RenameOf {
  tile: Tile | null;
  onKeep: (tile: Tile) => void;
  onClose: () => void;
}

function FigureForm({ tile, begun, tiles, onKeep, onClose }: FigureFormProps) {
  const [shows, setShows] = useState<Shows | null>(begun);
  const [title, setTitle] = useState(tile?.title ?? "");
  const catalogue = useQuery(catalogueQuery).data ?? [];
  const own = useQuery(ownReportsQuery).data ?? [];
  const definition = catalogue.find(({ key }) => key === shows?.report);
  const query = figuresQuery(shows?.report ?? "", shows ? askedOf(shows) : {});
  const figures = useQuery({ ...query, enabled: shows !== null, refetchInterval: false });
  const document = figures.data;
  const change = (some: Partial<Shows>) => setShows((now) => now && { ...now, ...some });
  const shown = document && shows ? found(document, shows) : null;
  const size = tile ?? SIZES[shows?.picture ?? "number"];
  const draft: Tile | null = shows && {
    id: tile?.id ?? freeId(tiles, idOf(shows.report)),
    kind: "figure",
    title: title.trim() || null,
    width: size.width,
    height: shows.picture === "number" ? size.height : Math.max(2, size.height),
    shows,
  };
  const periodError = errorAt(figures.error, "?period");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (draft && shown) onKeep(draft);
      }}
    >
      <div className={classes["form"]}>
        <Stack gap="sm">
          <Select
            label="Report"
            placeholder="Choose a report"
            searchable
            allowDeselect={false}
            nothingFoundMessage="No report of that name"
            data={[
              { group: "Come with LeadGen", items: catalogue.map(({ key, title: label }) => ({ value: key, label })) },
              { group: "Put together here", items: own.map(({ id, name }) => ({ value: `own:${id}`, label: name })) },
            ].filter(({ items }) => items.length > 0)}
            value={shows?.report ?? null}
            onChange={(report) => report && setShows({ ...BEGUN, report })}
            description={definition?.about}
            inputWrapperOrder={[...BELOW]}
          />
          {shows && document ? <Which document={document} shows={shows} onChange={change} /> : null}
          {shows && (document || figures.isError) ? (
            <Parameters
              noun={definition?.noun ?? ""}
              takes={(definition?.takes ?? (ownId(shows.report) ? OWN_TAKES : [])).filter((each) => each !== "filter")}
              search={askedOf(shows)}
              period={document?.period ?? null}
              today={document?.made_at.slice(0, 10) ?? ""}
              periodError={periodError}
              onChange={(asked) => change(nullsFor(asked))}
            />
          ) : null}
          {figures.error && !periodError ? (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {sentence(figures.error)}
            </Text>
          ) : null}
          {draft && !figures.error ? (
            <TitleField value={title} usual={shown ? shown.column.label : ""} onChange={setTitle} />
          ) : null}
        </Stack>
        <Preview tile={figures.error ? null : draft} />
      </div>
      <Foot label={tile ? "Change" : "Add"} isReady={shown !== null} onClose={onClose} />
    </form>
  );
}

const idOf = (report: string): string => report.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, 30);

/** What the page of a report leaves out is null in a tile. */
function nullsFor(asked: ReportSearch): Partial<Shows> {
  return Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, value ?? null]));
}

function errorAt(error: unknown, pointer: string): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const isOfPeriod = error.code === "period_unknown" && pointer === "?period";
  return (
    (error.problem.errors ?? []).find((each) => each.pointer === pointer)?.detail ??
    (isOfPeriod ? error.message : undefined)
  );
}

interface WhichProps {
  document: ReportDocument;
  shows: Shows;
  onChange: (some: Partial<Shows>) => void;
}

function Which({ document, shows, onChange }: WhichProps) {
  const table = document.tables.find(({ key }) => key === shows.table) ?? document.tables[0];
  if (!table) return <Text size="sm">This report lists records and has no figures.</Text>;
  const column = table.columns.find(({ key }) => key === (shows.figure ?? table.chart_of)) ?? table.columns[0];
  const pictures = table.group === null ? PICTURES.filter(({ value }) => value === "number") : PICTURES;
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label="Table"
          allowDeselect={false}
          data={document.tables.map(({ key, title }) => ({ value: key, label: title }))}
          value={table.key}
          onChange={(key) => {
            const isSingle = document.tables.find((each) => each.key === key)?.group === null;
            onChange({ table: key, figure: null, ...(isSingle ? { picture: "number" as const } : {}) });
          }}
        />
        <Select
          label="Figure"
          allowDeselect={false}
          data={table.columns.map(({ key, label }) => ({ value: key, label }))}
          value={column?.key ?? null}
          onChange={(key) => onChange({ table: table.key, figure: key })}
          description={column?.about}
          inputWrapperOrder={[...BELOW]}
        />
      </Group>
      <SegmentedControl
        aria-label="Picture"
        data={pictures}
        value={shows.picture}
        onChange={(picture) => onChange({ table: table.key, figure: column?.key ?? null, picture })}
      />
    </>
  );
}

interface PreviewProps {
  tile: Tile | null;
}

/** The tile as it will be, as far as the dialog is wide enough. */
function Preview({ tile }: PreviewProps) {
  return (
    <div className={classes["preview"]} role="region" aria-label="Preview">
      {tile?.shows ? (
        <div className={styles["grid"]} inert>
          <div className={styles["tile"]} style={sizeOf({ ...tile, width: 12 })}>
            <FigureTile tile={tile} shows={tile.shows} asked={askedOf(tile.shows)} tables={null} />
          </div>
        </div>
      ) : (
        <Text size="sm" c="dimmed" ta="center" m="auto">
          Choose a report, and the tile stands here as it will look.
        </Text>
      )}
    </div>
  );
}
