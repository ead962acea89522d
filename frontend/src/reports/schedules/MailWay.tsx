// Says plainly when mails do not get to people, and what to do about it.
import { Alert, Code } from "@mantine/core";
import { IconMailOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { mailQuery } from "./queries";

export function MailWay() {
  const { data } = useQuery(mailQuery);
  if (!data) return null;
  if (data.server === null)
    return (
      <Alert icon={<IconMailOff size={18} />} color="yellow" variant="default" title="No mail is sent yet">
        No mail server is set: mails are put into the folder <Code>{data.outbox}</Code> until an administrator sets{" "}
        <Code>LEADGEN_SMTP_HOST</Code>.
      </Alert>
    );
  if (!data.links_work_elsewhere)
    return (
      <Alert
        icon={<IconMailOff size={18} />}
        color="yellow"
        variant="default"
        title="The links work on one machine only"
      >
        They begin with <Code>{data.links}</Code> until an administrator sets <Code>LEADGEN_PUBLIC_URL</Code>.
      </Alert>
    );
  return null;
}
