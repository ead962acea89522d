// What can be done with the picked records.
import { Button, CloseButton, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useMemo, useState, type FormEvent } from "react";

import { ProblemError, sentence } from "@/api/problem";
import { useMay } from "@/api/session";
import { usePaletteActions, type PaletteAction } from "@/ui/actions";
import { FieldInput } from "@/ui/inputs/FieldInput";
import { fieldLabel } from "@/ui/inputs/kinds";
import { useShortcut } from "@/ui/shortcuts";
import { failed } from "@/ui/toasts";

import type { Field } from "../data";
import { amount, countText } from "./count";
import { ExportMenu } from "./ExportMenu";
import classes from "./List.module.css";
import { order, Running, type Order } from "./operations";
import { mayEdit } from "./editable";
import type { ListState } from "./useList";
import type { Picks } from "./useSelection";

interface BulkBarProps {
  state: ListState;
  picks: Picks;
}

interface Ordered {
  id: number;
  doing: string;
  did: string;
}

export function BulkBar({ state, picks }: BulkBarProps) {
  const [running, setRunning] = useState<Ordered | null>(null);
  return (
    <>
      {running ? <Running key={running.id} noun={state.noun} {...running} onEnd={() => setRunning(null)} /> : null}
      {picks.isEmpty ? null : <Bar state={state} picks={picks} onOrdered={setRunning} />}
    </>
  );
}

interface BarProps extends BulkBarProps {
  onOrdered: (ordered: Ordered) => void;
}

function Bar({ state, picks, onOrdered }: BarProps) {
  const { noun, total } = state;
  const { picked, clear } = picks;
  const [editing, setEditing] = useState(false);
  const may = useMay();
  const mayWrite = may(`${noun}:write`);
  const mayDelete = may(`${noun}:delete`);
  const words = picks.count === null ? "all that match" : amount(picks.count);

  async function give(what: Order, doing: string, did: string) {
    const id = await order(noun, picked, what);
    onOrdered({ id, doing, did });
    clear();
  }

  const remove = () => void give({ action: "delete" }, "Deleting", "deleted").catch(failed);
  const offered = useMemo<PaletteAction[]>(() => {
    const actions: (PaletteAction | false)[] = [
      mayWrite && {
        id: "bulk-edit",
        label: "Change the picked records",
        icon: IconPencil,
        run: () => setEditing(true),
      },
      { id: "bulk-clear", label: "Pick nothing", run: clear },
    ];
    return actions.filter((action) => action !== false).map((action) => ({ ...action, group: "Picked records" }));
    // The selection's own functions are new with every drawing and do the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [mayWrite]);
  usePaletteActions(offered);
  useShortcut("e", "Change the picked records", () => setEditing(true), { enabled: mayWrite });

  return (
    <div className={classes["bar"]} role="toolbar" aria-label="Picked records">
      <Text size="sm" fw={600} className="lg-number" role="status">
        {words} picked
      </Text>
      {picks.couldTakeAll ? (
        <Button variant="subtle" size="compact-sm" onClick={picks.takeAll}>
          Pick all {total ? countText(noun, total) : "that match"}
        </Button>
      ) : null}
      <Group gap={6} className={classes["barPush"]}>
        {mayWrite ? (
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconPencil size={15} />}
            onClick={() => setEditing(true)}
          >
            Change
          </Button>
        ) : null}
        {may(`${noun}:export`) ? <ExportMenu state={state} picked={picked} /> : null}
        {mayDelete ? (
          <Button variant="default" size="compact-md" leftSection={<IconTrash size={15} />} onClick={remove}>
            Delete
          </Button>
        ) : null}
        <CloseButton size="sm" aria-label="Pick nothing" onClick={clear} />
      </Group>
      {editing ? (
        <ChangeDialog
          state={state}
          words={picks.count === null ? words : countText(noun, { total: picks.count, about: total?.about ?? false })}
          onClose={() => setEditing(false)}
          onChange={(field, value) =>
            give({ action: "update", changes: { [field.name]: value } }, `Changing ${fieldLabel(field)}`, "changed")
          }
        />
      ) : null}
    </div>
  );
}

interface ChangeDialogProps {
  state: ListState;
  words: string;
  onClose: () => void;
  onChange: (field: Field, value: unknown) => Promise<void>;
}

/** One field, one value, for all of them. */
function ChangeDialog({ state, words, onClose, onChange }: ChangeDialogProps) {
  const fields = state.fields.filter((field) => mayEdit(field, state.list) && field.name !== state.list.title);
  const [name, setName] = useState<string | null>(null);
  const [value, setValue] = useState<unknown>(null);
  const [error, setError] = useState("");
  const [sending, setSending] = useState(false);
  const field = fields.find((one) => one.name === name);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!field) return setError("Choose what to change.");
    setSending(true);
    try {
      await onChange(field, value);
      onClose();
    } catch (problem) {
      const found = problem instanceof ProblemError ? Object.values(problem.fields)[0] : undefined;
      setError(found ?? sentence(problem));
      setSending(false);
    }
  }

  return (
    <Modal opened onClose={onClose} title={`Change ${words}`}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <Select
            label="What to change"
            data-autofocus
            searchable
            data={fields.map((one) => ({ value: one.name, label: fieldLabel(one) }))}
            value={name}
            error={field ? undefined : error}
            onChange={(next) => {
              setName(next);
              setValue(null);
              setError("");
            }}
          />
          {field ? (
            <FieldInput
              key={field.name}
              field={field}
              label={`New value of ${fieldLabel(field).toLowerCase()}`}
              value={value}
              onChange={setValue}
              error={error || undefined}
            />
          ) : null}
          {field && value === null && field.nullable ? (
            <Text size="sm" c="dimmed">
              Without a value, {fieldLabel(field).toLowerCase()} becomes empty.
            </Text>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={sending} disabled={!field || (value === null && !field.nullable)}>
              Change {words}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
