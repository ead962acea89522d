// The session ended while somebody was working: they sign in on top of the page, and nothing they typed is lost.
import { Anchor, Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";

import { meQuery, useMe } from "@/api/session";
import { done } from "@/ui/toasts";

import { SignInForm } from "./SignInForm";

export function SignInAgain() {
  const cache = useQueryClient();
  const { user } = useMe();

  function goOn() {
    const now = cache.getQueryData(meQuery.queryKey)?.user;
    // Somebody else must not find the first one's pages.
    if (now?.id === user?.id) done("You are signed in again");
    else window.location.assign("/today");
  }

  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Please sign in again"
      size={420}
    >
      <Stack>
        <Text c="dimmed">Your session ended. The page behind this is as you left it.</Text>
        <SignInForm username={user?.username} onDone={goOn} />
        <Anchor href="/sign-in" size="sm">
          Sign in as somebody else
        </Anchor>
      </Stack>
    </Modal>
  );
}
