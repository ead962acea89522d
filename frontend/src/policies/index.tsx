export { PolicyView } from "./PolicyView";
