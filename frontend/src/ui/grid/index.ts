export { Grid } from "./Grid";
export { changeLayout, readLayout, remembered, sameLayout, type Layout, type LayoutChange } from "./layout";
export type { GridColumn, GridEditing, GridRow, GridSelection, Leave, Sort } from "./types";
export { Cards } from "./Cards";
export { useDrawn } from "./useDrawn";
