// Charts that people can read, click and print.
export { Bars, type BarRow } from "./Bars";
export { ChartCard } from "./ChartCard";
export { Columns } from "./Columns";
export { Donut, type DonutPart } from "./Donut";
export { FiguresTable, type FigureCell, type FigureRow } from "./FiguresTable";
export { Legend } from "./Legend";
export { Lines } from "./Lines";
export { Plot, type Axis } from "./Plot";
export { roundUp, type Scale } from "./scale";
export { seriesColour, type Series } from "./series";
export { Share, type Part } from "./Share";
