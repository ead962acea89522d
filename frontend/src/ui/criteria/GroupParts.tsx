// The frame of a group: which of its conditions must hold, and what can be added.
import { ActionIcon, Button, SegmentedControl, Text } from "@mantine/core";
import { IconFolderPlus, IconPlus, IconX } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { RuleGroupBodyComponents, type RuleGroupProps, type UseRuleGroup } from "react-querybuilder";

import classes from "./CriteriaBuilder.module.css";
import type { Combinator } from "./tree";

type PartProps = RuleGroupProps & UseRuleGroup;

const WORDS: { value: Combinator; label: string }[] = [
  { value: "all", label: "All of" },
  { value: "any", label: "Any of" },
  { value: "none", label: "None of" },
];

export function GroupHeader(group: PartProps) {
  const nested = group.path.length > 0;
  return (
    <>
      <SegmentedControl
        size="xs"
        data={WORDS}
        value={group.combinator}
        onChange={(value) => group.onCombinatorChange(value)}
        aria-label={nested ? "How many conditions of this group must hold" : "How many conditions must hold"}
      />
      <Text size="sm" c="dimmed" className={classes["these"]}>
        these conditions
      </Text>
      {nested ? (
        <ActionIcon variant="subtle" color="gray" aria-label="Remove the group" onClick={() => group.removeGroup()}>
          <IconX size={16} />
        </ActionIcon>
      ) : null}
    </>
  );
}

export function GroupBody(group: PartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const count = group.ruleGroup.rules.length;
  const before = useRef(count);

  // What was added is ready to be typed into, and what was taken away leaves the keyboard where one can go on.
  useEffect(() => {
    const [was, parts] = [before.current, frame.current?.parentElement];
    before.current = count;
    if (!parts || was === count) return;
    const added = parts.querySelector<HTMLElement>(":scope > [data-rule-id]:nth-last-child(2) input");
    if (count > was) added?.focus();
    else if (document.activeElement === document.body) frame.current?.querySelector("button")?.focus();
  }, [count]);

  return (
    <>
      {count === 0 ? (
        <Text size="sm" c="dimmed" py={4}>
          {group.path.length === 0 ? "No conditions yet: every record is meant." : "No conditions in this group yet."}
        </Text>
      ) : null}
      <RuleGroupBodyComponents {...group} />
      <div ref={frame} className={classes["footer"]}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={15} />}
          onClick={(event) => group.addRule(event)}
        >
          Add condition
        </Button>
        {group.path.length < group.schema.maxLevels ? (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconFolderPlus size={15} />}
            onClick={(event) => group.addGroup(event)}
          >
            Add group
          </Button>
        ) : null}
      </div>
    </>
  );
}
