// Everything a list's page knows: what the address asks, which rows answer, which columns show them.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";

import type { ListSearch } from "@/app/search";
import { readLayout, type Layout } from "@/ui/grid";
import { isObject } from "@/ui/objects";

import type { Schemas } from "@/api/client";
import { peopleQuery } from "@/api/people";
import { fieldsQuery, type Field } from "../data";
import type { Noun } from "../nouns";
import { differs, EVERYTHING, questionOf, questionOfView, searchOf, type Asked, type Question } from "./address";
import { areFew, columnsOf, listedFields } from "./columns";
import { listOf } from "./configs";
import { useLayout } from "./layouts";
import { useRows, useTotal } from "./rows";
import { viewsQuery, type SavedView } from "./views";

const NO_FIELDS: Field[] = [];
const NO_PEOPLE: Schemas["Person"][] = [];
const NO_VIEWS: SavedView[] = [];

function columnsOfView(view: SavedView | undefined): unknown {
  const display = view?.definition["display"];
  return isObject(display) ? display["columns"] : undefined;
}

export type ListState = ReturnType<typeof useList>;

export function useList(noun: Noun) {
  const search: ListSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const list = listOf(noun);

  const views = useQuery(viewsQuery(noun));
  const catalogue = useQuery(fieldsQuery(noun));
  const people = useQuery(peopleQuery);
  const view = (views.data ?? NO_VIEWS).find(({ id }) => id === search.view);
  // An address that names a view cannot be answered before the view is known.
  const isWaiting = search.view !== undefined && views.isPending;
  const asView = useMemo(() => (view ? questionOfView(view.definition) : EVERYTHING), [view]);
  const read = questionOf(search, asView);
  const question = useStableQuestion(read);
  const face = list.board ? read.face : "list";
  const asked = useMemo((): Asked => ({ ...question, face }), [question, face]);

  const fields = catalogue.data?.fields ?? NO_FIELDS;
  const known = useMemo(() => listedFields(fields, list).map(({ name }) => name), [fields, list]);
  const said: Layout = readLayout(columnsOfView(view), known, list.columns);
  const layouts = useLayout(noun, view?.id, said, known);

  const rows = useRows(noun, question, !isWaiting && face === "list");
  const total = useTotal(noun, question, !isWaiting && face === "list");

  const go = useCallback(
    (to: ListSearch, replace = false) => void navigate({ to: "/$noun", params: { noun }, search: to, replace }),
    [navigate, noun],
  );
  const { open: openId, view: viewId } = search;
  const ask = useCallback(
    (change: Partial<Asked>, replace = false) =>
      go({ ...searchOf({ ...asked, ...change }, asView, viewId), ...(openId ? { open: openId } : {}) }, replace),
    [go, asked, asView, viewId, openId],
  );
  const open = useCallback(
    (id: number | undefined, replace = false) =>
      go({ ...searchOf(asked, asView, viewId), ...(id ? { open: id } : {}) }, replace),
    [go, asked, asView, viewId],
  );

  const names = useMemo(
    () => new Map((people.data?.items ?? []).map((person) => [person.id, person.full_name || person.username])),
    [people.data],
  );
  const nameOf = useCallback((id: number) => names.get(id) ?? `Person ${id}`, [names]);
  const openOne = useCallback((id: number) => open(id), [open]);
  const few = areFew(total.data?.total ?? null);
  const columns = useMemo(
    () => columnsOf(noun, fields, list, nameOf, openOne, few),
    [noun, fields, list, nameOf, openOne, few],
  );

  return {
    noun,
    list,
    people: people.data?.items ?? NO_PEOPLE,
    search,
    question,
    face,
    /** What the address asks for, and how it is shown. */
    asked,
    isWaiting,
    view,
    views: views.data ?? NO_VIEWS,
    asView,
    /** The view that the address names does not exist (any more), or is not shared with the caller. */
    isLost: search.view !== undefined && views.isSuccess && !view,
    isChanged: differs(asked, asView) || layouts.changed,
    fields,
    columns,
    nameOf,
    layouts,
    rows,
    total: total.data ?? null,
    error: catalogue.error ?? views.error ?? rows.error,
    retry: () => {
      if (catalogue.isError) void catalogue.refetch();
      if (views.isError) void views.refetch();
      rows.retry();
    },
    isLoading: catalogue.isPending || isWaiting || rows.isLoading,
    go,
    ask,
    open,
  };
}

/** The same object for the same question, so that nothing is asked or drawn twice. */
function useStableQuestion({ q, sort, filter }: Question): Question {
  const text = JSON.stringify(filter);
  return useMemo(() => ({ q, sort, filter: JSON.parse(text) as Question["filter"] }), [q, sort, text]);
}
