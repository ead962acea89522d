// The page of every noun's list.
import { useDocumentTitle } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";

import { isNoun, NOUNS, type Noun } from "../nouns";
import { List } from "./List";

const route = getRouteApi("/shell/$noun");

export function ListPage() {
  const { noun } = route.useParams();
  return isNoun(noun) ? <Named key={noun} noun={noun} /> : null;
}

interface NamedProps {
  noun: Noun;
}

function Named({ noun }: NamedProps) {
  useDocumentTitle(`${NOUNS[noun].many} · LeadGen`);
  return <List noun={noun} />;
}
