// What others use of own reports.
export { builderSearch, type BuilderSearch } from "./address";
export { OwnMenu } from "./OwnMenu";
export { Records } from "./Records";
export { recordsQuery } from "./queries";
