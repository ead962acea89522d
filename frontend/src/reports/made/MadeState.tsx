// How far a report is: being made, there to be taken, or why it is not.
import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconDownload, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { useMay } from "@/api/session";

import { fileAddress, useMakeAgain, type Report } from "./data";
import { FormatPicture } from "./FormatPicture";
import classes from "./Made.module.css";
import { sizeText } from "./words";

interface MadeStateProps {
  report: Report;
}

export function MadeState({ report }: MadeStateProps) {
  if (report.status === "pending") return <BeingMade percent={report.progress ?? 0} />;
  return report.status === "failed" ? <Failed report={report} /> : <There report={report} />;
}

function BeingMade({ percent }: { percent: number }) {
  return (
    <Stack gap={6} role="status">
      <Text size="sm">
        {percent === 0 ? "Waiting for its turn …" : "Being made …"}{" "}
        <Text span size="sm" c="dimmed" className="lg-number">
          {percent === 0 ? "" : `${percent}%`}
        </Text>
      </Text>
      <Progress value={percent === 0 ? 100 : percent} striped={percent === 0} animated aria-label="Being made" />
      <Text size="xs" c="dimmed">
        You can go on with something else: you are told when it is ready.
      </Text>
    </Stack>
  );
}

function Failed({ report }: MadeStateProps) {
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title="It could not be made">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{report.failure ?? "Nobody knows why."}</Text>
        <Again report={report}>Try again</Again>
      </Stack>
    </Alert>
  );
}

function There({ report }: MadeStateProps) {
  return (
    <Group justify="space-between" gap="sm">
      <Group gap="sm" wrap="nowrap" miw={0}>
        <FormatPicture format={report.format} size={30} className={classes["picture"]} />
        <div className={classes["words"]} role="status">
          <Text size="sm" fw={550} truncate>
            {report.name}
          </Text>
          <Text size="xs" c="dimmed" className="lg-number">
            {report.format}
            {report.file_size === null ? "" : ` · ${sizeText(report.file_size)}`}
          </Text>
        </div>
      </Group>
      <Group gap="xs">
        <Again report={report}>Make it again</Again>
        <Button
          component="a"
          href={fileAddress(report.id)}
          download
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          Download
        </Button>
      </Group>
    </Group>
  );
}

interface AgainProps extends MadeStateProps {
  children: ReactNode;
}

function Again({ report, children }: AgainProps) {
  const again = useMakeAgain();
  const may = useMay();
  if (!may("making_reports:write")) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconRefresh size={16} aria-hidden />}
      loading={again.isPending}
      onClick={() => again.mutate(report.id)}
    >
      {children}
    </Button>
  );
}
