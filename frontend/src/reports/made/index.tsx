// What others use of reports as files.
export { MakeDialog } from "./MakeDialog";
export { MadeState } from "./MadeState";
