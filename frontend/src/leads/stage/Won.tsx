// What a lead that was won has become: the customer, the policy, who lives with them.
import { Button, Group, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconAddressBook, IconFileText } from "@tabler/icons-react";

import { useMay } from "@/api/session";
import { recordQuery } from "@/records/data";
import { RecordLink } from "@/records/RecordLink";
import { customerOverviewQuery } from "@/records/show/queries";

import classes from "../NextAction.module.css";
import type { Lead } from "../queries";

export function Won({ lead: { customer_id: customerId, policy_id: policyId } }: { lead: Lead }) {
  const may = useMay();
  const customer = useQuery({
    ...recordQuery("customers", customerId ?? 0),
    enabled: customerId !== null && may("customers:read"),
    retry: false,
  }).data?.record;
  const policy = useQuery({
    ...recordQuery("policies", policyId ?? 0),
    enabled: policyId !== null && may("policies:read"),
    retry: false,
  }).data?.record;
  const household = useQuery({ ...customerOverviewQuery(customerId ?? 0), enabled: customer !== undefined }).data
    ?.household;
  return (
    <section className={`lg-card ${classes["card"]}`} aria-label="Won">
      <div className={classes["words"]}>
        <Title order={2} size="h4">
          Won
        </Title>
        <Text size="sm" c="dimmed" component="div">
          {customer ? `${customer.name} is a customer. ` : ""}
          {household && household.length > 0 ? (
            <>
              Same address:{" "}
              {household.map((member, at) => (
                <span key={member.id}>
                  {at > 0 ? ", " : ""}
                  <RecordLink noun="customers" id={member.id} inherit underline="always">
                    {member.name}
                  </RecordLink>
                </span>
              ))}
              .
            </>
          ) : null}
        </Text>
      </div>
      <Group gap="xs">
        {customer ? (
          <Button
            leftSection={<IconAddressBook size={16} />}
            renderRoot={(props) => <RecordLink noun="customers" id={customer.id} {...props} />}
          >
            Open customer
          </Button>
        ) : null}
        {policy ? (
          <Button
            variant="default"
            leftSection={<IconFileText size={16} />}
            renderRoot={(props) => <RecordLink noun="policies" id={policy.id} {...props} />}
          >
            Policy {policy.policy_number}
          </Button>
        ) : null}
      </Group>
    </section>
  );
}
