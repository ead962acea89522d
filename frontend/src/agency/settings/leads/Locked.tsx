// Fields that can be read, and changed only by those who may.
import type { ReactNode } from "react";

import classes from "./Leads.module.css";

export function Locked({ unless, children }: { unless: boolean; children: ReactNode }) {
  return (
    <fieldset disabled={!unless} className={classes["locked"]}>
      {children}
    </fieldset>
  );
}
