// The saved views as tabs, and what one can do with them.
import { ActionIcon, Button, Checkbox, Group, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { IconChevronDown, IconDots, IconPencil, IconTrash, IconUsers, IconUsersMinus } from "@tabler/icons-react";
import { useState, type FormEvent, type ReactNode } from "react";

import { ProblemError, sentence } from "@/api/problem";
import { useMay, useMe } from "@/api/session";
import { done, failed } from "@/ui/toasts";

import { NOUNS } from "../nouns";
import { searchOf } from "./address";
import classes from "./List.module.css";
import { ListLink } from "./ListLink";
import type { ListState } from "./useList";
import { definitionOf, useChangeView, useDeleteView, useSaveView, type SavedView } from "./views";

interface ViewsProps {
  state: ListState;
}

export function Views({ state }: ViewsProps) {
  const { noun, views, view, isChanged, layouts, go, asked, asView } = state;
  const may = useMay();
  const me = useMe().user;
  const [dialog, setDialog] = useState<"new" | "rename" | null>(null);
  const { mutateAsync: change } = useChangeView(noun);
  const mayKeep = may("saved-views:write") || may("saved_views:write");
  const mine = view !== undefined && (view.owner_id === me?.id || view.owner_id === null);
  if (views.length === 0 && !isChanged) return null;

  async function update() {
    if (!view) return;
    try {
      await change({ view, change: { definition: definitionOf(asked, layouts.layout) } });
      layouts.reset();
      go(searchOf(asked, asked, view.id));
      done(`“${view.name}” is saved`);
    } catch (error) {
      failed(error, "The view was not saved");
    }
  }

  function discard() {
    layouts.reset();
    go(searchOf(asView, asView, view?.id));
  }

  return (
    <Group gap="xs" wrap="nowrap" justify="space-between" className={classes["viewsRow"]}>
      <nav className={classes["views"]} aria-label={`Views of ${NOUNS[noun].many.toLowerCase()}`}>
        <ListLink
          noun={noun}
          search={state.face === "board" ? { face: state.face } : {}}
          className={classes["view"]}
          current={!view}
        >
          All {NOUNS[noun].many.toLowerCase()}
          {!view && isChanged ? <Unsaved /> : null}
        </ListLink>
        {views.map((one) => (
          <ListLink
            key={one.id}
            noun={noun}
            search={{ view: one.id }}
            className={classes["view"]}
            current={one.id === view?.id}
          >
            {one.name}
            {one.is_shared ? <IconUsers size={14} aria-label="shared" /> : null}
            {one.id === view?.id && isChanged ? <Unsaved /> : null}
          </ListLink>
        ))}
      </nav>
      <Group gap={6} wrap="nowrap">
        {isChanged ? (
          <Button variant="subtle" color="gray" size="compact-sm" onClick={discard}>
            Reset
          </Button>
        ) : null}
        {isChanged && mayKeep && mine ? (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" size="compact-sm" rightSection={<IconChevronDown size={14} />}>
                Save view
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => void update()}>Save in “{view.name}”</Menu.Item>
              <Menu.Item onClick={() => setDialog("new")}>Save as a new view…</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : null}
        {isChanged && mayKeep && !mine ? (
          <Button variant="default" size="compact-sm" onClick={() => setDialog("new")}>
            Save as a view
          </Button>
        ) : null}
        {view && mine && mayKeep ? <ViewMenu state={state} view={view} onRename={() => setDialog("rename")} /> : null}
      </Group>
      {dialog === "new" ? <NewView state={state} onClose={() => setDialog(null)} /> : null}
      {dialog === "rename" && view ? <RenameView state={state} view={view} onClose={() => setDialog(null)} /> : null}
    </Group>
  );
}

const Unsaved = () => <span className={classes["unsaved"]} role="img" aria-label="changed, not saved" />;

interface ViewMenuProps {
  state: ListState;
  view: SavedView;
  onRename: () => void;
}

function ViewMenu({ state, view, onRename }: ViewMenuProps) {
  const { noun, go, ask, layouts } = state;
  const { mutateAsync: change } = useChangeView(noun);
  const { mutateAsync: remove } = useDeleteView(noun);
  const { mutateAsync: save } = useSaveView(noun);

  async function share() {
    try {
      await change({ view, change: { is_shared: !view.is_shared } });
      done(view.is_shared ? `Only you see “${view.name}” now` : `Everybody sees “${view.name}” now`);
    } catch (error) {
      failed(error, "The view was not changed");
    }
  }

  async function forget() {
    try {
      go({});
      await remove(view);
      const { name, definition, is_shared } = view;
      done(`“${name}” is deleted`, { undo: () => save({ name, definition, is_shared }) });
    } catch (error) {
      ask({});
      failed(error, "The view was not deleted");
    }
  }

  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`More for the view ${view.name}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={onRename}>
          Rename
        </Menu.Item>
        <Menu.Item
          leftSection={view.is_shared ? <IconUsersMinus size={16} /> : <IconUsers size={16} />}
          onClick={() => void share()}
        >
          {view.is_shared ? "Keep to myself" : "Share with everybody"}
        </Menu.Item>
        {layouts.changed ? <Menu.Item onClick={layouts.reset}>Columns as saved</Menu.Item> : null}
        <Menu.Divider />
        <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => void forget()}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface ViewDialogProps {
  state: ListState;
  onClose: () => void;
}

function NewView({ state, onClose }: ViewDialogProps) {
  const { noun, asked, layouts, go } = state;
  const [shared, setShared] = useState(false);
  const { mutateAsync: save } = useSaveView(noun);
  return (
    <NameDialog
      title="Save this list as a view"
      action="Save view"
      initial=""
      onClose={onClose}
      onName={async (name) => {
        const saved = await save({ name, is_shared: shared, definition: definitionOf(asked, layouts.layout) });
        layouts.reset();
        go({ view: saved.id });
        done(`“${name}” is saved`);
      }}
    >
      <Checkbox
        label="Share with everybody in the agency"
        description="They see the view, and in it only the records they may see anyway."
        checked={shared}
        onChange={(event) => setShared(event.currentTarget.checked)}
      />
    </NameDialog>
  );
}

function RenameView({ state, view, onClose }: ViewDialogProps & { view: SavedView }) {
  const { mutateAsync: change } = useChangeView(state.noun);
  return (
    <NameDialog
      title="Rename the view"
      action="Rename"
      initial={view.name}
      onClose={onClose}
      onName={(name) => change({ view, change: { name } })}
    />
  );
}

interface NameDialogProps {
  title: string;
  action: string;
  initial: string;
  onName: (name: string) => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
}

function NameDialog({ title, action, initial, onName, onClose, children }: NameDialogProps) {
  const [name, setName] = useState(initial);
  const [error, setError] = useState("");
  const [saving, setSaving] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!name.trim()) return setError("Give it a name.");
    setSaving(true);
    try {
      await onName(name.trim());
      onClose();
    } catch (problem) {
      setError(problem instanceof ProblemError ? (problem.fields["name"] ?? sentence(problem)) : sentence(problem));
      setSaving(false);
    }
  }

  return (
    <Modal opened onClose={onClose} title={title}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <TextInput
            label="Name"
            data-autofocus
            required
            maxLength={255}
            value={name}
            error={error}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={saving}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
