// What others use of the lists.
export { useNeighbours, type Neighbours } from "./neighbours";
