// What a report is asked: which days, compared with what, of whom; all of it stands in the address.
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { useMay, useMe } from "@/api/session";
import { fieldsQuery } from "@/records/data";
import { usePeople } from "@/records/people";
import { words } from "@/ui/StatusBadge";

import type { Compare, ReportSearch } from "./address";
import type { Period } from "./document";
import { FilterField } from "./FilterField";
import { PeriodField } from "./PeriodField";
import { teamsQuery } from "./queries";
import styles from "./Show.module.css";

/** What lists records has no figures that others could stand beside. */
export type Takes = "period" | "line" | "owner" | "team" | "filter" | "records";

interface ParametersProps {
  /** Of whose records the criteria are. */
  noun: string;
  takes: readonly string[];
  search: ReportSearch;
  /** The period on screen, also where the address names none. */
  period: Period | null;
  today: string;
  /** Why the API knows no such period. */
  periodError: string | undefined;
  onChange: (changed: ReportSearch) => void;
}

const COMPARED: { value: Compare | "none"; label: string }[] = [
  { value: "none", label: "Nothing" },
  { value: "before", label: "The period before" },
  { value: "year_before", label: "A year before" },
];

export function Parameters({ noun, takes, search, period, today, periodError, onChange }: ParametersProps) {
  const { permissions } = useMe();
  const isWide = permissions[`${noun}:read`] !== "own";
  const knowsTeams = useMay()("teams:read");
  if (takes.length === 0) return null;
  return (
    <div className={`${styles["controls"]} lg-no-print`} role="group" aria-label="What is counted">
      {takes.includes("period") ? (
        <>
          <PeriodField
            value={search.period ?? period?.said ?? ""}
            days={period}
            today={today}
            error={periodError}
            onChange={(chosen) => onChange({ period: chosen })}
          />
          {takes.includes("records") ? null : (
            <Select
              label="Compare with"
              data={COMPARED}
              value={search.compare ?? "none"}
              allowDeselect={false}
              onChange={(chosen) => onChange({ compare: chosen === null || chosen === "none" ? undefined : chosen })}
            />
          )}
        </>
      ) : null}
      {takes.includes("line") ? <LineField value={search.line} onChange={(line) => onChange({ line })} /> : null}
      {takes.includes("team") && isWide && knowsTeams ? (
        <TeamField value={search.team} onChange={(team) => onChange({ team })} />
      ) : null}
      {takes.includes("owner") && isWide ? (
        <AgentField value={search.owner} onChange={(owner) => onChange({ owner })} />
      ) : null}
      {takes.includes("filter") ? (
        <FilterField noun={noun} value={search.filter} onChange={(filter) => onChange({ filter })} />
      ) : null}
    </div>
  );
}

interface LineFieldProps {
  value: string | undefined;
  onChange: (line: string | undefined) => void;
}

function LineField({ value, onChange }: LineFieldProps) {
  const fields = useQuery(fieldsQuery("policies"));
  const lines = fields.data?.fields.find(({ name }) => name === "policy_type")?.choices ?? [];
  const offered = value === undefined || lines.includes(value) ? lines : [...lines, value];
  return (
    <Select
      label="Line"
      placeholder="All lines"
      data={offered.map((line) => ({ value: line, label: words(line) }))}
      value={value ?? null}
      clearable
      clearButtonProps={{ "aria-label": "All lines" }}
      onChange={(line) => onChange(line ?? undefined)}
    />
  );
}

interface PartyFieldProps {
  value: number | undefined;
  onChange: (id: number | undefined) => void;
}

function AgentField({ value, onChange }: PartyFieldProps) {
  const people = usePeople().filter(({ id, active }) => active || id === value);
  return (
    <Select
      label="Agent"
      placeholder="Everybody"
      data={people.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={value === undefined ? null : String(value)}
      searchable
      clearable
      clearButtonProps={{ "aria-label": "Everybody" }}
      nothingFoundMessage="Nobody of that name"
      onChange={(id) => onChange(id === null ? undefined : Number(id))}
    />
  );
}

function TeamField({ value, onChange }: PartyFieldProps) {
  const teams = useQuery(teamsQuery).data?.items ?? [];
  if (teams.length === 0 && value === undefined) return null;
  return (
    <Select
      label="Team"
      placeholder="All teams"
      data={teams.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={value === undefined ? null : String(value)}
      clearable
      clearButtonProps={{ "aria-label": "All teams" }}
      onChange={(id) => onChange(id === null ? undefined : Number(id))}
    />
  );
}
