// What others use of the record pages.
export { RecordForm } from "./form/RecordForm";
export { RecordPanel } from "./RecordPanel";
