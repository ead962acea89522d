// The inputs for what a stage still needs, and how that is saved; used where a lead is moved and during a call.
import { Autocomplete, Group, Select, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";

import { useMe } from "@/api/session";
import { recordQuery, useChangeRecord } from "@/records/data";
import { columnsOf, valueAt } from "@/records/show/facts/paths";
import { PersonSelect } from "@/ui/inputs/PersonSelect";
import { PhoneInput } from "@/ui/inputs/PhoneInput";
import { STATES } from "@/ui/inputs/states";

import { lifecycleQuery, quotesQuery, type Lead, type Stage } from "../queries";
import { PRODUCTS } from "./lines";
import { missing, type Need } from "./stages";

type Typed = Record<string, string | number | null>;

const textAt = (lead: Lead, path: string): string => {
  const value = valueAt(lead as unknown as Record<string, unknown>, path);
  return typeof value === "string" ? value : "";
};

const isNew = (lead: Lead, path: string, value: string | number): boolean =>
  path === "owner_id" ? value !== lead.owner_id : value !== textAt(lead, path);

export interface Needs {
  /** Everything that is missing, also what has no input here, such as a quote. */
  lacking: Need[];
  /** The inputs; null when there is nothing to type. */
  inputs: ReactNode;
  /** Saves what was typed. Throws what the API refuses, 412 when somebody else saved first. */
  save: () => Promise<void>;
}

export function useNeeds(lead: Lead, stage: Stage): Needs {
  const me = useMe().user;
  const { data: table } = useQuery(lifecycleQuery);
  const quotes = useQuery(quotesQuery(lead.id)).data?.items.length ?? 0;
  const { data: versioned } = useQuery(recordQuery("leads", lead.id));
  const [typed, setTyped] = useState<Typed>({});
  const change = useChangeRecord("leads");
  const lacking = (table && missing(lead, stage, quotes, table)) || [];
  const owner = "owner_id" in typed ? typed["owner_id"] : (lead.owner_id ?? me?.id ?? null);

  const put = (path: string) => (value: string | number | null) => setTyped((now) => ({ ...now, [path]: value }));
  const shown = (path: string) => String(typed[path] ?? textAt(lead, path));

  async function save() {
    const wanted = Object.fromEntries(
      Object.entries(lacking.includes("owner") ? { ...typed, owner_id: owner ?? null } : typed).filter(
        ([path, value]) => value !== null && value !== "" && isNew(lead, path, value),
      ),
    );
    if (!versioned || Object.keys(wanted).length === 0) return;
    const changes = columnsOf(versioned.record as unknown as Record<string, unknown>, wanted);
    await change.mutateAsync({ id: lead.id, changes, etag: versioned.etag });
  }

  const fields: Partial<Record<Need, ReactNode>> = {
    reachable: (
      <>
        <PhoneInput
          label="Phone"
          value={shown("contact_info.phone") || null}
          onChange={put("contact_info.phone")}
          autoFocus
        />
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="off"
          value={shown("contact_info.email")}
          onChange={({ currentTarget }) => put("contact_info.email")(currentTarget.value)}
        />
      </>
    ),
    owner: <PersonSelect label="Who works on it" value={Number(owner) || null} onChange={put("owner_id")} />,
    product: (
      <Autocomplete
        label="Kind of insurance"
        data={PRODUCTS}
        value={shown("product_interest")}
        onChange={put("product_interest")}
        maxLength={64}
      />
    ),
    place: (
      <Group grow align="flex-start">
        <Select
          label="State"
          data={STATES}
          searchable
          clearable
          clearButtonProps={{ "aria-label": "Leave it empty" }}
          value={shown("contact_info.state") || null}
          onChange={put("contact_info.state")}
        />
        <TextInput
          label="ZIP"
          value={shown("contact_info.postal_code")}
          maxLength={10}
          onChange={({ currentTarget }) => put("contact_info.postal_code")(currentTarget.value)}
        />
      </Group>
    ),
  };
  const asked = lacking.filter((need) => need in fields);
  const inputs =
    asked.length > 0 ? (
      <Stack gap="sm">
        {asked.map((need) => (
          <Stack key={need} gap="sm">
            {fields[need]}
          </Stack>
        ))}
      </Stack>
    ) : null;
  return { lacking, inputs, save };
}
