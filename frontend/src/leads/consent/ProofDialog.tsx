// What somebody agreed to or took back, word for word, with everything that proves it.
import { Anchor, Blockquote, Modal, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import { usePersonName } from "@/records/people";
import { DateText } from "@/ui/DateText";
import { phoneText } from "@/ui/inputs/phone";

import type { ConsentEntry } from "../queries";
import classes from "./ProofDialog.module.css";
import { basisWord, channelWord, purposeWord, signedWord, viaWord } from "./words";

interface ProofDialogProps {
  entries: ConsentEntry[] | null;
  title: string;
  onClose: () => void;
}

export function ProofDialog({ entries, title, onClose }: ProofDialogProps) {
  return (
    <Modal opened={entries !== null} onClose={onClose} title={title} size="lg">
      <Stack gap="lg">
        {entries?.map((entry) => (
          <Proof key={entry.id} entry={entry} />
        ))}
      </Stack>
    </Modal>
  );
}

const isWeb = (address: string) => /^https?:\/\//i.test(address);

function Web({ address }: { address: string }) {
  if (!isWeb(address)) return <>{address}</>;
  return (
    <Anchor href={address} target="_blank" rel="noreferrer" style={{ overflowWrap: "anywhere" }}>
      {address}
    </Anchor>
  );
}

function Proof({ entry }: { entry: ConsentEntry }) {
  const nameOf = usePersonName();
  const granted = entry.action === "granted";
  const rows: [string, ReactNode][] = [
    ["When", <DateText key="when" value={entry.captured_at} />],
    [
      "How",
      [entry.captured_via && viaWord(entry.captured_via), entry.signature_method && signedWord(entry.signature_method)]
        .filter(Boolean)
        .join(", "),
    ],
    ["Ground", entry.basis && basisWord(entry.basis)],
    ["For", entry.address && phoneText(entry.address)],
    ["Given to", entry.seller],
    ["Page", entry.page_url && <Web key="page" address={entry.page_url} />],
    ["Certificate", entry.trustedform_url && <Web key="certificate" address={entry.trustedform_url} />],
    ["LeadiD", entry.leadid_token],
    ["From", [entry.ip, entry.user_agent].filter(Boolean).join(" · ")],
    [
      "Condition of buying",
      entry.not_condition_of_purchase === null ? "" : entry.not_condition_of_purchase ? "No" : "Not said",
    ],
    ["Written down", entry.recorded_by === null ? "" : `by ${nameOf(entry.recorded_by)}`],
    ["Hash of the text", entry.disclosure_sha256 && <code key="hash">{entry.disclosure_sha256}</code>],
  ];
  return (
    <article className={classes["entry"]}>
      <Title order={3} size="h5">
        {granted ? "Agreed" : "Took back"}: {channelWord(entry.channel)}, {purposeWord(entry.purpose)}
      </Title>
      {entry.disclosure_text || entry.words ? (
        <Blockquote p="sm" mt="xs" color={granted ? "pine" : "red"} className={classes["said"] ?? ""}>
          {entry.disclosure_text || entry.words}
        </Blockquote>
      ) : (
        <Text size="sm" c="dimmed">
          {granted ? "The text they were shown is not known." : "Their words were not written down."}
        </Text>
      )}
      <dl className={classes["rows"]}>
        {rows
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label} className={classes["row"]}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </article>
  );
}
