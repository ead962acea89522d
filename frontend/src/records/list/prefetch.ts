// Fetches what a list shows first, as soon as somebody is about to open it.
import { peopleQuery } from "@/api/people";
import { queryClient } from "@/api/query";
import type { ListSearch } from "@/app/search";
import { boardQuery } from "@/leads/board/queries";

import { fieldsQuery } from "../data";
import type { Noun } from "../nouns";
import { EVERYTHING, questionOf, questionOfView } from "./address";
import { pageQuery, totalQuery } from "./rows";
import { viewsQuery } from "./views";

export async function prefetchList(noun: Noun, search: ListSearch): Promise<void> {
  void queryClient.prefetchQuery(fieldsQuery(noun));
  void queryClient.prefetchQuery(peopleQuery);
  const views = queryClient.fetchQuery(viewsQuery(noun)).catch(() => []);
  const view = search.view === undefined ? undefined : (await views).find(({ id }) => id === search.view);
  const question = questionOf(search, view ? questionOfView(view.definition) : EVERYTHING);
  if (noun === "leads" && question.face === "board") return void queryClient.prefetchQuery(boardQuery(question));
  void queryClient.prefetchQuery(pageQuery(noun, question, null));
  void queryClient.prefetchQuery(totalQuery(noun, question));
}
