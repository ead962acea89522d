export { Board } from "./Board";
export { BoardCount } from "./BoardCount";
export { BoardPanel } from "./BoardPanel";
