// `/customers/new`: the list with the form of a new record over it.
import { useParams } from "@tanstack/react-router";

import { isNoun } from "../nouns";
import { List } from "./List";

export function NewPage() {
  const { noun } = useParams({ strict: false });
  return noun !== undefined && isNoun(noun) ? <List key={noun} noun={noun} isCreating /> : null;
}
