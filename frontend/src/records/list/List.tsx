// A list with everything around it: views, search, filters, rows, what is done to the picked ones, and the side panel.
import { Alert, Button, Skeleton, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { Suspense, useCallback, useMemo, useRef, useState, type MouseEvent } from "react";

import { useMay } from "@/api/session";
import { Cards, Grid, useDrawn, type GridEditing } from "@/ui/grid";
import { Empty, Failure, Loading } from "@/ui/states";

import { NOUNS, type Noun } from "../nouns";
import { nextSort, readSort, searchOf, writeSort } from "./address";
import { BulkBar } from "./BulkBar";
import { CardText } from "./CardText";
import { CellEditor } from "./CellEditor";
import type { Row } from "./config";
import { mayEdit } from "./editable";
import classes from "./List.module.css";
import { ListHead } from "./ListHead";
import { NewRecord } from "./NewRecord";
import { SidePanel } from "./SidePanel";
import { Toolbar } from "./Toolbar";
import { useCellSaving } from "./useCellSaving";
import { useList, type ListState } from "./useList";
import { useSelection, type Picks } from "./useSelection";
import { Views } from "./Views";

const NARROW = "(max-width: 47.99em)";

interface ListProps {
  noun: Noun;
  isCreating?: boolean;
}

export function List({ noun, isCreating = false }: ListProps) {
  const state = useList(noun);
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const [isPicking, setPicking] = useState(false);
  const navigate = useNavigate();

  /** Cells link to other records by plain anchors, of which there may be hundreds: followed here without a reload. */
  function followLink(event: MouseEvent<HTMLDivElement>) {
    const route = (event.target as HTMLElement).closest<HTMLElement>("a[data-route]")?.dataset["route"];
    if (route === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void navigate({ to: route });
  }

  const { Above } = state.list;
  const board = state.face === "board" ? state.list.board : undefined;
  const total = state.total && !state.total.about ? state.total.total : null;
  const picks = useSelection(state.question, state.rows.rows, total);
  return (
    <div className={classes["page"]}>
      <section className={classes["list"]} aria-label={NOUNS[noun].many}>
        <ListHead state={state} />
        {Above ? <Above /> : null}
        {state.isLost ? <LostView state={state} /> : null}
        <Views state={state} />
        <Toolbar
          state={state}
          onPick={
            isNarrow && !board
              ? () => {
                  setPicking(!isPicking);
                  picks.clear();
                }
              : undefined
          }
        />
        {board ? (
          <Suspense fallback={<Loading label="Loading the board" rows={8} />}>
            <board.Board state={state} />
          </Suspense>
        ) : (
          <div className={`lg-card ${classes["frame"]}`} onClick={followLink}>
            <BulkBar state={state} picks={picks} />
            <Body state={state} picks={picks} isNarrow={isNarrow} isPicking={isPicking} />
          </div>
        )}
      </section>
      {state.search.open === undefined ? null : board ? (
        <Suspense fallback={null}>
          <board.Panel state={state} id={state.search.open} />
        </Suspense>
      ) : (
        <SidePanel state={state} id={state.search.open} />
      )}
      {isCreating ? <NewRecord state={state} /> : null}
    </div>
  );
}

interface BodyProps {
  state: ListState;
  picks: Picks;
  isNarrow: boolean;
  isPicking: boolean;
}

function Body({ state, picks, isNarrow, isPicking }: BodyProps) {
  if (state.error) return <Broken state={state} />;
  if (state.isLoading && (state.rows.rows.length === 0 || state.columns.length === 0))
    return <Waiting noun={state.noun} />;
  if (state.rows.rows.length === 0) return <Nothing state={state} />;
  if (isNarrow) return <Narrow state={state} picks={isPicking ? picks : null} />;
  return <Table state={state} picks={picks} />;
}

interface StateProps {
  state: ListState;
}

function LostView({ state: { noun, asked, asView, go } }: StateProps) {
  return (
    <Alert
      color="yellow"
      title="This view is not here (any more)"
      withCloseButton
      closeButtonLabel="Close"
      onClose={() => go(searchOf(asked, asView, undefined), true)}
      p="sm"
      style={{ flex: "none" }}
    >
      It was deleted, or is not shared with you. All {NOUNS[noun].many.toLowerCase()} are shown instead.
    </Alert>
  );
}

function Broken({ state }: StateProps) {
  return (
    <Stack gap={0} align="center" pb="lg">
      <Failure error={state.error} onRetry={state.retry} />
      {state.question.filter ? (
        <Button variant="subtle" onClick={() => state.ask({ filter: null })}>
          Show the list without its filter
        </Button>
      ) : null}
    </Stack>
  );
}

function Waiting({ noun }: { noun: Noun }) {
  return (
    <Stack gap={24} p="md" pt={46} role="status" aria-label={`Loading ${NOUNS[noun].many.toLowerCase()}`}>
      {Array.from({ length: 14 }, (_, row) => (
        <Skeleton key={row} height={14} width={`${96 - ((row * 13) % 30)}%`} />
      ))}
    </Stack>
  );
}

function Nothing({ state }: StateProps) {
  const box = useRef<HTMLDivElement>(null);
  useDrawn(box, drawnOf(state));
  return (
    <div ref={box}>
      {state.question.q || state.question.filter ? <NoMatch state={state} /> : <None state={state} />}
    </div>
  );
}

function NoMatch({ state: { noun, ask } }: StateProps) {
  return (
    <Empty
      title={`No ${NOUNS[noun].many.toLowerCase()} match`}
      action={
        <Button variant="default" mt="xs" onClick={() => ask({ q: "", filter: null })}>
          Clear search and filters
        </Button>
      }
    >
      Nothing fits what is searched and filtered for.
    </Empty>
  );
}

function None({ state: { noun, list } }: StateProps) {
  return (
    <Empty icon={NOUNS[noun].icon} title={`No ${NOUNS[noun].many.toLowerCase()} yet`}>
      {list.empty}
    </Empty>
  );
}

const drawnOf = ({ noun, question, rows }: ListState) => (rows.isOld ? null : JSON.stringify([noun, question]));

interface TableProps extends StateProps {
  picks: Picks;
}

function Table({ state, picks }: TableProps) {
  const { noun, question, rows, columns, layouts, total, ask, open, search, fields, list, people } = state;
  const may = useMay();
  const mayWrite = may(`${noun}:write`);
  const mayPick = mayWrite || may(`${noun}:export`) || may(`${noun}:delete`);
  const { saveCell, dialog } = useCellSaving(noun, fields);
  const sort = useMemo(() => readSort(question.sort), [question.sort]);
  const editable = useMemo(
    () => new Map(fields.filter((field) => mayEdit(field, list)).map((field) => [field.name, field])),
    [fields, list],
  );
  const owners = useMemo(
    () =>
      people
        .filter(({ is_active }) => is_active)
        .map(({ id, full_name, username }) => ({ id, name: full_name || username })),
    [people],
  );
  const editing: GridEditing<Row> | null = mayWrite
    ? {
        can: (_row, column) => editable.has(column),
        editor: (row, column, leave) => {
          const field = editable.get(column);
          return field ? (
            <CellEditor
              field={field}
              initial={row[column] ?? null}
              people={owners}
              onSave={(value) => saveCell(row, field, value)}
              leave={leave}
            />
          ) : null;
        },
      }
    : null;
  const onOpen = useCallback((row: Row) => open(row.id), [open]);

  return (
    <>
      <Grid
        label={NOUNS[noun].many}
        rows={rows.rows}
        columns={columns}
        layout={layouts.layout}
        onLayout={layouts.change}
        sort={sort}
        onSort={(name, add, descending) => ask({ sort: writeSort(nextSort(sort, name, add, descending)) })}
        total={total && !total.about ? total.total : null}
        selection={mayPick ? picks.grid : null}
        editing={editing}
        openId={search.open ?? null}
        onOpen={onOpen}
        onRow={search.open === undefined ? undefined : (row) => open(row.id, true)}
        onVisible={rows.onVisible}
        hasMore={rows.hasMore}
        dimmed={rows.isOld}
        drawn={drawnOf(state)}
      />
      {dialog}
    </>
  );
}

interface NarrowProps extends StateProps {
  picks: Picks | null;
}

/** On a phone a row is a card, and its record a page of its own. */
function Narrow({ state, picks }: NarrowProps) {
  const { noun, rows, list, asked, asView, search } = state;
  const navigate = useNavigate();
  return (
    <Cards
      label={NOUNS[noun].many}
      rows={rows.rows}
      card={(row) => <CardText row={row} list={list} />}
      hrefOf={(row) => `/${noun}/${row.id}`}
      onOpen={(row) =>
        void navigate({
          to: "/$noun/$id",
          params: { noun, id: String(row.id) },
          search: searchOf(asked, asView, search.view),
        })
      }
      selection={picks ? { has: picks.grid.has, onRow: (id) => picks.grid.onRow(id, 0, false) } : null}
      onVisible={rows.onVisible}
      dimmed={rows.isOld}
      drawn={drawnOf(state)}
    />
  );
}
