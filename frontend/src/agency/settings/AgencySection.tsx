// What the agency says about itself, and the clock by which its days begin and end.
import { Button, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "@/api/client";
import { useMay } from "@/api/session";
import { agencyQuery } from "@/api/settings";
import { Failure, Loading } from "@/ui/states";
import { done, failed } from "@/ui/toasts";

import { orNull, showRefusal, ZONES } from "../forms";
import { Card } from "./Card";

type Agency = Schemas["AgencySettings"];

export function AgencySection() {
  const found = useQuery(agencyQuery);
  if (found.error) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading rows={8} />;
  return <AgencyForm agency={found.data} key={found.data.updated_at} />;
}

const STATES =
  "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR".split(
    " ",
  );

function useChangeAgency() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (changes: Schemas["SettingsChanges"]) => body(api.PATCH("/v1/settings", { body: changes })),
    onSuccess: (saved) => {
      cache.setQueryData(agencyQuery.queryKey, saved);
      void cache.invalidateQueries({ queryKey: ["settings"] });
    },
  });
}

/** All or nothing: an address without a street helps nobody. */
function addressOf({ street, city, state, zip }: Record<"street" | "city" | "state" | "zip", string>) {
  return street || city || zip ? { street, city, state, zip } : null;
}

/** What has to be sent so that the agency is again as it was. */
const asBefore = ({ name, address, license_number, timezone, currency }: Agency): Schemas["SettingsChanges"] => ({
  name,
  license_number,
  timezone,
  currency,
  address: address?.street && address.city && address.state && address.zip ? (address as never) : null,
});

function AgencyForm({ agency }: { agency: Agency }) {
  const mayChange = useMay()("settings:write");
  const change = useChangeAgency();
  const form = useForm({
    initialValues: {
      name: agency.name ?? "",
      license_number: agency.license_number ?? "",
      street: agency.address?.street ?? "",
      city: agency.address?.city ?? "",
      state: agency.address?.state ?? "OH",
      zip: agency.address?.zip ?? "",
      timezone: agency.timezone,
    },
    validate: {
      street: (value, all) => (addressOf(all) && !value ? "An address needs a street." : null),
      city: (value, all) => (addressOf(all) && !value ? "An address needs a city." : null),
      zip: (value, all) => (addressOf(all) && !/^\d{5}(-\d{4})?$/.test(value) ? "Five digits, such as 43215." : null),
    },
  });

  function save(values: typeof form.values) {
    const { name, license_number, timezone } = values;
    const changes = {
      name: orNull(name),
      license_number: orNull(license_number),
      timezone,
      address: addressOf(values),
    };
    change.mutate(changes, {
      onSuccess: () =>
        done("Agency profile saved", {
          undo: () => change.mutateAsync(asBefore(agency)).catch((error: unknown) => failed(error)),
        }),
      onError: (error) => showRefusal(form, error),
    });
  }

  const field = (name: keyof typeof form.values) => ({ ...form.getInputProps(name), readOnly: !mayChange });
  return (
    <form onSubmit={form.onSubmit(save)} noValidate>
      <Card
        title="Agency"
        description={
          mayChange
            ? "On letters, reports and certificates."
            : "On letters, reports and certificates. Administrators change it."
        }
        footer={
          mayChange ? (
            <Button type="submit" loading={change.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
          ) : null
        }
      >
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput label="Name" autoComplete="organization" {...field("name")} />
            <TextInput label="License number" autoComplete="off" {...field("license_number")} />
          </SimpleGrid>
          <TextInput label="Street" autoComplete="street-address" {...field("street")} />
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <TextInput label="City" autoComplete="address-level2" {...field("city")} />
            <Select label="State" data={STATES} searchable allowDeselect={false} {...field("state")} />
            <TextInput label="ZIP code" inputMode="numeric" autoComplete="postal-code" {...field("zip")} />
          </SimpleGrid>
          <Select
            label="Time zone"
            description="Due dates, renewals and the figures of a month follow this clock."
            data={ZONES}
            searchable
            allowDeselect={false}
            maw={{ sm: "50%" }}
            {...field("timezone")}
          />
        </Stack>
      </Card>
    </form>
  );
}
