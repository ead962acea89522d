// Before there is a frame: the wait for the first answer, and what to do when there is none.
import { Center, Loader, Stack } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";

import { Mark } from "@/ui/Mark";

import { PageFailure } from "./PageFailure";

export function Starting() {
  return (
    <Center component="main" mih="100dvh" aria-busy aria-label="LeadGen is starting">
      <Stack align="center">
        <Mark size={48} />
        <Loader />
      </Stack>
    </Center>
  );
}

export function StartFailure(props: ErrorComponentProps) {
  return (
    <Center component="main" mih="100dvh">
      <Stack align="center" gap={0}>
        <Mark size={48} />
        <PageFailure {...props} />
      </Stack>
    </Center>
  );
}
