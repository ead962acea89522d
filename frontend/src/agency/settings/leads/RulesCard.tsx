// The rules in their order: the first that fits and has somebody free decides.
import { ActionIcon, Alert, Badge, Button, Group, Menu, Switch, Text, VisuallyHidden } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconDots,
  IconInfoCircle,
  IconPencil,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, body } from "@/api/client";
import { useMay } from "@/api/session";
import { Failure, Loading } from "@/ui/states";
import { done, failed } from "@/ui/toasts";

import { Card } from "../Card";
import { GripButton } from "./GripButton";
import classes from "./Leads.module.css";
import { asRead, rulesQuery, useDelete, type Rule } from "./queries";
import { moved, useReorder } from "@/ui/reorder";
import { RuleDialog } from "./RuleDialog";
import { useRuleNames } from "./useRuleNames";
import { positionOfNext, ruleText } from "./words";

export function RulesCard() {
  const found = useQuery(rulesQuery);
  const mayChange = useMay()("routing_rules:write");
  const [edited, setEdited] = useState<Rule | "new" | null>(null);
  const rules = found.data?.items ?? [];

  return (
    <Card
      title="Rules"
      description="A new lead is given by the first rule that fits and has somebody free."
      actions={
        mayChange ? (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited("new")}>
            New rule
          </Button>
        ) : null
      }
      flush
    >
      {found.isPending ? <Loading rows={4} /> : null}
      {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data ? <LastResort active={rules.filter((rule) => rule.is_active).length} /> : null}
      {rules.length > 0 ? (
        <Rules key={versions(rules)} rules={rules} onEdit={mayChange ? setEdited : undefined} />
      ) : null}
      <RuleDialog
        rule={edited === "new" ? null : edited}
        opened={edited !== null}
        position={positionOfNext(rules)}
        onClose={() => setEdited(null)}
      />
    </Card>
  );
}

/** Somebody else's change begins the list anew. */
const versions = (rules: Rule[]) => rules.map(({ id, version }) => `${id}.${version}`).join();

/** What happens to leads that no rule means, and without any rule that is switched on. */
function LastResort({ active }: { active: number }) {
  if (active > 0) {
    return (
      <Text size="sm" c="dimmed" px={20} pb="md">
        A lead that fits none of them goes by turns to agents who are licensed for it, or else to managers and
        administrators.
      </Text>
    );
  }
  return (
    <Alert color="blue" icon={<IconInfoCircle size={18} />} mx={20} mb="md" p="sm">
      <Text size="sm">
        No rule is switched on, so those of last resort hold: every lead goes by turns to all agents, whatever their
        licenses, and where no agent is free to managers and administrators. It is to be answered within 15 minutes, or
        else handed on up to 2 times, then an administrator is told.
      </Text>
    </Alert>
  );
}

interface RulesProps {
  rules: Rule[];
  onEdit?: (rule: Rule) => void;
}

function Rules({ rules, onEdit }: RulesProps) {
  const [order, setOrder] = useState(rules);
  const put = useOrder(rules);
  const { list, grip, said, held } = useReorder<HTMLOListElement>({
    count: order.length,
    onMove: (from, to) => setOrder((now) => moved(now, from, to)),
    onSettled: (from, to) => put.mutate(moved(order, from, to)),
  });
  const step = (from: number, to: number) => {
    const next = moved(order, from, to);
    setOrder(next);
    put.mutate(next);
  };

  return (
    <>
      <ol className={classes["rows"]} ref={list} aria-label="Rules in their order">
        {order.map((rule, place) => (
          <li
            key={rule.id}
            className={`${classes["row"]} ${onEdit ? "" : classes["plain"]}`}
            data-held={held === place || undefined}
            data-off={!rule.is_active || undefined}
          >
            {onEdit ? <GripButton {...grip(place, rule.name)} /> : null}
            <RuleText rule={rule} place={place} />
            {onEdit ? (
              <RuleActions
                rule={rule}
                onEdit={() => onEdit(rule)}
                onUp={place > 0 ? () => step(place, place - 1) : undefined}
                onDown={place < order.length - 1 ? () => step(place, place + 1) : undefined}
              />
            ) : null}
          </li>
        ))}
      </ol>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </>
  );
}

/** The order as it was before comes back when it cannot be kept. */
function useOrder(before: Rule[]) {
  const cache = useQueryClient();
  const send = (rules: Rule[]) => body(api.PUT("/v1/routing/order", { body: { ids: rules.map(({ id }) => id) } }));
  const again = () => cache.invalidateQueries({ queryKey: ["routing-rules"] });
  return useMutation({
    mutationFn: send,
    onSuccess: () => {
      done("The order is kept", { undo: () => send(before).then(again) });
      return again();
    },
    onError: (error) => {
      failed(error);
      return again();
    },
  });
}

function RuleText({ rule, place }: { rule: Rule; place: number }) {
  const names = useRuleNames();
  return (
    <div className={classes["what"]}>
      <Group gap="xs">
        <Text fw={500}>
          {place + 1}. {rule.name}
        </Text>
        {rule.is_active ? null : <Badge color="gray">Switched off</Badge>}
      </Group>
      <Text size="sm" c="dimmed">
        {ruleText(rule, names)}
      </Text>
    </div>
  );
}

interface RuleActionsProps {
  rule: Rule;
  onEdit: () => void;
  onUp?: () => void;
  onDown?: () => void;
}

function RuleActions({ rule, onEdit, onUp, onDown }: RuleActionsProps) {
  const cache = useQueryClient();
  const remove = useDelete("routing-rules");
  const turn = useMutation({
    mutationFn: (is_active: boolean) =>
      body(
        api.PATCH("/v1/routing-rules/{id}", {
          params: { path: { id: rule.id }, header: asRead(rule) },
          body: { is_active },
        }),
      ),
    onError: (error) => failed(error),
    onSettled: () => cache.invalidateQueries({ queryKey: ["routing-rules"] }),
  });

  return (
    <div className={classes["actions"]}>
      <Switch
        aria-label={`${rule.name} is switched on`}
        checked={turn.isPending ? turn.variables : rule.is_active}
        onChange={({ currentTarget }) => turn.mutate(currentTarget.checked)}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={`Change ${rule.name}`} loading={remove.isPending}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={onEdit}>
            Change
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowUp size={16} />} disabled={!onUp} onClick={onUp}>
            Earlier
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowDown size={16} />} disabled={!onDown} onClick={onDown}>
            Later
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={16} />}
            color="red"
            onClick={() => remove.mutate({ id: rule.id, name: rule.name })}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
