export { CommunicationView } from "./CommunicationView";
