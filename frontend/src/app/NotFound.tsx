// An address that leads nowhere.
import { Button } from "@mantine/core";
import { IconMapQuestion } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { Page } from "@/ui/Page";
import { Empty } from "@/ui/states";

export function NotFound() {
  return (
    <Page title="There is no such page">
      <Empty
        icon={IconMapQuestion}
        title="Nothing is at this address"
        action={<Button renderRoot={(props) => <Link to="/today" {...props} />}>Go to Today</Button>}
      >
        It may be mistyped, or the page was moved. Ctrl-K finds anything.
      </Empty>
    </Page>
  );
}
