// Every address of the application. Pages are fetched when they are first opened.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from "@tanstack/react-router";

import { auditSearch } from "@/agency/audit/address";
import { usersSearch } from "@/agency/users/address";
import { ProblemError } from "@/api/problem";
import { queryClient } from "@/api/query";
import { meQuery } from "@/api/session";
import { prefetchList } from "@/records/list/prefetch";
import { isNoun } from "@/records/nouns";
import { dashboardSearch } from "@/reports/dashboard/address";
import { builderSearch } from "@/reports/own/address";
import { reportSearch } from "@/reports/show/address";
import { sourcesSearch } from "@/reports/sources/address";
import { Loading } from "@/ui/states";

import { guarded } from "./guarded";
import { NotFound } from "./NotFound";
import { PageFailure } from "./PageFailure";
import { listSearch, readAddress, writeAddress } from "./search";
import { Shell } from "./Shell";
import { isNewPasswordDue } from "./sign-in/due";
import { StartFailure, Starting } from "./Start";

const root = createRootRoute({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string } =>
    typeof search["next"] === "string" && /^\/(?![/\\])/.test(search["next"]) ? { next: search["next"] } : {},
  component: lazyRouteComponent(() => import("./sign-in/SignInPage"), "SignInPage"),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  errorComponent: StartFailure,
  pendingComponent: Starting,
  beforeLoad: async ({ location }) => {
    // Without an answer the page says so and offers to try again; only a clear "no" leads to the door.
    const me = await queryClient.ensureQueryData(meQuery).catch((error: unknown) => {
      if (error instanceof ProblemError && error.status === 401) return null;
      throw error;
    });
    const next = location.pathname === "/" ? undefined : location.href;
    if (!me?.user || isNewPasswordDue()) throw redirect({ to: "/sign-in", search: { next } });
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
    if (!isNoun(params.noun)) throw notFound();
  },
  // Asked as soon as somebody points at the link; the page itself shows what is there.
  loader: ({ params, location }) => {
    if (isNoun(params.noun)) void prefetchList(params.noun, listSearch(location.search as Record<string, unknown>));
  },
  component: lazyRouteComponent(() => import("@/records/list/ListPage"), "ListPage"),
});

const create = createRoute({
  getParentRoute: () => shell,
  path: "/$noun/new",
  validateSearch: listSearch,
  beforeLoad: ({ params }) => {
    if (!isNoun(params.noun)) throw notFound();
  },
  component: lazyRouteComponent(() => import("@/records/list/NewPage"), "NewPage"),
});

const show = createRoute({
  getParentRoute: () => shell,
  path: "/$noun/$id",
  validateSearch: listSearch,
  beforeLoad: ({ params }) => {
    if (!isNoun(params.noun)) throw notFound();
  },
  component: lazyRouteComponent(() => import("@/records/show/ShowPage"), "ShowPage"),
});

