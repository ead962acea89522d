// The usual questions to the audit trail, and the criteria builder for the others.
import { Button, Group, Loader, NumberInput, Popover, Select, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFilter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, type ReactNode } from "react";

import { peopleQuery } from "@/api/people";

import { parsed, type AuditSearch } from "./address";
import { actionText } from "./difference";
import { TABLES, tableText } from "./nouns";
import { auditFieldsQuery } from "./queries";

const CriteriaBuilder = lazy(async () => ({
  default: (await import("@/ui/criteria/CriteriaBuilder")).CriteriaBuilder,
}));

const ACTIONS = ["insert", "update", "delete", "login", "login_failed"];
const TIMES = [
  { value: "1", label: "Last 24 hours" },
  { value: "7", label: "Last 7 days" },
  { value: "30", label: "Last 30 days" },
  { value: "365", label: "Last year" },
];

interface AuditFiltersProps {
  search: AuditSearch;
  onChange: (change: Partial<AuditSearch>) => void;
  children: ReactNode;
}

export function AuditFilters({ search, onChange, children }: AuditFiltersProps) {
  const { data: people } = useQuery(peopleQuery);
  const half = { base: "calc(50% - 5px)", sm: 150 };
  const tables = TABLES.includes(search.noun ?? "customers") ? TABLES : [...TABLES, search.noun ?? ""];
  return (
    <Group gap="xs">
      <Select
        w={half}
        aria-label="Kind of record"
        placeholder="Any record"
        clearable
        searchable
        data={tables.map((table) => ({ value: table, label: tableText(table) }))}
        value={search.noun ?? null}
        onChange={(noun) => onChange({ noun: noun ?? undefined, record: undefined })}
      />
      {search.noun ? (
        <NumberInput
          w={{ base: "calc(50% - 5px)", sm: 110 }}
          aria-label="Number of the record"
          placeholder="Number"
          hideControls
          allowDecimal={false}
          allowNegative={false}
          value={search.record ?? ""}
          onChange={(record) => onChange({ record: Number(record) || undefined })}
        />
      ) : null}
      <Select
        w={half}
        aria-label="Person"
        placeholder="Anybody"
        clearable
        searchable
        data={(people?.items ?? []).map(({ id, full_name, username }) => ({
          value: String(id),
          label: full_name ?? username,
        }))}
        value={search.actor ? String(search.actor) : null}
        onChange={(actor) => onChange({ actor: actor ? Number(actor) : undefined })}
      />
      <Select
        w={half}
        aria-label="What was done"
        placeholder="Anything"
        clearable
        data={ACTIONS.map((action) => ({ value: action, label: actionText(action) }))}
        value={search.action ?? null}
        onChange={(action) => onChange({ action: action ?? undefined })}
      />
      <Select
        w={half}
        aria-label="When"
        placeholder="Any time"
        clearable
        data={TIMES}
        value={search.days ? String(search.days) : null}
        onChange={(days) => onChange({ days: days ? Number(days) : undefined })}
      />
      <MoreFilters filter={search.filter} onChange={(filter) => onChange({ filter })} />
      {children}
    </Group>
  );
}

interface MoreFiltersProps {
  filter: string | undefined;
  onChange: (filter: string | undefined) => void;
}

function MoreFilters({ filter, onChange }: MoreFiltersProps) {
  const [opened, popover] = useDisclosure();
  const { data: catalogue } = useQuery({ ...auditFieldsQuery, enabled: opened });
  return (
    <Popover opened={opened} onChange={popover.toggle} position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant={filter ? "light" : "default"}
          leftSection={<IconFilter size={16} />}
          onClick={popover.toggle}
          h={36}
        >
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown w="min(640px, calc(100vw - 24px))" aria-label="Filter">
        <Title order={2} size="h5" mb="sm">
          Entries that fit
        </Title>
        {catalogue ? (
          <Suspense fallback={<Loader />}>
            <CriteriaBuilder
              fields={catalogue.fields}
              value={parsed(filter)}
              onChange={(criteria) => onChange(criteria ? JSON.stringify(criteria) : undefined)}
            />
          </Suspense>
        ) : (
          <Loader />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
