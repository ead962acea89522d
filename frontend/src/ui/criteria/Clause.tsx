// One condition; a clause that the controls cannot hold is shown as it is written and can only be taken away.
import { ActionIcon, Code, Group, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Rule, type RuleProps } from "react-querybuilder";

import classes from "./CriteriaBuilder.module.css";
import { OPAQUE } from "./tree";
import { opaqueText } from "./words";

export function Clause(props: RuleProps) {
  if (props.rule.field !== OPAQUE) return <Rule {...props} />;
  return (
    <div className={classes["rule"]} data-rule-id={props.id}>
      <Group gap="xs" className={classes["opaque"]}>
        <Text size="sm" c="dimmed">
          As written
        </Text>
        <Code className={classes["code"]}>{opaqueText(props.rule.value)}</Code>
      </Group>
      <ActionIcon
        className={classes["remove"]}
        variant="subtle"
        color="gray"
        aria-label="Remove the condition as written"
        onClick={() => props.actions.onRuleRemove(props.path)}
      >
        <IconX size={16} />
      </ActionIcon>
    </div>
  );
}