const today = lazyRouteComponent(() => import("@/agency/today/TodayPage"), "TodayPage");
const dashboard = createRoute({
  getParentRoute: () => shell,
  path: "/dashboard",
  validateSearch: dashboardSearch,
  component: lazyRouteComponent(() => import("@/reports/dashboard/DashboardPage"), "DashboardPage"),
});
const users = createRoute({
  getParentRoute: () => shell,
  path: "/users",
  validateSearch: usersSearch,
  component: guarded(
    "users:read",
    lazyRouteComponent(() => import("@/agency/users/UsersPage"), "UsersPage"),
  ),
});
const audit = createRoute({
  getParentRoute: () => shell,
  path: "/audit",
  validateSearch: auditSearch,
  component: guarded(
    "audit:read",
    lazyRouteComponent(() => import("@/agency/audit/AuditPage"), "AuditPage"),
  ),
});
const sources = createRoute({
  getParentRoute: () => shell,
  path: "/lead-sources",
  validateSearch: sourcesSearch,
  component: guarded(
    "source_report:read",
    lazyRouteComponent(() => import("@/reports/sources/SourcesPage"), "SourcesPage"),
  ),
});
const reportGallery = createRoute({
  getParentRoute: () => shell,
  path: "/reports/catalogue",
  component: guarded(
    "reports:read",
    lazyRouteComponent(() => import("@/reports/catalogue/GalleryPage"), "GalleryPage"),
  ),
});
const catalogueReport = createRoute({
  getParentRoute: () => shell,
  path: "/reports/catalogue/$key",
  validateSearch: reportSearch,
  component: guarded(
    "reports:read",
    lazyRouteComponent(() => import("@/reports/show/CataloguePage"), "CataloguePage"),
  ),
});
const ownReportNew = createRoute({
  getParentRoute: () => shell,
  path: "/reports/own/new",
  validateSearch: builderSearch,
  component: guarded(
    "own_reports:write",
    lazyRouteComponent(() => import("@/reports/own/NewPage"), "NewPage"),
  ),
});
const ownReportEdit = createRoute({
  getParentRoute: () => shell,
  path: "/reports/own/$id/edit",
  component: guarded(
    "own_reports:write",
    lazyRouteComponent(() => import("@/reports/own/EditPage"), "EditPage"),
  ),
});
const ownReport = createRoute({
  getParentRoute: () => shell,
  path: "/reports/own/$id",
  validateSearch: reportSearch,
  component: guarded(
    "own_reports:read",
    lazyRouteComponent(() => import("@/reports/show/OwnPage"), "OwnPage"),
  ),
});
const scoring = createRoute({
  getParentRoute: () => shell,
  path: "/scoring",
  component: guarded(
    "scores:read",
    lazyRouteComponent(() => import("@/leads/scoring/ScoringPage"), "ScoringPage"),
  ),
});
const scoringModel = createRoute({
  getParentRoute: () => shell,
  path: "/scoring/$id",
  component: guarded(
    "scores:read",
    lazyRouteComponent(() => import("@/leads/scoring/ModelPage"), "ModelPage"),
  ),
});
const schedules = createRoute({
  getParentRoute: () => shell,
  path: "/reports/schedules",
  component: guarded(
    "report_schedules:read",
    lazyRouteComponent(() => import("@/reports/schedules/SchedulesPage"), "SchedulesPage"),
  ),
});
// Outside the shell: whoever was mailed the link may have no account.
const sharedReport = createRoute({
  getParentRoute: () => root,
  path: "/shared-report/$token",
  component: lazyRouteComponent(() => import("@/reports/shared/SharedReportPage"), "SharedReportPage"),
});
const settings = lazyRouteComponent(() => import("@/agency/settings/SettingsPage"), "SettingsPage");
const settingsSection = createRoute({
  getParentRoute: () => shell,
  path: "/settings/$section",
  validateSearch: ({ open }: Record<string, unknown>): { open?: string } =>
    typeof open === "string" || typeof open === "number" ? { open: String(open) } : {},
  component: settings,
});
const imports = lazyRouteComponent(() => import("@/records/import/ImportPage"), "ImportPage");
const operations = createRoute({
  getParentRoute: () => shell,
  path: "/operations",
  component: guarded(
    "operations:read",
    lazyRouteComponent(() => import("@/records/import/OperationsPage"), "OperationsPage"),
  ),
});

const tree = root.addChildren([
  signIn,
  sharedReport,
  shell.addChildren([
    home,
    page("/today", today),
    dashboard,
    users,
    audit,
    sources,
    reportGallery,
    catalogueReport,
    ownReport,
    schedules,
    ownReportNew,
    ownReportEdit,
    scoring,
    scoringModel,
    page("/settings", settings),
    settingsSection,
    page("/import/$noun", imports),
    operations,
    list,
    create,
    show,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  scrollRestoration: true,
  parseSearch: readAddress,
  stringifySearch: writeAddress,
  defaultPendingComponent: Loading,
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: NotFound,
});

// Most ways lead to a list: its code is fetched as soon as the browser has nothing else to do.
if ("requestIdleCallback" in window)
  window.requestIdleCallback(() => import("@/records/list/ListPage").catch(() => {}));

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
