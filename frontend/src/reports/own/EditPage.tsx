// An own report that is kept, to be changed.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { Failure, Loading } from "@/ui/states";

import { Builder } from "./Builder";
import { draftOf } from "./draft";
import { ownReportQuery } from "./queries";

export function EditPage() {
  const { id = "" } = useParams({ strict: false });
  return <Kept key={id} id={Number(id)} />;
}

function Kept({ id }: { id: number }) {
  // Read once: what is being changed does not change under the hand; who saves first is found out by saving.
  const { data, error, refetch } = useQuery({ ...ownReportQuery(id), staleTime: 0, gcTime: 0 });
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading label="Loading the report" rows={8} />;
  return <Builder initial={draftOf(data.report)} kept={data} />;
}
