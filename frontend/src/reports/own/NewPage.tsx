// A new own report: from nothing, a template, a list, or one that somebody shares.
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";

import { isObject } from "@/ui/objects";
import { Failure, Loading } from "@/ui/states";

import type { BuilderSearch } from "./address";
import { Builder } from "./Builder";
import { blank, draftOf, type Draft } from "./draft";
import { ownReportQuery } from "./queries";
import { TEMPLATES } from "./templates";

export function NewPage() {
  const search: BuilderSearch = useSearch({ strict: false });
  if (search.copy !== undefined) return <Copied key={search.copy} id={search.copy} />;
  return <Builder key={JSON.stringify(search)} initial={begunBy(search)} kept={null} />;
}

const USUAL = "policies";

function begunBy({ noun, filter, template }: BuilderSearch): Draft {
  const found = TEMPLATES.find(({ key }) => key === template);
  if (found) return found.draft();
  return { ...blank(noun ?? USUAL), criteria: criteriaOf(filter) };
}

function criteriaOf(text: string | undefined): Draft["criteria"] {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return isObject(value) && Object.keys(value).length > 0 ? value : null;
  } catch {
    return null;
  }
}

function Copied({ id }: { id: number }) {
  const { data, error, refetch } = useQuery(ownReportQuery(id));
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading label="Loading the report" rows={8} />;
  const draft = draftOf(data.report);
  return <Builder initial={{ ...draft, name: `${draft.name} (copy)`, is_shared: false }} kept={null} />;
}
