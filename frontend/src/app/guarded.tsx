// Pages that are not for every role: whoever may not open them is told so, without asking the API first.
import { IconLock } from "@tabler/icons-react";
import type { AsyncRouteComponent } from "@tanstack/react-router";

import { useMay } from "@/api/session";
import { Page } from "@/ui/Page";
import { Empty } from "@/ui/states";

export function guarded(permission: string, Content: AsyncRouteComponent<object>): AsyncRouteComponent<object> {
  function Guarded() {
    return useMay()(permission) ? <Content /> : <NotForYou />;
  }
  return Object.assign(Guarded, { preload: Content.preload });
}

function NotForYou() {
  return (
    <Page title="Not for your role">
      <Empty title="This page is for others in the agency" icon={IconLock}>
        Ask an administrator for another role if it belongs to your work.
      </Empty>
    </Page>
  );
}
