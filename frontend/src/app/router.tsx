// Every address of the application. Pages are fetched when they are first opened.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";

import { queryClient } from "@/api/query";
import { meQuery } from "@/api/session";
import { isNoun } from "@/records/nouns";
import { Empty, Failure, Loading } from "@/ui/states";

import { listSearch } from "./search";
import { Shell } from "./Shell";
import { SignIn } from "./SignIn";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

function NotFound() {
  return <Empty title="There is no such page">The address may be mistyped, or the page was moved.</Empty>;
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string } =>
    typeof search["next"] === "string" && /^\/(?!\/)/.test(search["next"]) ? { next: search["next"] } : {},
  component: SignIn,
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  beforeLoad: async ({ location }) => {
    const me = await queryClient.ensureQueryData(meQuery).catch(() => null);
    if (!me?.user) throw redirect({ to: "/sign-in", search: { next: location.href } });
  },
});

const page = <P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => shell, path, component });

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/today" });
  },
});

const list = createRoute({
  getParentRoute: () => shell,
  path: "/$noun",
  validateSearch: listSearch,
  beforeLoad: ({ params }) => {
    if (!isNoun(params.noun)) throw redirect({ to: "/today" });
  },
  component: lazyRouteComponent(() => import("@/records/list/ListPage"), "ListPage"),
});

const show = createRoute({
  getParentRoute: () => shell,
  path: "/$noun/$id",
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("@/records/show/ShowPage"), "ShowPage"),
});

const tree = root.addChildren([
  signIn,
  shell.addChildren([
    home,
    page(
      "/today",
      lazyRouteComponent(() => import("@/agency/today/TodayPage"), "TodayPage"),
    ),
    page(
      "/dashboard",
      lazyRouteComponent(() => import("@/reports/dashboard/DashboardPage"), "DashboardPage"),
    ),
    page(
      "/users",
      lazyRouteComponent(() => import("@/agency/users/UsersPage"), "UsersPage"),
    ),
    page(
      "/audit",
      lazyRouteComponent(() => import("@/agency/audit/AuditPage"), "AuditPage"),
    ),
    page(
      "/settings",
      lazyRouteComponent(() => import("@/agency/settings/SettingsPage"), "SettingsPage"),
    ),
    page(
      "/settings/$section",
      lazyRouteComponent(() => import("@/agency/settings/SettingsPage"), "SettingsPage"),
    ),
    page(
      "/import/$noun",
      lazyRouteComponent(() => import("@/records/import/ImportPage"), "ImportPage"),
    ),
    page(
      "/operations",
      lazyRouteComponent(() => import("@/records/import/OperationsPage"), "OperationsPage"),
    ),
    list,
    show,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultPendingComponent: Loading,
  defaultErrorComponent: ({ error, reset }) => <Failure error={error} onRetry={reset} />,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
