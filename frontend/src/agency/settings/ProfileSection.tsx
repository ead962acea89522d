// How I am called, and my own clock.
import { Button, Select, SimpleGrid, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";

import { useMay, useMe } from "@/api/session";
import { phoneText } from "@/ui/inputs/phone";
import { words } from "@/ui/StatusBadge";
import { done } from "@/ui/toasts";

import { orNull, showRefusal, ZONES } from "../forms";
import { Card } from "./Card";
import { useChangeMe } from "./queries";
import classes from "./Settings.module.css";

export function ProfileSection() {
  const { user } = useMe();
  const mayChange = useMay()("me:write");
  const change = useChangeMe();
  const form = useForm({
    initialValues: {
      full_name: user?.full_name ?? "",
      phone: phoneText(user?.phone ?? ""),
      timezone: user?.timezone ?? "America/New_York",
    },
  });

  function save({ full_name, phone, timezone }: typeof form.values) {
    change.mutate(
      { full_name: orNull(full_name), phone: orNull(phone), timezone },
      {
        onSuccess: ({ user: saved }) => {
          // The API writes phone numbers in one way.
          if (saved) form.setInitialValues({ full_name, timezone, phone: phoneText(saved.phone ?? "") });
          form.reset();
          done("Profile saved");
        },
        onError: (error) => showRefusal(form, error),
      },
    );
  }

  return (
    <>
      <form onSubmit={form.onSubmit(save)}>
        <Card
          title="You"
          description="Colleagues see your name on what you own and write."
          footer={
            mayChange ? (
              <Button type="submit" loading={change.isPending} disabled={!form.isDirty()}>
                Save
              </Button>
            ) : null
          }
        >
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput label="Name" autoComplete="name" {...form.getInputProps("full_name")} />
            <TextInput label="Phone" type="tel" autoComplete="tel" {...form.getInputProps("phone")} />
            <Select
              label="Time zone"
              description="For what is sent to you; pages follow your device."
              data={ZONES}
              searchable
              allowDeselect={false}
              {...form.getInputProps("timezone")}
            />
          </SimpleGrid>
        </Card>
      </form>
      <Card title="Your account" description="Administrators change these on the page Users." flush>
        <dl className={classes["facts"]}>
          <Fact label="User name" value={user?.username} />
          <Fact label="E-mail" value={user?.email} />
          <Fact label="Role" value={words(user?.role ?? "")} />
          <Fact label="Team" value={user?.team?.name ?? "None"} />
        </dl>
      </Card>
    </>
  );
}

interface FactProps {
  label: string;
  value: string | undefined;
}

function Fact({ label, value }: FactProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
