// The doors through which other people's systems bring leads.
import { Badge, Button, Group, Menu, Text } from "@mantine/core";
import { IconDoorEnter, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useMay } from "@/api/session";
import { Money } from "@/ui/Money";
import { Empty, Failure, Loading } from "@/ui/states";

import { Card } from "../../Card";
import classes from "../Leads.module.css";
import { sourcesQuery, trafficOf, trafficQuery, type Source, type SourceKind, type Traffic } from "../queries";
import { useOpen } from "../useOpen";
import { KINDS } from "../words";
import { SourceDrawer } from "./SourceDrawer";
import { TrafficText } from "./TrafficText";

export function SourcesSection() {
  const found = useQuery(sourcesQuery);
  const traffic = useQuery(trafficQuery).data;
  const mayChange = useMay()("lead_sources:write");
  const [open, setOpen] = useOpen();
  const [kind, setKind] = useState<SourceKind | null>(null);
  const sources = found.data?.items ?? [];
  const opened = sources.find(({ id }) => id === open);

  function begin(chosen: SourceKind) {
    setKind(chosen);
    setOpen("new");
  }

  const add = mayChange ? <NewSource onChosen={begin} /> : null;
  return (
    <Card
      title="Doors for vendors"
      description="Each door has its own address and secrets, so that each can be closed by itself."
      actions={sources.length > 0 ? add : null}
      flush
    >
      {found.isPending ? <Loading rows={5} /> : null}
      {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data && sources.length === 0 ? (
        <Empty title="No doors yet" icon={IconDoorEnter} action={add}>
          Open one for each vendor or campaign; its leads come in by themselves.
        </Empty>
      ) : null}
      <ul className={classes["rows"]}>
        {sources.map((source) => (
          <SourceRow
            key={source.id}
            source={source}
            traffic={trafficOf(traffic, source.key)}
            onOpen={() => setOpen(source.id)}
          />
        ))}
      </ul>
      <SourceDrawer
        source={opened ?? null}
        kind={opened?.kind ?? (open === "new" ? kind : null)}
        onMade={setOpen}
        onClose={() => setOpen(null)}
      />
    </Card>
  );
}

function NewSource({ onChosen }: { onChosen: (kind: SourceKind) => void }) {
  return (
    <Menu position="bottom-end" width={320}>
      <Menu.Target>
        <Button leftSection={<IconPlus size={16} />}>New door</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(KINDS) as SourceKind[]).map((kind) => (
          <Menu.Item key={kind} onClick={() => onChosen(kind)}>
            {KINDS[kind].label}
            <Text size="xs" c="dimmed">
              {KINDS[kind].about}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface SourceRowProps {
  source: Source;
  traffic: Traffic | undefined;
  onOpen: () => void;
}

function SourceRow({ source, traffic, onOpen }: SourceRowProps) {
  return (
    <li
      className={`${classes["row"]} ${classes["plain"]} ${classes["beside"]}`}
      data-off={!source.is_active || undefined}
    >
      <div className={classes["what"]}>
        <Group gap="xs">
          <Text fw={500}>{source.name}</Text>
          <Badge color="gray">{KINDS[source.kind].label}</Badge>
          {source.is_active ? null : <Badge color="yellow">Closed</Badge>}
          {needsSecrets(source) ? <Badge color="orange">Secrets missing</Badge> : null}
        </Group>
        <Text size="sm" c="dimmed" className="lg-number">
          <TrafficText traffic={traffic} />
          {source.cost_cents === null ? null : (
            <>
              {" "}
              · <Money cents={source.cost_cents} /> a lead
            </>
          )}
          {source.source ? ` · as “${source.source}”` : ""}
        </Text>
        {source.trouble ? (
          <Text size="sm" c="var(--mantine-color-error)">
            {source.trouble}
          </Text>
        ) : null}
      </div>
      <div className={classes["actions"]}>
        <Button variant="subtle" size="compact-sm" onClick={onOpen} aria-label={`Open ${source.name}`}>
          Open
        </Button>
      </div>
    </li>
  );
}

/** An ADF door may do without. */
const needsSecrets = ({ kind, has_secrets }: Source) => kind !== "adf" && has_secrets !== true;
