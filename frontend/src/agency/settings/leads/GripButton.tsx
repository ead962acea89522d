// What a row is held by to put it elsewhere in its list.
import { ActionIcon } from "@mantine/core";
import { IconGripVertical } from "@tabler/icons-react";
import type { ComponentProps } from "react";

import classes from "./Leads.module.css";

export function GripButton(props: Pick<ComponentProps<"button">, "aria-label" | "onPointerDown" | "onKeyDown">) {
  return (
    <ActionIcon {...props} className={classes["grip"]}>
      <IconGripVertical size={18} stroke={1.6} />
    </ActionIcon>
  );
}
