// The page of every noun's list.
import { useDocumentTitle } from "@mantine/hooks";
import { useParams } from "@tanstack/react-router";

import { isNoun, NOUNS, type Noun } from "../nouns";
import { List } from "./List";

export function ListPage() {
  const { noun } = useParams({ strict: false });
  return noun !== undefined && isNoun(noun) ? <Named key={noun} noun={noun} /> : null;
}

interface NamedProps {
  noun: Noun;
}

function Named({ noun }: NamedProps) {
  useDocumentTitle(`${NOUNS[noun].many} · LeadGen`);
  return <List noun={noun} />;
}
