// A record of any noun with everything around it, on its page or in the panel beside the list.
import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FunctionComponent } from "react";

import { ClaimView } from "@/claims";
import { CommunicationView } from "@/communications";
import { CustomerView } from "@/customers";
import { LeadView } from "@/leads";
import { PolicyView } from "@/policies";
import { ReportView } from "@/reports";
import { Failure } from "@/ui/states";

import { recordQuery } from "../data";
import type { Noun, RecordOf } from "../nouns";
import { ComposerProvider } from "./composer";
import { RecordProvider } from "./context";
import { PlaceContext, type Place } from "./place";
import type { Customer } from "./talks/LogBox";

const VIEWS: { [N in Noun]: FunctionComponent<{ record: RecordOf[N] }> } = {
  customers: CustomerView,
  policies: PolicyView,
  claims: ClaimView,
  communications: CommunicationView,
  leads: LeadView,
  reports: ReportView,
};

/** With whom talks about the record take place. */
function withWhom(noun: Noun, record: Record<string, unknown>): Customer | null {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const number = (value: unknown) => (typeof value === "number" ? value : null);
  if (noun === "customers") return { customerId: number(record["id"]), leadId: null, name: text(record["name"]) };
  if (noun === "leads")
    return { customerId: number(record["customer_id"]), leadId: number(record["id"]), name: text(record["name"]) };
  const customerId = number(record["customer_id"]);
  if (customerId === null || noun === "communications") return null;
  return { customerId, leadId: null, name: text(record["customer_name"]) };
}

interface RecordViewProps {
  noun: Noun;
  id: number;
  place: Place;
}

export function RecordView({ noun, id, place }: RecordViewProps) {
  const { data, error, refetch } = useQuery(recordQuery(noun, id));
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <RecordSkeleton />;
  const View = VIEWS[noun] as FunctionComponent<{ record: typeof data.record }>;
  return (
    <PlaceContext value={place}>
      <RecordProvider noun={noun} versioned={data}>
        <ComposerProvider withWhom={withWhom(noun, data.record as unknown as Record<string, unknown>)}>
          <View record={data.record} />
        </ComposerProvider>
      </RecordProvider>
    </PlaceContext>
  );
}

function RecordSkeleton() {
  return (
    <Stack gap="md" role="status" aria-label="Loading the record">
      <Skeleton height={40} width={320} maw="80%" />
      <Skeleton height={120} radius="lg" />
      <Skeleton height={280} radius="lg" />
    </Stack>
  );
}
