// Ten codes, shown once: on paper or in a safe place before they are gone.
import { Alert, Button, Group, Stack } from "@mantine/core";
import { IconDownload, IconEyeOff } from "@tabler/icons-react";

import { Copy } from "../ShownOnce";
import classes from "./Settings.module.css";

interface RecoveryCodesProps {
  codes: string[];
  onDone: () => void;
}

export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const text = codes.join("\n");
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`LeadGen recovery codes\n\n${text}\n`)}`;
  return (
    <Stack>
      <Alert color="yellow" icon={<IconEyeOff size={18} />} p="sm">
        They are shown only now. Keep them where you would keep a spare key, not on the phone.
      </Alert>
      <ul className={classes["codes"]} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group>
        <Copy text={text} />
        <Button
          variant="default"
          component="a"
          href={file}
          download="leadgen-recovery-codes.txt"
          leftSection={<IconDownload size={16} />}
        >
          Download
        </Button>
        <Button onClick={onDone} ml="auto">
          I have kept them
        </Button>
      </Group>
    </Stack>
  );
}
