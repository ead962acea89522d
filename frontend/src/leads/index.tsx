export { LeadView } from "./LeadView";
