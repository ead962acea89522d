// What others use of imports and operations.
export { useOperation, useUndo, type Operation, type OperationSummary } from "./data";
export { OperationProgress } from "./OperationProgress";
