export { CustomerView } from "./CustomerView";
