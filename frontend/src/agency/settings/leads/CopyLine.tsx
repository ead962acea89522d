// An address or snippet with its button to copy it.
import { Text } from "@mantine/core";

import { Copy } from "../../ShownOnce";
import classes from "./Leads.module.css";

interface CopyLineProps {
  label: string;
  text: string;
}

export function CopyLine({ label, text }: CopyLineProps) {
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <div className={classes["address"]}>
        <code>{text}</code>
        <Copy text={text} />
      </div>
    </div>
  );
}
