// A record of any noun with everything around it, on its page or in the panel beside the list.
import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState, type FunctionComponent } from "react";

import { ClaimView } from "@/claims";
import { CommunicationView } from "@/communications";
import { CustomerView } from "@/customers";
import { LeadView } from "@/leads";
import { PolicyView } from "@/policies";
import { ReportView } from "@/reports";
import { Failure } from "@/ui/states";

import { recordQuery } from "../data";
import { NOUNS, type Noun, type RecordOf } from "../nouns";
import { ComposerProvider } from "./composer";
import { RecordProvider } from "./context";
import { PlaceContext, type Place } from "./place";
import { claimOverviewQuery } from "./queries";
import type { Customer } from "./talks/LogBox";

const VIEWS: { [N in Noun]: FunctionComponent<{ record: RecordOf[N] }> } = {
  customers: CustomerView,
  policies: PolicyView,
  claims: ClaimView,
  communications: CommunicationView,
  leads: LeadView,
  reports: ReportView,
};

const text = (value: unknown) => (typeof value === "string" ? value : "");
const number = (value: unknown) => (typeof value === "number" ? value : null);

/** With whom talks about the record take place. */
function useWithWhom(noun: Noun, record: Record<string, unknown>): Customer | null {
  const id = Number(record["id"]);
  // A claim knows its customer only through its policy.
  const claim = useQuery({ ...claimOverviewQuery(id), enabled: noun === "claims" }).data?.customer;
  const customerId = noun === "customers" ? id : (claim?.id ?? number(record["customer_id"]));
  const leadId = noun === "leads" ? id : null;
  const name = text(record[noun === "customers" || noun === "leads" ? "name" : "customer_name"]);
  const known = (customerId !== null || leadId !== null) && noun !== "communications";
  return useMemo(() => (known ? { customerId, leadId, name } : null), [known, customerId, leadId, name]);
}

interface RecordViewProps {
  noun: Noun;
  id: number;
  place: Place;
}

export function RecordView({ noun, id, place }: RecordViewProps) {
  const [leaving, setLeaving] = useState(false);
  const { data, error, refetch } = useQuery({ ...recordQuery(noun, id), enabled: !leaving });
  const leave = useCallback(() => setLeaving(true), []);
  if (!data || leaving)
    return (
      <>
        {/* Who listens hears what page this is before it is there. */}
        <VisuallyHidden component={place === "page" ? "h1" : "h2"}>{NOUNS[noun].one}</VisuallyHidden>
        {error && !leaving ? <Failure error={error} onRetry={() => void refetch()} /> : <RecordSkeleton />}
      </>
    );
  return (
    <PlaceContext value={place}>
      <RecordProvider noun={noun} versioned={data} onLeave={leave}>
        <Parts noun={noun} record={data.record} />
      </RecordProvider>
    </PlaceContext>
  );
}

interface PartsProps {
  noun: Noun;
  record: RecordOf[Noun];
}

function Parts({ noun, record }: PartsProps) {
  const View = VIEWS[noun] as FunctionComponent<{ record: RecordOf[Noun] }>;
  const withWhom = useWithWhom(noun, record as unknown as Record<string, unknown>);
  return (
    <ComposerProvider withWhom={withWhom}>
      <View record={record} />
    </ComposerProvider>
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
