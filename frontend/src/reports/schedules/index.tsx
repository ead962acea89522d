// What others use of reports that are sent.
export { LinksCard } from "./LinksCard";
export { ScheduleDialog } from "./ScheduleDialog";
