// Records that the search found, as the palette shows them.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";
import { isNoun, type Noun } from "@/records/nouns";
import { phoneText } from "@/ui/inputs/phone";
import { words } from "@/ui/StatusBadge";

export const SHORTEST = 2;
const EACH = 5;

export type Found = Schemas["Found"];
type FoundRecord = Found["items"][number];

export interface Hit {
  noun: Noun;
  id: number;
  label: string;
  description: string;
}

export const hitsQuery = (query: string) =>
  queryOptions({
    queryKey: ["search", query],
    queryFn: ({ signal }) => body(api.GET("/v1/search", { params: { query: { q: query, limit: EACH } }, signal })),
    enabled: query.length >= SHORTEST,
    placeholderData: keepPreviousData,
    select: ({ items }): Hit[] => items.map(hitOf).filter((hit) => hit !== null),
  });

const said = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);

const phone = (value: unknown) => (typeof value === "string" && value !== "" ? phoneText(value) : null);

/** What tells one hit from another; null for kinds that have no page of their own. */
function hitOf(found: FoundRecord): Hit | null {
  const { noun, id } = found;
  if (!isNoun(noun)) return null;
  const fields = found as Record<string, unknown>;
  const name = said(fields["name"]) ?? said(fields["policy_number"]) ?? said(fields["subject"]);
  const label = {
    customers: name,
    leads: name,
    policies: said(fields["policy_number"]),
    claims: said(fields["claim_number"]),
    communications: said(fields["subject"]),
    reports: name ?? said(fields["report_number"]),
  }[noun];
  const details = [
    noun === "customers" || noun === "leads" ? phone(fields["phone"]) : said(fields["customer_name"]),
    said(fields["email"]),
    said(fields["policy_type"]) ?? said(fields["comm_type"]),
    said(fields["status"]),
  ];
  const shown = details.filter((detail) => detail !== null);
  return {
    noun,
    id,
    label: label ?? "Without a name",
    description: shown.map((detail) => (detail === fields["status"] ? words(detail) : detail)).join(" · "),
  };
}
