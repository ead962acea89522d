// Wins a lead: who the customer is, which policy was bought. All of it happens at once, or nothing.
import { Group, Radio, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";

import type { Schemas } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { useMay } from "@/api/session";
import { recordQuery } from "@/records/data";
import { RecordSelect } from "@/records/show/RecordSelect";
import { customerOverviewQuery } from "@/records/show/queries";
import { counted } from "@/ui/counted";
import { FormFoot } from "@/ui/FormFoot";
import { DateInput } from "@/ui/inputs/DateInput";
import { today } from "@/ui/inputs/day";
import { MoneyInput } from "@/ui/inputs/MoneyInput";
import { moneyText } from "@/ui/Money";
import { Failure, Loading } from "@/ui/states";
import { done } from "@/ui/toasts";

import { duplicatesQuery, quotesQuery, useConvert, type Duplicates, type Lead, type Quote } from "../queries";
import { perText, stands } from "../quotes/quotes";
import type { WorkProps } from "../work";
import { lineOf, LINES } from "./lines";
import { refusalOf } from "./stages";

const NEW = "new";
const OTHER = "other";
const NONE = "none";

export function ConvertForm(props: WorkProps) {
  const may = useMay();
  const quotes = useQuery(quotesQuery(props.lead.id));
  const known = useQuery(duplicatesQuery(props.lead.id));
  if (!may("customers:write") || !may("policies:write"))
    return <Text size="sm">Your role may not make customers and policies. Ask somebody who may to win this lead.</Text>;
  const failure = quotes.error ?? known.error;
  if (failure)
    return (
      <Failure
        error={failure}
        onRetry={() => {
          void quotes.refetch();
          void known.refetch();
        }}
      />
    );
  if (!quotes.data || !known.data) return <Loading label="Loading quotes and customers" />;
  return <Converting {...props} quotes={quotes.data.items} customers={known.data.customers} />;
}

interface ConvertingProps extends WorkProps {
  quotes: Quote[];
  customers: Duplicates["customers"];
}

/** Whom the API would take by itself: the same address and the same name. */
function likeliest(lead: Lead, customers: Duplicates["customers"]): string {
  const same = customers.find(({ name }) => name.trim().toLowerCase() === (lead.name ?? "").trim().toLowerCase());
  return same ? String(same.id) : NEW;
}

function Converting({ lead, quotes, customers, onClose }: ConvertingProps) {
  const navigate = useNavigate();
  const open = quotes.filter(({ status }) => status === "offered" || status === "accepted");
  const [who, setWho] = useState(() => likeliest(lead, customers));
  const [picked, setPicked] = useState<number | null>(null);
  const [name, setName] = useState(lead.name ?? "");
  const [email, setEmail] = useState(lead.email ?? "");
  const [quoteId, setQuoteId] = useState(() => String(open[0]?.id ?? NONE));
  const [number, setNumber] = useState("");
  const [start, setStart] = useState<string | null>(today());
  const [line, setLine] = useState<Quote["policy_type"] | null>(lineOf(lead.product_interest));
  const [carrier, setCarrier] = useState("");
  const [premium, setPremium] = useState<string | null>(null);
  const [lacking, setLacking] = useState<Record<string, string>>({});
  const convert = useConvert(lead.id);
  const errors = { ...(convert.error instanceof ProblemError ? convert.error.fields : {}), ...lacking };
  const isNew = lead.customer_id === null && who === NEW;
  const customerId = lead.customer_id ?? (who === OTHER ? picked : who === NEW ? null : Number(who));
  const quote = open.find(({ id }) => String(id) === quoteId);
  const asked = new Set([
    "policy_number",
    "start_date",
    ...(isNew ? ["name", "email"] : []),
    ...(who === OTHER ? ["customer_id"] : []),
    ...(quote ? [] : ["policy_type", "carrier", "premium"]),
  ]);
  // What is wrong with something that is not asked for here is said all the same.
  const elsewhere = Object.entries(errors).flatMap(([name, words]) => (asked.has(name) ? [] : [words]));
  const general = convert.error && Object.keys(errors).length === 0 ? refusalOf(convert.error) : elsewhere.join(" ");

  function submit(event: FormEvent) {
    event.preventDefault();
    if (convert.isPending) return;
    const needed: Record<string, string> = {
      ...(number.trim() ? {} : { policy_number: "Write the number of the policy." }),
      ...(isNew && !name.trim() ? { name: "A customer needs a name." } : {}),
      ...(isNew && !email.trim() ? { email: "A customer needs an e-mail address." } : {}),
      ...(who === OTHER && lead.customer_id === null && picked === null ? { customer_id: "Choose the customer." } : {}),
      ...(quote || line ? {} : { policy_type: "Choose the kind of insurance." }),
      ...(quote || premium ? {} : { premium: "Say what it costs, such as $1,200/yr." }),
    };
    setLacking(needed);
    if (Object.keys(needed).length > 0) return;
    const wanted: Schemas["Conversion"] = {
      policy_number: number.trim(),
      start_date: start,
      ...(customerId === null ? { name: name.trim(), email: email.trim() } : { customer_id: customerId }),
      ...(quote ? { quote_id: quote.id } : { policy_type: line, premium, carrier: carrier.trim() || null }),
    };
    convert.mutate(wanted, { onSuccess: won });
  }

  function won({ customer_id: id, household }: Schemas["Converted"]) {
    const neighbours =
      household.length > 0 ? ` ${counted(household.length, "other customer")} at the same address.` : "";
    done("Won: customer and policy are made", {
      detail: `Policy ${number.trim()}.${neighbours}`,
      action: {
        label: "Open customer",
        run: () => void navigate({ to: "/$noun/$id", params: { noun: "customers", id: String(id) } }),
      },
    });
    onClose();
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <section aria-label="Customer">
          <Title order={3} size="h6" mb={8}>
            Customer
          </Title>
          <Stack gap="sm">
            {lead.customer_id === null ? (
              <Radio.Group aria-label="Who it is" value={who} onChange={setWho}>
                <Stack gap={10}>
                  {customers.map((customer) => (
                    <Radio
                      key={customer.id}
                      value={String(customer.id)}
                      label={customer.name}
                      description={`Customer with this e-mail address · ${counted(customer.policies_count, "policy", "policies")}`}
                    />
                  ))}
                  <Radio value={NEW} label="A new customer" />
                  <Radio value={OTHER} label="Somebody else who is a customer" />
                </Stack>
              </Radio.Group>
            ) : null}
            {who === OTHER && lead.customer_id === null ? (
              <RecordSelect
                noun="customers"
                label="Customer"
                value={picked}
                onChange={(found) => setPicked(found?.id ?? null)}
                error={errors["customer_id"]}
                required
              />
            ) : null}
            {isNew ? (
              <Group grow align="flex-start" preventGrowOverflow={false}>
                <TextInput
                  label="Name"
                  value={name}
                  maxLength={255}
                  required
                  miw={180}
                  onChange={({ currentTarget }) => setName(currentTarget.value)}
                  error={errors["name"]}
                />
                <TextInput
                  label="E-mail"
                  type="email"
                  autoComplete="off"
                  value={email}
                  maxLength={255}
                  required
                  miw={180}
                  onChange={({ currentTarget }) => setEmail(currentTarget.value)}
                  error={errors["email"]}
                />
              </Group>
            ) : null}
            {customerId === null ? null : <Standing id={customerId} isNamed={lead.customer_id !== null} />}
          </Stack>
        </section>
        <section aria-label="Policy">
          <Title order={3} size="h6" mb={8}>
            Policy
          </Title>
          <Stack gap="sm">
            {open.length > 0 ? (
              <Radio.Group label="What was bought" value={quoteId} onChange={setQuoteId}>
                <Stack gap={10} mt={6}>
                  {open.map((each) => (
                    <Radio
                      key={each.id}
                      value={String(each.id)}
                      label={`${each.carrier}, ${each.policy_type}: ${moneyText(each.premium_cents)} ${perText(each.term_months)}`}
                      description={
                        stands(each, today()) || each.status === "accepted" ? undefined : "This quote has run out."
                      }
                    />
                  ))}
                  <Radio value={NONE} label="None of these quotes" />
                </Stack>
              </Radio.Group>
            ) : null}
            {quote ? null : (
              <Group grow align="flex-start" preventGrowOverflow={false}>
                <Select
                  label="Kind"
                  data={LINES}
                  value={line}
                  onChange={setLine}
                  allowDeselect={false}
                  required
                  miw={110}
                  error={errors["policy_type"]}
                />
                <TextInput
                  label="Carrier"
                  value={carrier}
                  maxLength={100}
                  miw={140}
                  onChange={({ currentTarget }) => setCarrier(currentTarget.value)}
                  error={errors["carrier"]}
                />
                <MoneyInput label="Premium" value={premium} onChange={setPremium} error={errors["premium"]} required />
              </Group>
            )}
            <Group grow align="flex-start" preventGrowOverflow={false}>
              <TextInput
                label="Policy number"
                value={number}
                maxLength={50}
                required
                data-autofocus
                miw={180}
                autoComplete="off"
                onChange={({ currentTarget }) => setNumber(currentTarget.value)}
                error={errors["policy_number"]}
              />
              <DateInput label="Begins on" value={start} onChange={setStart} error={errors["start_date"]} />
            </Group>
          </Stack>
        </section>
        <FormFoot error={general} submit="Win the lead" sending={convert.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}

interface StandingProps {
  id: number;
  /** Says who it is, where that was not chosen here. */
  isNamed: boolean;
}

/** What the customer has already, and who lives with them. */
function Standing({ id, isNamed }: StandingProps) {
  const { data: customer } = useQuery({ ...recordQuery("customers", id), enabled: isNamed });
  const { data } = useQuery(customerOverviewQuery(id));
  const household = data?.household.map((member) => member.name).join(", ");
  return (
    <Text size="sm" c="dimmed">
      {customer ? `${customer.record.name}. ` : ""}
      {data ? `${counted(data.active_policies, "active policy", "active policies")}. ` : "…"}
      {household ? `Same address: ${household}.` : ""}
    </Text>
  );
}
