// Says that there is no connection, for as long as there is none.
import { Button } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";

import { ask, useReachable } from "@/api/reachable";

import classes from "./Shell.module.css";

export function ConnectionBanner() {
  const reachable = useReachable();
  return (
    <div role="status">
      {reachable ? null : (
        <div className={classes["banner"]}>
          <IconCloudOff size={20} stroke={1.7} aria-hidden style={{ flexShrink: 0 }} />
          <span>No connection to LeadGen. What you see may be old, and changes cannot be saved.</span>
          <Button size="compact-sm" variant="white" color="yellow" onClick={() => void ask()} style={{ flexShrink: 0 }}>
            Try now
          </Button>
        </div>
      )}
    </div>
  );
}
