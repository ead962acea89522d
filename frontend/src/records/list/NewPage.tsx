// `/customers/new`: the list with the form of a new record over it.
import { IconLock } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";

import { isNoun, NOUNS } from "../nouns";
import { useMay } from "@/api/session";
import { Page } from "@/ui/Page";
import { Empty } from "@/ui/states";

import { List } from "./List";

export function NewPage() {
  const { noun } = useParams({ strict: false });
  const may = useMay();
  if (noun !== undefined && isNoun(noun) && !may(`${noun}:write`))
    return (
      <Page title="Not for your role">
        <Empty title={`You may look at ${NOUNS[noun].many.toLowerCase()}, not add to them`} icon={IconLock}>
          Ask an administrator for another role if it belongs to your work.
        </Empty>
      </Page>
    );
  return noun !== undefined && isNoun(noun) ? <List key={noun} noun={noun} isCreating /> : null;
}
