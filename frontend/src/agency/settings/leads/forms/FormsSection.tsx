// The agency's own forms: built here, shown on its website or a page of ours.
import { Badge, Button, Group, Text } from "@mantine/core";
import { IconForms, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { useMay } from "@/api/session";
import { Empty, Failure, Loading } from "@/ui/states";

import { Card } from "../../Card";
import classes from "../Leads.module.css";
import { formsQuery, trafficOf, trafficQuery, type Traffic, type WebForm } from "../queries";
import { TrafficText } from "../sources/TrafficText";
import { useOpen } from "../useOpen";
import { FormDrawer } from "./FormDrawer";

export function FormsSection() {
  const found = useQuery(formsQuery);
  const traffic = useQuery(trafficQuery).data;
  const mayChange = useMay()("web_forms:write");
  const [open, setOpen] = useOpen();
  const forms = found.data?.items ?? [];

  const add = mayChange ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setOpen("new")}>
      New form
    </Button>
  ) : null;
  return (
    <Card
      title="Forms"
      description="Put one on your website, or send people its link; every submission becomes a lead with its proof of consent."
      actions={forms.length > 0 ? add : null}
      flush
    >
      {found.isPending ? <Loading rows={4} /> : null}
      {found.error ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data && forms.length === 0 ? (
        <Empty title="No forms yet" icon={IconForms} action={add}>
          A new form asks the usual questions already; change what you like.
        </Empty>
      ) : null}
      <ul className={classes["rows"]}>
        {forms.map((form) => (
          <FormRow key={form.id} form={form} traffic={trafficOf(traffic, form.key)} onOpen={() => setOpen(form.id)} />
        ))}
      </ul>
      <FormDrawer
        form={forms.find(({ id }) => id === open) ?? null}
        opened={open === "new" || forms.some(({ id }) => id === open)}
        onMade={setOpen}
        onClose={() => setOpen(null)}
      />
    </Card>
  );
}

interface FormRowProps {
  form: WebForm;
  traffic: Traffic | undefined;
  onOpen: () => void;
}

function FormRow({ form, traffic, onOpen }: FormRowProps) {
  return (
    <li
      className={`${classes["row"]} ${classes["plain"]} ${classes["beside"]}`}
      data-off={!form.is_active || undefined}
    >
      <div className={classes["what"]}>
        <Group gap="xs">
          <Text fw={500}>{form.name}</Text>
          {form.is_active ? null : <Badge color="yellow">Switched off</Badge>}
          {form.consent_text ? null : <Badge color="gray">No consent</Badge>}
        </Group>
        <Text size="sm" c="dimmed" className="lg-number">
          <TrafficText traffic={traffic} />
          {form.source ? ` · as “${form.source}”` : ""}
        </Text>
      </div>
      <div className={classes["actions"]}>
        <Button variant="subtle" size="compact-sm" onClick={onOpen} aria-label={`Open ${form.name}`}>
          Open
        </Button>
      </div>
    </li>
  );
}
