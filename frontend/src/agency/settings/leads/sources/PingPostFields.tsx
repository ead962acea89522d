// What a vendor of pings and posts sends, what we take, and what we pay.
import {
  Checkbox,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";

import { CentsInput } from "@/ui/inputs/MoneyInput";

import classes from "../Leads.module.css";
import { CHANNELS, OUR_FIELDS } from "../lines";
import { newKey, type Condition, type ConfigRows } from "./config";
import type { RowsProps } from "./ConfigFields";
import { AddRow, RemoveRow, withInUse } from "./PairTable";

const PRESETS = [
  { value: "generic-auto", label: "Auto" },
  { value: "generic-home", label: "Home" },
  { value: "generic-life", label: "Life" },
  { value: "generic-health", label: "Health" },
];
const ABOUT_RISK = [
  { value: "currently_insured", label: "Currently insured" },
  { value: "current_carrier", label: "Current carrier" },
  { value: "x_date", label: "Renewal date" },
  { value: "years_insured", label: "Years insured" },
  { value: "home_ownership", label: "Home ownership" },
  { value: "credit_rating", label: "Credit rating" },
  { value: "education", label: "Education" },
  { value: "occupation", label: "Occupation" },
];
const SENT = [
  ...OUR_FIELDS,
  ...ABOUT_RISK.map(({ value, label }) => ({ value: `insurance.${value}`, label })),
  { value: "transaction", label: "Number of the offer (bid id)" },
  { value: "external_id", label: "Vendor's number for the lead" },
  { value: "test", label: "Is a test" },
  { value: "received_at", label: "Time of the request" },
  { value: "gender", label: "Gender" },
  { value: "marital_status", label: "Marital status" },
  { value: "consent.text", label: "Consent: text" },
  { value: "consent.given", label: "Consent: given" },
  { value: "consent.trustedform_url", label: "Consent: TrustedForm certificate" },
  { value: "consent.leadid_token", label: "Consent: LeadiD token" },
  { value: "consent.ip", label: "Consent: IP address" },
  { value: "consent.user_agent", label: "Consent: browser" },
  { value: "attribution.landing_page", label: "Landing page" },
  { value: "attribution.subid", label: "Sub id" },
];
/** What a ping may tell: nothing about who it is. */
const ASKED = [
  { value: "state", label: "State" },
  { value: "postal_code", label: "ZIP code" },
  { value: "product_interest", label: "Interested in" },
  ...ABOUT_RISK,
];
const STYLES = [
  { value: "bearer", label: "Bearer token" },
  { value: "header", label: "Own header" },
  { value: "fields", label: "Fields in the message" },
];

export function PingPostFields({ rows, onChange }: RowsProps) {
  return (
    <Stack>
      <SegmentedControl
        aria-label="How it is sold"
        data={[
          { value: "ping_post", label: "Ping, then post" },
          { value: "full_post", label: "Post only" },
        ]}
        value={rows.mode}
        onChange={(mode) => onChange({ mode })}
        style={{ alignSelf: "flex-start" }}
      />
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <Select
          label="Names of fields"
          description="What vendors of this line usually call things"
          placeholder="Only the general ones"
          data={PRESETS}
          clearable
          value={rows.preset}
          onChange={(preset) => onChange({ preset })}
        />
        <Select
          label="Credentials"
          description="How the vendor shows who it is"
          data={STYLES}
          allowDeselect={false}
          value={rows.auth}
          onChange={(auth) => onChange({ auth: auth ?? "bearer" })}
        />
        {rows.auth === "header" ? (
          <TextInput
            label="Header"
            description="Carries the token"
            value={rows.header}
            onChange={({ currentTarget }) => onChange({ header: currentTarget.value })}
          />
        ) : (
          <Select
            label="Answers"
            description="What the vendor can read"
            data={[
              { value: "json", label: "JSON" },
              { value: "xml", label: "XML" },
            ]}
            allowDeselect={false}
            value={rows.reply}
            onChange={(reply) => onChange({ reply: reply ?? "json" })}
          />
        )}
      </SimpleGrid>
      <NamesTable rows={rows} onChange={onChange} />
      <CodesTable rows={rows} onChange={onChange} />
      <Conditions
        title="What we take"
        about="Without a condition, everything. All of them must hold."
        rows={rows.accept}
        onChange={(accept) => onChange({ accept })}
      />
      <Prices rows={rows} onChange={onChange} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NumberInput
          label="An offer is good for"
          suffix=" minutes"
          min={1}
          max={1440}
          allowDecimal={false}
          value={rows.ping_ttl_minutes}
          onChange={(ping_ttl_minutes) => onChange({ ping_ttl_minutes })}
        />
        <NumberInput
          label="The same person is a duplicate for"
          suffix=" days"
          min={0}
          max={3650}
          allowDecimal={false}
          value={rows.duplicate_days}
          onChange={(duplicate_days) => onChange({ duplicate_days })}
        />
        <TextInput
          label="Field that marks a test"
          placeholder="is_test"
          value={rows.test_field}
          onChange={({ currentTarget }) => onChange({ test_field: currentTarget.value })}
        />
        <TagsInput
          label="Values that mean a test"
          placeholder={rows.test_values.length > 0 ? undefined : "1, true"}
          value={rows.test_values}
          onChange={(test_values) => onChange({ test_values })}
          acceptValueOnBlur
        />
        <MultiSelect
          label="A consent allows"
          data={CHANNELS}
          value={rows.consent_channels}
          onChange={(consent_channels) => onChange({ consent_channels })}
        />
        <Checkbox
          label="Its text says that consent is no condition of purchase"
          mt={{ sm: 28 }}
          checked={rows.is_free}
          onChange={({ currentTarget }) => onChange({ is_free: currentTarget.checked })}
        />
      </SimpleGrid>
    </Stack>
  );
}

function Head({ title, about }: { title: string; about?: string }) {
  return (
    <div>
      <Text size="sm" fw={500}>
        {title}
      </Text>
      {about ? (
        <Text size="xs" c="dimmed" mb={6}>
          {about}
        </Text>
      ) : null}
    </div>
  );
}

/** Changes one row of a list of rows. */
const replaced = <T extends { key: string }>(rows: T[], key: string, part: Partial<T>): T[] =>
  rows.map((row) => (row.key === key ? { ...row, ...part } : row));

function NamesTable({ rows, onChange }: RowsProps) {
  const put = (names: ConfigRows["names"]) => onChange({ names });
  return (
    <div role="group" aria-label="Fields">
      <Head title="Fields" about="Only what this vendor calls differently; theirs come before the usual names." />
      <Stack gap={6}>
        {rows.names.map((row, place) => (
          <div key={row.key} className={classes["mapping"]}>
            <Select
              aria-label={`Our field ${place + 1}`}
              placeholder="Our field"
              data={withInUse(SENT, row.field)}
              searchable
              value={row.field || null}
              onChange={(field) => put(replaced(rows.names, row.key, { field: field ?? "" }))}
            />
            <TagsInput
              aria-label={`Their names ${place + 1}`}
              placeholder={row.names.length > 0 ? undefined : "Their name, then Enter"}
              value={row.names}
              onChange={(names) => put(replaced(rows.names, row.key, { names }))}
              acceptValueOnBlur
            />
            <RemoveRow what={`field ${place + 1}`} onRemove={() => put(rows.names.filter((one) => one !== row))} />
          </div>
        ))}
        <AddRow what="field" onAdd={() => put([...rows.names, { key: newKey(), field: "", names: [] }])} />
      </Stack>
    </div>
  );
}

function CodesTable({ rows, onChange }: RowsProps) {
  const put = (codes: ConfigRows["codes"]) => onChange({ codes });
  return (
    <div role="group" aria-label="Codes">
      <Head title="Codes" about="A vendor's 1 may be an other's 2: what each of its codes means." />
      <Stack gap={6}>
        {rows.codes.map((row, place) => (
          <div key={row.key} className={`${classes["mapping"]} ${classes["three"]}`}>
            <Select
              aria-label={`Field of code ${place + 1}`}
              placeholder="Our field"
              data={withInUse(SENT, row.field)}
              searchable
              value={row.field || null}
              onChange={(field) => put(replaced(rows.codes, row.key, { field: field ?? "" }))}
            />
            <TextInput
              aria-label={`Their code ${place + 1}`}
              placeholder="Their code"
              value={row.theirs}
              onChange={({ currentTarget }) => put(replaced(rows.codes, row.key, { theirs: currentTarget.value }))}
            />
            <TextInput
              aria-label={`Our word for code ${place + 1}`}
              placeholder="Our word"
              value={row.ours}
              onChange={({ currentTarget }) => put(replaced(rows.codes, row.key, { ours: currentTarget.value }))}
            />
            <RemoveRow what={`code ${place + 1}`} onRemove={() => put(rows.codes.filter((one) => one !== row))} />
          </div>
        ))}
        <AddRow what="code" onAdd={() => put([...rows.codes, { key: newKey(), field: "", theirs: "", ours: "" }])} />
      </Stack>
    </div>
  );
}

interface ConditionsProps {
  title: string;
  about?: string;
  rows: Condition[];
  onChange: (rows: Condition[]) => void;
}

function Conditions({ title, about, rows, onChange }: ConditionsProps) {
  return (
    <div role="group" aria-label={title}>
      <Head title={title} about={about} />
      <Stack gap={6}>
        {rows.map((row, place) => (
          <div key={row.key} className={classes["mapping"]}>
            <Select
              aria-label={`Field of condition ${place + 1}`}
              placeholder="Field"
              data={withInUse(ASKED, row.field)}
              searchable
              value={row.field || null}
              onChange={(field) => onChange(replaced(rows, row.key, { field: field ?? "" }))}
            />
            <TagsInput
              aria-label={`Values of condition ${place + 1}`}
              placeholder={row.values.length > 0 ? undefined : "Is one of, such as OH"}
              value={row.values}
              onChange={(values) => onChange(replaced(rows, row.key, { values }))}
              acceptValueOnBlur
            />
            <RemoveRow what={`condition ${place + 1}`} onRemove={() => onChange(rows.filter((one) => one !== row))} />
          </div>
        ))}
        <AddRow what="condition" onAdd={() => onChange([...rows, { key: newKey(), field: "", values: [] }])} />
      </Stack>
    </div>
  );
}

function Prices({ rows, onChange }: RowsProps) {
  const put = (prices: ConfigRows["prices"]) => onChange({ prices });
  return (
    <div role="group" aria-label="What we pay">
      <Head title="What we pay" about="The first price whose conditions hold; otherwise the last one." />
      <Stack gap="sm">
        {rows.prices.map((price, place) => (
          <Stack key={price.key} gap="xs" className={classes["box"]}>
            <div className={classes["mapping"]} style={{ gridTemplateColumns: "minmax(0, 1fr) auto" }}>
              <CentsInput
                aria-label={`Price ${place + 1}`}
                placeholder="$18"
                value={price.cents}
                onChange={(cents) => put(replaced(rows.prices, price.key, { cents }))}
              />
              <RemoveRow what={`price ${place + 1}`} onRemove={() => put(rows.prices.filter((one) => one !== price))} />
            </div>
            <Conditions
              title={`Conditions of price ${place + 1}`}
              rows={price.when}
              onChange={(when) => put(replaced(rows.prices, price.key, { when }))}
            />
          </Stack>
        ))}
        <AddRow what="price" onAdd={() => put([...rows.prices, { key: newKey(), when: [], cents: null }])} />
        <CentsInput
          label="Otherwise"
          placeholder="$0"
          value={rows.price_cents}
          onChange={(price_cents) => onChange({ price_cents })}
        />
      </Stack>
    </div>
  );
}
