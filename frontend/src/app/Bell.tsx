// What happened that concerns me: a count on the bell, the list behind it.
import { ActionIcon, Indicator, Popover, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBell } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

import { useMay } from "@/api/session";
import { Loading } from "@/ui/states";

import { unreadQuery } from "./notices";

const Notices = lazy(async () => ({ default: (await import("./Notices")).Notices }));
const MANY = 99;

export function Bell() {
  const [opened, list] = useDisclosure();
  const may = useMay()("notifications:read");
  const { data: unread = 0 } = useQuery({ ...unreadQuery, enabled: may });
  if (!may) return null;
  const label = unread > 0 ? `Notifications, ${unread} unread` : "Notifications";

  return (
    <Popover opened={opened} onChange={list.toggle} position="bottom-end" width={380} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label="Notifications" disabled={opened}>
          <Indicator
            label={unread > MANY ? `${MANY}+` : unread}
            disabled={unread === 0}
            size={17}
            offset={6}
            color="red"
            zIndex={1}
          >
            <ActionIcon size={36} aria-label={label} onClick={list.toggle} aria-expanded={opened}>
              <IconBell size={20} stroke={1.6} />
            </ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={0} maw="calc(100vw - 16px)" aria-label="Notifications">
        <Suspense fallback={<Loading rows={4} />}>
          <Notices onClose={list.close} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
