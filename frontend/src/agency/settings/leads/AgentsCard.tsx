// Who takes part, how often it is their turn, how many leads they take, and where they may sell.
import { Badge, Button, Group, Progress, Text } from "@mantine/core";
import { IconPencil, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useMay } from "@/api/session";
import { counted } from "@/ui/counted";
import { Empty, Failure, Loading } from "@/ui/states";

import { Card } from "../Card";
import { AgentDialog } from "./AgentDialog";
import classes from "./Leads.module.css";
import { licensesText } from "./licenses";
import { routingAgentsQuery, type RoutingAgent } from "./queries";

export function AgentsCard() {
  const found = useQuery(routingAgentsQuery);
  const mayChange = useMay()("routing:write");
  const [edited, setEdited] = useState<RoutingAgent | null>(null);
  const agents = found.data?.items ?? [];
  const turns = agents.filter(takesPart).reduce((sum, { weight }) => sum + weight, 0);

  return (
    <Card
      title="Who takes part"
      description="Every active agent takes part until you say otherwise. Turns go round by weight. Others get what a rule gives to them by name."
      flush
    >
      {found.isPending ? <Loading rows={5} /> : null}
      {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data && agents.length === 0 ? (
        <Empty title="No agents yet" icon={IconUsers}>
          New leads go to managers and administrators until there are agents.
        </Empty>
      ) : null}
      <ul className={classes["rows"]}>
        {agents.map((agent) => (
          <li key={agent.user_id} className={`${classes["row"]} ${classes["plain"]} ${classes["beside"]}`}>
            <AgentText agent={agent} turns={turns} />
            {mayChange ? (
              <div className={classes["actions"]}>
                <Button
                  variant="subtle"
                  size="compact-sm"
                  leftSection={<IconPencil size={16} />}
                  aria-label={`Change ${agent.name}`}
                  onClick={() => setEdited(agent)}
                >
                  Change
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      <AgentDialog agent={edited} onClose={() => setEdited(null)} />
    </Card>
  );
}

const takesPart = ({ is_available, takes_turns, weight }: RoutingAgent) => takes_turns && is_available && weight > 0;

function AgentText({ agent, turns }: { agent: RoutingAgent; turns: number }) {
  const { name, weight, open_leads, most_open_leads, licenses } = agent;
  const share = takesPart(agent) ? `${Math.round((100 * weight) / turns)}% of the turns` : "no turns";
  const turn = agent.takes_turns ? `Weight ${weight} (${share})` : "By name only";
  return (
    <div>
      <Group gap="xs">
        <Text fw={500}>{name}</Text>
        {agent.is_available ? null : <Badge color="yellow">Away</Badge>}
        {most_open_leads !== null && open_leads >= most_open_leads ? <Badge color="orange">Full</Badge> : null}
      </Group>
      <Text size="sm" c="dimmed" className="lg-number">
        {turn} · {counted(open_leads, "open lead")}
        {most_open_leads === null ? "" : ` of at most ${most_open_leads.toLocaleString("en-US")}`} · {agent.today} today
      </Text>
      {most_open_leads === null ? null : (
        <Progress
          value={Math.min(100, (100 * open_leads) / most_open_leads)}
          color={open_leads >= most_open_leads ? "orange" : "pine"}
          size="xs"
          mt={4}
          maw={260}
          aria-label={`How full ${name} is`}
        />
      )}
      <Text size="sm" c="dimmed" mt={2}>
        {licensesText(licenses)}
      </Text>
    </div>
  );
}
