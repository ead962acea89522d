// The parts of a record in their places: two columns where there is room, one in panels and on phones.
import { Stack } from "@mantine/core";
import type { ReactNode } from "react";

import classes from "./RecordFrame.module.css";

interface RecordFrameProps {
  header: ReactNode;
  /** What matters most about this noun. */
  top?: ReactNode;
  side: ReactNode;
  main: ReactNode;
}

export function RecordFrame({ header, top, side, main }: RecordFrameProps) {
  return (
    <div className={classes["frame"]}>
      <Stack gap="md">
        {header}
        <div className={classes["grid"]}>
          <div className={classes["top"]}>{top}</div>
          <div className={classes["side"]}>{side}</div>
          <div className={classes["main"]}>{main}</div>
        </div>
      </Stack>
    </div>
  );
}
