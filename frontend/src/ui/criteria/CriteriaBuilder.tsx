// Conditions, nested as people think of them: all, any or none of these.
import { Text } from "@mantine/core";
import { QueryBuilderMantine } from "@react-querybuilder/mantine";
import { useMemo, useState } from "react";
import { prepareRuleGroup, QueryBuilder, type RuleGroupType } from "react-querybuilder";

import { inputKind, type Field } from "../inputs/kinds";
import classes from "./CriteriaBuilder.module.css";
import { choiceOf, FieldSelect, OperatorSelect, RemoveButton, Value, type BuilderContext } from "./controls";
import { GroupBody, GroupHeader } from "./GroupParts";
import { Clause } from "./Clause";
import {
  criteriaOf,
  fieldMap,
  fieldOf,
  isFinished,
  isGroup,
  treeOf,
  type Criteria,
  type FieldMap,
  type Group,
} from "./tree";
import { COMBINATORS, operatorChoices } from "./words";

interface CriteriaBuilderProps {
  fields: Field[];
  value: Criteria | null;
  /** Hears the finished conditions only; null when there is none. */
  onChange: (value: Criteria | null) => void;
}

const CONTROLS = {
  fieldSelector: FieldSelect,
  operatorSelector: OperatorSelect,
  valueEditor: Value,
  removeRuleAction: RemoveButton,
  rule: Clause,
  ruleGroupHeaderElements: GroupHeader,
  ruleGroupBodyElements: GroupBody,
};
const CLASSES = {
  queryBuilder: classes["builder"],
  ruleGroup: classes["group"],
  header: classes["header"],
  body: classes["body"],
  rule: classes["rule"],
  fields: classes["field"],
  operators: classes["operator"],
  value: classes["value"],
  removeRule: classes["remove"],
};
const CHOICES = Object.entries(COMBINATORS).map(([name, label]) => ({ name, label }));
const DEEPEST = 5;

interface Editing {
  query: RuleGroupType;
  /** What `query` stands for; other criteria from outside begin a new one. */
  criteria: string;
}

export function CriteriaBuilder({ fields, value, onChange }: CriteriaBuilderProps) {
  const known = useMemo(() => fieldMap(fields), [fields]);
  const context = useMemo((): BuilderContext => ({ fields: known, choices: fieldChoices(fields) }), [known, fields]);
  const options = useMemo(() => fields.map(({ name, label }) => ({ name, label })), [fields]);
  const [editing, setEditing] = useState<Editing>(() => begun(value, known));

  const given = JSON.stringify(value);
  let { query } = editing;
  if (given !== editing.criteria) {
    const begin = begun(value, known);
    setEditing(begin);
    query = begin.query;
  }
  function edited(next: RuleGroupType) {
    const criteria = criteriaOf(next as Group, known);
    const text = JSON.stringify(criteria);
    setEditing({ query: next, criteria: text });
    if (text !== given) onChange(criteria);
  }
  return (
    <QueryBuilderMantine>
      <QueryBuilder
        query={query}
        onQueryChange={edited}
        enableMountQueryChange={false}
        fields={options}
        combinators={CHOICES}
        getOperators={(name) => operatorChoices(fieldIn(known, name))}
        getDefaultOperator={(name) => defaultOperator(fieldIn(known, name))}
        getDefaultValue={() => null}
        autoSelectField={false}
        resetOnOperatorChange={false}
        listsAsArrays
        maxLevels={DEEPEST}
        controlElements={CONTROLS}
        controlClassnames={CLASSES}
        suppressStandardClassnames
        accessibleDescriptionGenerator={() => ""}
        context={context}
      />
      <Text size="xs" c="dimmed" mt={6} mih={18} role="status">
        {hasUnfinished(query as Group, known) ? "Conditions that are not finished are left out." : ""}
      </Text>
    </QueryBuilderMantine>
  );
}

const begun = (criteria: Criteria | null, known: FieldMap): Editing => ({
  query: prepareRuleGroup(treeOf(criteria, known) as RuleGroupType),
  criteria: JSON.stringify(criteria),
});

const NOTHING: Field = {
  name: "",
  label: "",
  kind: "text",
  required: false,
  readonly: true,
  nullable: false,
  sortable: false,
  choices: [],
  max_length: null,
  references: null,
  operators: [],
  derived: false,
  indexed: false,
};
const fieldIn = (known: FieldMap, name: string): Field => fieldOf(name, known) ?? NOTHING;

function defaultOperator(field: Field): string {
  const kind = inputKind(field);
  if (kind === "instant") return "newer_than_days";
  if (kind === "date") return "gte";
  if (kind === "cents" || kind === "dollars") return "gte";
  return operatorChoices(field)[0]?.name ?? "eq";
}

const TECHNICAL = new Set(["id", "version", "metadata", "external_id", "idempotency_key", "file_path"]);

/** What can be asked about: not the same amount twice, and what only machines know at the end. */
function fieldChoices(fields: readonly Field[]) {
  const names = new Set(fields.map((field) => field.name));
  const asked = fields.filter((field) => !names.has(`${field.name}_cents`));
  const isTechnical = (field: Field) =>
    TECHNICAL.has(field.name) || field.kind === "json" || (field.name.endsWith("_id") && field.references !== "users");
  return [
    { group: "Fields", items: asked.filter((field) => !isTechnical(field)).map(choiceOf) },
    { group: "Technical", items: asked.filter(isTechnical).map(choiceOf) },
  ].filter(({ items }) => items.length > 0);
}

const hasUnfinished = (group: Group, known: FieldMap): boolean =>
  group.rules.some((child) => (isGroup(child) ? hasUnfinished(child, known) : !isFinished(child, known)));
