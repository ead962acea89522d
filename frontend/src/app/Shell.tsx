// The frame around every page for somebody who is signed in.
import { AppShell, Burger, Group, NavLink, ScrollArea, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { followChanges } from "@/api/events";
import { useMay } from "@/api/session";

import { AGENCY, BOOK, WORK, type Place } from "./navigation";

const GROUPS: { label: string; places: Place[] }[] = [
  { label: "", places: WORK },
  { label: "Book", places: BOOK },
  { label: "Agency", places: AGENCY },
];

export function Shell() {
  const [opened, menu] = useDisclosure();
  const may = useMay();
  const cache = useQueryClient();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [, setConnected] = useState(true);

  useEffect(() => followChanges(cache, setConnected), [cache]);

  return (
    <AppShell header={{ height: 52 }} navbar={{ width: 216, breakpoint: "sm", collapsed: { mobile: !opened } }}>
      <a className="lg-skip" href="#main">
        Skip to the page
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm">
          <Burger opened={opened} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label="Menu" />
          <Text fw={700}>LeadGen</Text>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Main">
        <ScrollArea>
          {GROUPS.map(({ label, places }) => (
            <div key={label}>
              {places
                .filter((place) => may(place.permission))
                .map((place) => (
                  <NavLink
                    key={place.to}
                    renderRoot={(props) => <Link to={place.to} {...props} />}
                    label={place.label}
                    leftSection={<place.icon size={18} stroke={1.6} />}
                    active={path.startsWith(place.to)}
                    onClick={menu.close}
                  />
                ))}
            </div>
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" h="100dvh">
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
