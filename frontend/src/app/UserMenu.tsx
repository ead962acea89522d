// Who I am, how the pages look, and the way out.
import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { IconDeviceDesktop, IconDevices, IconLogout, IconMoon, IconSun, IconUserCircle } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { leave, useMe } from "@/api/session";
import { failed } from "@/ui/toasts";
import { words } from "@/ui/StatusBadge";

import { forgetRecents } from "./recents";
import classes from "./Shell.module.css";

const SCHEMES = [
  { value: "light", icon: IconSun, label: "Light" },
  { value: "dark", icon: IconMoon, label: "Dark" },
  { value: "auto", icon: IconDeviceDesktop, label: "As the device" },
];

/** Ends the session and goes to the door. */
export function useSignOut() {
  return useMutation({
    mutationFn: async () => {
      forgetRecents();
      await leave();
    },
    onError: (error) => failed(error, "You are still signed in"),
  });
}

export function UserMenu() {
  const { user } = useMe();
  const go = useNavigate();
  const signOut = useSignOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = user?.full_name ?? user?.username ?? "";

  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes["user"]}>
          <VisuallyHidden>Your menu, {name}</VisuallyHidden>
          <Avatar name={name} color="pine" size={34} alt="" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={600} size="md" c="var(--mantine-color-text)" truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {words(user?.role ?? "")}
            {user?.team ? `, ${user.team.name}` : ""}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconUserCircle size={17} stroke={1.6} />}
          onClick={() => void go({ to: "/settings/$section", params: { section: "profile" } })}
        >
          Your profile
        </Menu.Item>
        <Menu.Item
          leftSection={<IconDevices size={17} stroke={1.6} />}
          onClick={() => void go({ to: "/settings/$section", params: { section: "sessions" } })}
        >
          Where you are signed in
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as typeof colorScheme)}>
          {SCHEMES.map(({ value, icon: Picture, label }) => (
            <Menu.RadioItem
              key={value}
              value={value}
              closeMenuOnClick={false}
              rightSection={<Picture size={17} stroke={1.6} />}
            >
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={17} stroke={1.6} />}
          onClick={() => signOut.mutate()}
          disabled={signOut.isPending}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
