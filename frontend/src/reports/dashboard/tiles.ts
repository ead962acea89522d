// The tiles of a dashboard: what they are called, how large they may be, and what is asked for them.
import type { Schemas } from "@/api/client";

export type Tile = Schemas["DashboardTile"];
export type Shows = Schemas["ShownFigure"];
export type Arrangement = Schemas["DashboardArrangement"];
export type Role = Arrangement["role"];
export type Picture = Shows["picture"];

export const MOST_TILES = 24;
export const WIDTHS = [3, 4, 6, 8, 9, 12] as const;
export const HEIGHTS = [1, 2, 3, 4] as const;

const WIDTH_WORDS: Record<number, string> = {
  3: "A quarter",
  4: "A third",
  6: "Half",
  8: "Two thirds",
  9: "Three quarters",
  12: "Full width",
};
export const widthWord = (width: number): string => WIDTH_WORDS[width] ?? `${width} of 12`;

/** A card that `GET /v1/dashboard` counts. */
interface Card {
  label: string;
  about: string;
  width: number;
  height: number;
}

export const CARDS: Record<string, Card> = {
  premium: { label: "Premium in force", about: "A year’s premium of all policies in force", width: 3, height: 1 },
  customers: { label: "Active customers", about: "How many, and how many policies they have", width: 3, height: 1 },
  retention: { label: "Retention", about: "The share of the book that stayed", width: 3, height: 1 },
  tasks: { label: "My open tasks", about: "One’s own, and how many are overdue", width: 3, height: 1 },
  business: { label: "New and lost business", about: "Month by month, in policies or premium", width: 8, height: 3 },
  lines: { label: "Policies by line", about: "In force, with their premium", width: 4, height: 3 },
  renewals: { label: "Renewals ahead", about: "In the next 30, 60 and 90 days", width: 4, height: 2 },
  claims_by_status: { label: "Claims by status", about: "All claims, with what was claimed", width: 4, height: 2 },
  claims_by_age: { label: "Open claims by age", about: "How long they have been waiting", width: 4, height: 2 },
};

export const isCard = ({ kind }: Pick<Tile, "kind">): boolean => kind in CARDS;

/** What a tile is called where its contents are not there to say it. */
export function tileName({ title, kind, shows }: Tile): string {
  return title ?? CARDS[kind]?.label ?? (shows ? "Figure of a report" : "Tile");
}

/** The size with which a figure begins, by its picture. */
export const SIZES: Record<Picture, { width: number; height: number }> = {
  number: { width: 3, height: 1 },
  bars: { width: 4, height: 2 },
  columns: { width: 6, height: 2 },
  line: { width: 6, height: 2 },
  donut: { width: 4, height: 2 },
  table: { width: 6, height: 3 },
};

export const PICTURES: { value: Picture; label: string }[] = [
  { value: "number", label: "Number" },
  { value: "bars", label: "Bars" },
  { value: "columns", label: "Columns" },
  { value: "line", label: "Line" },
  { value: "donut", label: "Donut" },
  { value: "table", label: "Table" },
];

/** The least height at which a picture can be read. */
export const leastHeight = ({ kind, shows }: Tile): number =>
  shows?.picture === "number" || CARDS[kind]?.height === 1 ? 1 : 2;
