// One form: what it asks on one side, how it looks on the other.
import { Button, Drawer, Group, Stack, Switch, Tabs, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { api, body } from "@/api/client";
import { useMay } from "@/api/session";
import { agencyQuery } from "@/api/settings";
import { done } from "@/ui/toasts";

import classes from "../Leads.module.css";
import { Locked } from "../Locked";
import { asRead, useDelete, type WebForm } from "../queries";
import { fieldsOf } from "./definition";
import { EarlierTexts } from "./EarlierTexts";
import { FormAbout, FormConsent, FormLook, FormQuestions } from "./parts";
import { FormPreview } from "./FormPreview";
import { ShareForm } from "./ShareForm";
import { draftOf, problemsOf, type Draft } from "./draft";
import { failuresOf } from "./failures";

interface FormDrawerProps {
  /** Null for a new one. */
  form: WebForm | null;
  opened: boolean;
  onMade: (id: number) => void;
  onClose: () => void;
}

export function FormDrawer({ form, opened, onMade, onClose }: FormDrawerProps) {
  const isChanged = useRef(false);
  const agency = useQuery(agencyQuery).data;

  function leave() {
    if (!isChanged.current) return onClose();
    modals.openConfirmModal({
      title: "Leave without saving?",
      children: "What you changed in this form is lost.",
      labels: { confirm: "Leave", cancel: "Stay" },
      confirmProps: { color: "red" },
      onConfirm: () => {
        isChanged.current = false;
        onClose();
      },
    });
  }

  return (
    <Drawer
      opened={opened}
      onClose={leave}
      position="right"
      size="min(1180px, 100%)"
      title={form ? form.name : "New form"}
    >
      {opened && agency ? (
        <Editor
          key={form ? `${form.id}.${form.version}` : "new"}
          form={form}
          agency={agency.name ?? "our agency"}
          onChanged={(changed) => (isChanged.current = changed)}
          onMade={onMade}
          onLeave={leave}
          onGone={() => {
            isChanged.current = false;
            onClose();
          }}
        />
      ) : null}
    </Drawer>
  );
}

interface EditorProps {
  form: WebForm | null;
  agency: string;
  onChanged: (changed: boolean) => void;
  onMade: (id: number) => void;
  onLeave: () => void;
  onGone: () => void;
}

function useSave(form: WebForm | null, onSaved: (saved: WebForm) => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ definition, ...draft }: Draft): Promise<WebForm> => {
      const fields = {
        ...draft,
        name: draft.name.trim(),
        source: draft.source.trim() || null,
        consent_text: draft.consent_text.trim() || null,
        fields: fieldsOf(definition, form?.fields ?? {}),
      };
      const path = { id: form?.id ?? 0 };
      const saved = form
        ? await body(api.PATCH("/v1/web-forms/{id}", { params: { path, header: asRead(form) }, body: fields }))
        : await body(api.POST("/v1/web-forms", { body: fields }));
      return saved as WebForm;
    },
    onSuccess: async (saved) => {
      onSaved(saved);
      done(form ? "Form saved" : "Form created", { detail: form ? "Visitors see it at once." : undefined });
      await cache.invalidateQueries({ queryKey: ["web-forms"] });
    },
  });
}

function Editor({ form, agency, onChanged, onMade, onLeave, onGone }: EditorProps) {
  const mayChange = useMay()("web_forms:write");
  const [draft, setDraft] = useState(() => draftOf(form, agency));
  const [tab, setTab] = useState<string | null>("questions");
  const [tried, setTried] = useState(false);
  const save = useSave(form, ({ id }) => {
    onChanged(false);
    if (!form) onMade(id);
  });
  const failures = failuresOf(save.error);
  const problems = problemsOf(draft);
  const shown = tried ? { ...failures, ...problems } : failures;

  function change(part: Partial<Draft>) {
    setDraft((now) => ({ ...now, ...part }));
    onChanged(true);
  }

  function submit() {
    setTried(true);
    const [first] = Object.values(problems);
    if (first) setTab(tabOf(Object.keys(problems)[0] ?? ""));
    else save.mutate(draft);
  }

  const parts = { draft, errors: shown, onChange: change };
  return (
    <div className={classes["editor"]}>
      <Stack>
        <Tabs value={tab} onChange={setTab} keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="questions">Questions</Tabs.Tab>
            <Tabs.Tab value="consent">Consent</Tabs.Tab>
            <Tabs.Tab value="about">After it is sent</Tabs.Tab>
            <Tabs.Tab value="look">Look</Tabs.Tab>
            {form ? <Tabs.Tab value="share">Share</Tabs.Tab> : null}
          </Tabs.List>
          <Tabs.Panel value="questions">
            <Locked unless={mayChange}>
              <FormQuestions {...parts} />
            </Locked>
          </Tabs.Panel>
          <Tabs.Panel value="consent">
            <Locked unless={mayChange}>
              <FormConsent {...parts} agency={agency} version={form?.consent_version ?? 0} />
            </Locked>
            <EarlierTexts formId={form?.id ?? 0} version={form?.consent_version ?? 0} />
          </Tabs.Panel>
          <Tabs.Panel value="about">
            <Locked unless={mayChange}>
              <FormAbout {...parts} />
            </Locked>
          </Tabs.Panel>
          <Tabs.Panel value="look">
            <Locked unless={mayChange}>
              <FormLook {...parts} />
            </Locked>
          </Tabs.Panel>
          {form ? (
            <Tabs.Panel value="share">
              <ShareForm form={form} />
            </Tabs.Panel>
          ) : null}
        </Tabs>
        {mayChange && tab !== "share" ? (
          <>
            <Switch
              label="Switched on"
              description="A form that is off says that it is not available."
              checked={draft.is_active}
              onChange={({ currentTarget }) => change({ is_active: currentTarget.checked })}
            />
            <Failures errors={shown} />
            <Group justify="space-between">
              {form ? <DeleteForm form={form} onDone={onGone} /> : <span />}
              <Group gap="xs">
                <Button variant="default" onClick={onLeave}>
                  Close
                </Button>
                <Button onClick={submit} loading={save.isPending}>
                  {form ? "Save" : "Create"}
                </Button>
              </Group>
            </Group>
          </>
        ) : null}
      </Stack>
      <FormPreview draft={draft} version={form?.consent_version ?? 0} />
    </div>
  );
}

/** The tab on which a problem is mended. */
const tabOf = (field: string): string =>
  field === "consent_text" || field === "channels"
    ? "consent"
    : field === "redirect_url" || field === "origins"
      ? "about"
      : field === "color"
        ? "look"
        : "questions";

function Failures({ errors }: { errors: Record<string, string> }) {
  const said = [...new Set(Object.values(errors))];
  if (said.length === 0) return null;
  return (
    <div role="alert">
      {said.map((text) => (
        <Text key={text} size="sm" c="var(--mantine-color-error)">
          {text}
        </Text>
      ))}
    </div>
  );
}

function DeleteForm({ form, onDone }: { form: WebForm; onDone: () => void }) {
  const remove = useDelete("web-forms");
  const confirm = () =>
    modals.openConfirmModal({
      title: `Delete the form ${form.name}?`,
      children: "Pages that show it say that it is not available. Its leads and their proof of consent stay.",
      labels: { confirm: "Delete", cancel: "Keep" },
      confirmProps: { color: "red" },
      onConfirm: () => remove.mutate({ id: form.id, name: form.name }, { onSuccess: onDone }),
    });
  return (
    <Button variant="subtle" color="red" onClick={confirm} loading={remove.isPending}>
      Delete
    </Button>
  );
}
