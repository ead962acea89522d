// The page of one record.
import { Box } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { whole } from "@/ui/address";
import { Page } from "@/ui/Page";
import { Empty } from "@/ui/states";

import { recordQuery } from "../data";
import { isNoun, NOUNS, type Noun } from "../nouns";
import { RecordPath } from "./RecordPath";
import { RecordView } from "./RecordView";

export function ShowPage() {
  const { noun, id } = useParams({ strict: false });
  const number = whole(id);
  if (!noun || !isNoun(noun) || number === undefined)
    return (
      <Page title="There is no such record">
        <Empty title="Nothing is at this address">It may be mistyped. Ctrl-K finds any record.</Empty>
      </Page>
    );
  return <Show key={`${noun}/${number}`} noun={noun} id={number} />;
}

interface ShowProps {
  noun: Noun;
  id: number;
}

function Show({ noun, id }: ShowProps) {
  // Read by the view below; here only its title counts.
  const { data, error } = useQuery({ ...recordQuery(noun, id), enabled: false });
  const title = data ? NOUNS[noun].title(data.record as unknown as Record<string, unknown>) : NOUNS[noun].many;
  useDocumentTitle(`${title} · LeadGen`);
  return (
    <Box p={{ base: "sm", sm: "lg" }}>
      <RecordPath noun={noun} id={id} title={data ? title : error ? "Not shown" : "…"} />
      <RecordView noun={noun} id={id} place="page" />
    </Box>
  );
}
