// What to tell the vendor: where to, how, and a request to try.
import { List, Stack, Text, Title } from "@mantine/core";

import { Copy } from "../../../ShownOnce";
import { CopyLine } from "../CopyLine";
import classes from "../Leads.module.css";
import type { Source } from "../queries";
import { addressesOf, requestsOf, stepsOf } from "./vendor";

export function VendorPanel({ source }: { source: Source }) {
  const origin = window.location.origin;
  const request = requestsOf(source, origin);
  return (
    <Stack>
      <Title order={3} size="h5">
        What to tell the vendor
      </Title>
      {addressesOf(source, origin).map(({ label, url }) => (
        <CopyLine key={label} label={label} text={url} />
      ))}
      <List type="ordered" size="sm" spacing={4}>
        {stepsOf(source.kind).map((step) => (
          <List.Item key={step}>{step}</List.Item>
        ))}
      </List>
      {request ? (
        <div>
          <Text size="sm" fw={500} mb={4}>
            Example request
          </Text>
          <div className={classes["address"]}>
            <code className={classes["example"]} tabIndex={0}>
              {request}
            </code>
            <Copy text={request} />
          </div>
        </div>
      ) : null}
    </Stack>
  );
}
