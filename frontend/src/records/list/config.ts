// What a noun says about its list.
import type { LinkProps } from "@tanstack/react-router";
import type { ComponentType, ReactNode } from "react";

import type { Layout } from "@/ui/grid";

import type { Noun, RecordOf } from "../nouns";
import type { Question } from "./address";
import type { QuickFilter } from "./quick";
import type { ListState } from "./useList";

/** A record of any noun, as lists carry it. */
export type Row = Record<string, unknown> & { id: number; version: number };

export interface Card {
  /** Two short facts below the title. */
  facts: ReactNode[];
}

/** The other face of a list: its records by stage. Fetched when it is first shown. */
export interface BoardConfig {
  /** Fetches its code, before anybody asks for it. */
  fetch: () => void;
  /** Asks for what it shows, as soon as somebody is about to. */
  ask: (question: Question) => void;
  Board: ComponentType<{ state: ListState }>;
  /** How many there are, beside the title. */
  Count: ComponentType<{ state: ListState }>;
  Panel: ComponentType<{ state: ListState; id: number }>;
}

export interface ListConfig<R> {
  /** The column whose cell opens the record. */
  title: string;
  /** What that cell says where its own field is empty. */
  untitled?: (row: R) => string;
  /** Shown until somebody chooses others. */
  columns: Layout;
  /** Never offered: the same said twice, or nothing that a cell can show. */
  omit: readonly string[];
  /** Shorter than the fields' own, for the heads of narrow columns. */
  labels?: Readonly<Record<string, string>>;
  widths?: Readonly<Record<string, number>>;
  /** Fields that follow from other records and are changed there. */
  fixed?: readonly string[];
  /** Texts that are amounts, which stand at the right like numbers. */
  right?: readonly string[];
  /** Columns whose words do not sort as they are meant, and the field that does. */
  sorts?: Readonly<Record<string, string>>;
  cells?: Readonly<Record<string, (row: R) => ReactNode>>;
  quick: readonly QuickFilter[];
  card: (row: R) => Card;
  board?: BoardConfig;
  /** Stands over the list, where it is one of several places. */
  Above?: ComponentType;
  /** Where new ones come from, when they are not written like other records. */
  source?: { to: LinkProps["to"]; permission: string };
  /** What to do when there is no record at all. */
  empty: string;
}

/** What a row is called. */
export function titleOf(row: Row, { title, untitled }: ListConfig<Row>): string {
  const text = row[title];
  return typeof text === "string" && text !== "" ? text : (untitled?.(row) ?? "Without a name");
}

export type NounList<N extends Noun> = ListConfig<RecordOf[N]>;
