// A table of the agency's own records: the grid on wide screens, cards on phones, and what to show without rows.
import { Button, Group, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";

import { Grid, type GridColumn, type GridRow, type Sort } from "@/ui/grid";
import { Failure, Loading } from "@/ui/states";

import classes from "./RowsTable.module.css";
import type { Columns } from "./useColumns";

const PHONE = "(max-width: 47.99em)";

interface RowsTableProps<Row extends GridRow> {
  label: string;
  columns: readonly GridColumn<Row>[];
  chosen: Columns;
  rows: readonly Row[];
  total: number | null;
  sort: readonly Sort[];
  onSort: (sort: Sort[]) => void;
  openId: number | null;
  onOpen: (row: Row) => void;
  /** What a phone shows of a row. */
  card: (row: Row) => ReactNode;
  query: {
    isPending: boolean;
    isPlaceholderData: boolean;
    error: unknown;
    refetch: () => unknown;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
  };
  empty: ReactNode;
}

export function RowsTable<Row extends GridRow>(props: RowsTableProps<Row>) {
  const { query, rows, empty } = props;
  const isPhone = useMediaQuery(PHONE, false, { getInitialValueInEffect: false });
  if (query.isPending) return <Loading rows={10} />;
  if (query.error && rows.length === 0) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0) return empty;
  return isPhone ? <Cards {...props} /> : <Table {...props} />;
}

function Table<Row extends GridRow>(props: RowsTableProps<Row>) {
  const { query, rows, sort, chosen } = props;

  function sortBy(name: string, add: boolean, descending?: boolean) {
    const present = sort.find((one) => one.name === name);
    const next = { name, descending: descending ?? (present ? !present.descending : false) };
    props.onSort(add ? [...sort.filter((one) => one.name !== name), next] : [next]);
  }

  function more(_first: number, last: number) {
    if (last >= rows.length && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  }

  return (
    <Grid
      label={props.label}
      rows={rows}
      columns={props.columns}
      layout={chosen.layout}
      onLayout={chosen.change}
      sort={sort}
      onSort={sortBy}
      total={props.total}
      openId={props.openId}
      onOpen={props.onOpen}
      onVisible={more}
      hasMore={query.hasNextPage}
      dimmed={query.isPlaceholderData}
      drawn={null}
    />
  );
}

function Cards<Row extends GridRow>({ label, rows, card, onOpen, query }: RowsTableProps<Row>) {
  return (
    <div className={classes["cards"]}>
      <ul aria-label={label}>
        {rows.map((row) => (
          <li key={row.id}>
            <UnstyledButton className={classes["card"]} onClick={() => onOpen(row)}>
              {card(row)}
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {query.hasNextPage ? (
        <Group justify="center" p="sm">
          <Button variant="subtle" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </Group>
      ) : null}
    </div>
  );
}
