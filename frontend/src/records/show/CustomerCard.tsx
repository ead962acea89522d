// Whose it is, with the ways to reach them.
import { Anchor, Stack, Text } from "@mantine/core";

import { phoneText } from "@/ui/inputs/phone";

import { RecordLink } from "../RecordLink";
import { SideCard } from "./SideCard";

interface CustomerCardProps {
  customer: { id: number; name: string; phone: string | null; email: string } | null;
}

export function CustomerCard({ customer }: CustomerCardProps) {
  if (!customer) return null;
  return (
    <SideCard title="Customer" padded>
      <Stack gap={2}>
        <RecordLink noun="customers" id={customer.id} fw={550}>
          {customer.name}
        </RecordLink>
        {customer.phone ? (
          <Anchor href={`tel:${customer.phone}`} size="sm" className="lg-number" w="fit-content">
            {phoneText(customer.phone)}
          </Anchor>
        ) : (
          <Text size="sm" c="dimmed">
            No phone number
          </Text>
        )}
        <Anchor href={`mailto:${customer.email}`} size="sm" w="fit-content">
          {customer.email}
        </Anchor>
      </Stack>
    </SideCard>
  );
}
