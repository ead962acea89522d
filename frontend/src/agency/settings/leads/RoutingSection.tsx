// Who gets which lead, and by when it has to be answered.
import { AgentsCard } from "./AgentsCard";
import { OfficeHoursCard } from "./OfficeHoursCard";
import { RulesCard } from "./RulesCard";
import { TryRouting } from "./TryRouting";
import { WaitingLeads } from "./WaitingLeads";

export function RoutingSection() {
  return (
    <>
      <WaitingLeads />
      <RulesCard />
      <TryRouting />
      <AgentsCard />
      <OfficeHoursCard />
    </>
  );
}
