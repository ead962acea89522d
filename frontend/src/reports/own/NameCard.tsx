// What it is called, and for whom it is.
import { Switch, Textarea, TextInput } from "@mantine/core";

import styles from "./Builder.module.css";
import type { PartProps } from "./parts";

export function NameCard({ draft, errors, onChange }: Omit<PartProps, "fields">) {
  return (
    <section className={`lg-card ${styles["card"]}`} aria-label="Name">
      <TextInput
        label="Name"
        required
        maxLength={255}
        id="own-report-name"
        value={draft.name}
        error={errors["name"]}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
      />
      <Textarea
        label="What it tells"
        placeholder="For whoever reads it"
        autosize
        minRows={1}
        maxRows={5}
        maxLength={1000}
        value={draft.about}
        error={errors["about"]}
        onChange={({ currentTarget }) => onChange({ about: currentTarget.value })}
      />
      <Switch
        label="Share with everybody in the agency"
        description="They see in it only the records they may see anyway."
        checked={draft.is_shared}
        onChange={({ currentTarget }) => onChange({ is_shared: currentTarget.checked })}
      />
    </section>
  );
}
