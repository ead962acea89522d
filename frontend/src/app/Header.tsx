// What is at hand on every page: find, add, what is new, and who I am.
import { ActionIcon, Button, Group, Kbd, Menu, Tooltip, UnstyledButton } from "@mantine/core";
import { IconKeyboard, IconPlus, IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";

import { useMay } from "@/api/session";
import { NOUNS } from "@/records/nouns";
import { keyLabels } from "@/ui/shortcuts";

import { Bell } from "./Bell";
import { CREATED, createAddress } from "./navigation";
import classes from "./Shell.module.css";
import { UserMenu } from "./UserMenu";

interface HeaderProps {
  onFind: () => void;
  onShortcuts: () => void;
}

export function Header({ onFind, onShortcuts }: HeaderProps) {
  return (
    <Group h="100%" px={{ base: "sm", sm: "lg" }} gap="sm" wrap="nowrap" justify="space-between">
      <UnstyledButton className={classes["find"]} onClick={onFind} aria-keyshortcuts="Control+K">
        <IconSearch size={17} stroke={1.7} aria-hidden />
        <span>Find anything or do something</span>
        <Kbd size="xs" visibleFrom="sm" aria-hidden>
          {keyLabels("mod+k").join(" ")}
        </Kbd>
      </UnstyledButton>
      <Group gap={6} wrap="nowrap">
        <NewMenu />
        <Tooltip label="Keyboard shortcuts">
          <ActionIcon size={36} aria-label="Keyboard shortcuts" onClick={onShortcuts} visibleFrom="sm">
            <IconKeyboard size={20} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <Bell />
        <UserMenu />
      </Group>
    </Group>
  );
}

function NewMenu() {
  const may = useMay();
  const go = useNavigate();
  const nouns = CREATED.filter((noun) => may(`${noun}:write`));
  if (nouns.length === 0) return null;
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <Button variant="light" leftSection={<IconPlus size={16} />} h={36} visibleFrom="sm">
          New
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {nouns.map((noun) => {
          const { one, icon: Picture } = NOUNS[noun];
          return (
            <Menu.Item
              key={noun}
              leftSection={<Picture size={17} stroke={1.6} />}
              onClick={() => void go({ to: createAddress(noun) })}
            >
              New {one}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
