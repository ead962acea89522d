export { ClaimView } from "./ClaimView";
