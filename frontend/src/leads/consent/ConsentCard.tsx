// By which ways the lead may be reached now, on what proof, and how that is given and taken back.
import { ActionIcon, Button, Group, Menu, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconBan, IconCheck, IconClock, IconPlus } from "@tabler/icons-react";
import { useState } from "react";

import { useMay } from "@/api/session";
import { SideCard } from "@/records/show/SideCard";
import { DateText } from "@/ui/DateText";
import { Failure } from "@/ui/states";

import { consentQuery, type ConsentEntry, type Lead, type Verdict } from "../queries";
import classes from "./ConsentCard.module.css";
import { GrantDialog } from "./GrantDialog";
import { ProofDialog } from "./ProofDialog";
import { RevokeDialog } from "./RevokeDialog";
import { CHANNELS, evidenceOf, reasonWord, verdictOn } from "./words";

/** Calls by hand, texts and e-mail are what agents use. */
const USUAL = 3;

type Open = { kind: "grant" } | { kind: "revoke" } | { kind: "proof"; entries: ConsentEntry[]; title: string };

interface ConsentCardProps {
  lead: Lead;
  /** Opened from elsewhere on the page. */
  granting: boolean;
  onGranting: (open: boolean) => void;
}

export function ConsentCard({ lead, granting, onGranting }: ConsentCardProps) {
  const may = useMay();
  const { data, error, refetch } = useQuery(consentQuery(lead.id));
  const [open, setOpen] = useState<Open | null>(null);
  const [all, setAll] = useState(false);
  const mayWrite = may("consent:write") && may("leads:write");
  const entries = data?.entries ?? [];
  return (
    <SideCard
      title="May we contact them?"
      action={
        mayWrite ? (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" aria-label="Record what they said about contact">
                <IconPlus size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconCheck size={16} />} onClick={() => onGranting(true)}>
                They agreed to something
              </Menu.Item>
              <Menu.Item leftSection={<IconBan size={16} />} onClick={() => setOpen({ kind: "revoke" })}>
                They want it no more
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : null
      }
    >
      {error && !data ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? (
        <Stack p="md" gap="sm" role="status" aria-label="Loading the consent">
          {[70, 60, 80, 55].map((width) => (
            <Skeleton key={width} height={16} width={`${width}%`} />
          ))}
        </Stack>
      ) : null}
      {data ? (
        <ul className={classes["list"]}>
          {(all ? CHANNELS : CHANNELS.slice(0, USUAL)).map(([channel, label]) => (
            <Way
              key={channel}
              label={label}
              sales={verdictOn(data.decisions, channel, "marketing")}
              service={verdictOn(data.decisions, channel, "service")}
              onProof={(verdict) => {
                const entry = evidenceOf(entries, verdict);
                if (entry) setOpen({ kind: "proof", entries: [entry], title: `${label}: the proof` });
              }}
              hasProof={(verdict) => evidenceOf(entries, verdict) !== undefined}
            />
          ))}
        </ul>
      ) : null}
      {data ? (
        <Group px="md" py={8} gap="xs" justify="space-between" className={classes["foot"] ?? ""}>
          {entries.length > 0 ? (
            <Button
              variant="subtle"
              size="compact-xs"
              ml={-8}
              onClick={() => setOpen({ kind: "proof", entries, title: "Everything they said about contact" })}
            >
              All they said ({entries.length})
            </Button>
          ) : (
            <Text size="xs" c="dimmed">
              Nothing that they agreed to was recorded.
            </Text>
          )}
          <Button variant="subtle" size="compact-xs" mr={-8} onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? "Fewer ways" : "More ways"}
          </Button>
        </Group>
      ) : null}
      <GrantDialog lead={lead} opened={granting} onClose={() => onGranting(false)} />
      <RevokeDialog lead={lead} opened={open?.kind === "revoke"} onClose={() => setOpen(null)} />
      <ProofDialog
        entries={open?.kind === "proof" ? open.entries : null}
        title={open?.kind === "proof" ? open.title : ""}
        onClose={() => setOpen(null)}
      />
    </SideCard>
  );
}

interface WayProps {
  label: string;
  sales: Verdict | undefined;
  service: Verdict | undefined;
  onProof: (verdict: Verdict) => void;
  hasProof: (verdict: Verdict) => boolean;
}

/** What stands in the way is told apart from what only has to wait. */
const standing = ({ allowed, not_before: until }: Verdict) => (allowed ? "yes" : until ? "later" : "no");
const PICTURES = { yes: IconCheck, later: IconClock, no: IconBan };
const WORDS = { yes: "yes", later: "not now", no: "no" };

function Way({ label, sales, service, onProof, hasProof }: WayProps) {
  if (!sales) return null;
  const stands = standing(sales);
  const Picture = PICTURES[stands];
  const differs = service !== undefined && service.allowed !== sales.allowed;
  return (
    <li className={classes["way"]} data-standing={stands}>
      <Picture size={16} stroke={1.9} className={classes["icon"] ?? ""} aria-hidden />
      <div className={classes["words"]}>
        <Text size="sm" fw={500}>
          {label}: {WORDS[stands]}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {reasonWord(sales.reason)}
          {sales.not_before ? (
            <>
              , until <DateText value={sales.not_before} />
            </>
          ) : null}
          .{differs ? ` About service: ${service.allowed ? "yes" : "no"}, ${lower(reasonWord(service.reason))}.` : ""}
        </Text>
      </div>
      {hasProof(sales) ? (
        <Button variant="subtle" size="compact-xs" onClick={() => onProof(sales)} aria-label={`Proof for ${label}`}>
          Proof
        </Button>
      ) : null}
    </li>
  );
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
