// What others use to show a report.
export { DocumentView } from "./DocumentView";
export type { ReportDocument } from "./document";
export { spokenPeriod } from "./periods";
export { PeriodField } from "./PeriodField";
export { daysText, figureText } from "./words";
