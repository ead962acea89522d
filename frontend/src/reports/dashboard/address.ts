// What the address of the dashboard says.
import type { Role } from "./tiles";

interface DashboardSearch {
  /** For administrators: the dashboard that a role begins with. */
  role?: Role;
}

const KNOWN: readonly string[] = ["admin", "manager", "agent", "viewer"] satisfies Role[];

export const isRole = (value: unknown): value is Role => KNOWN.includes(String(value));

/** The search parameters, whatever was typed into the address bar. */
export const dashboardSearch = ({ role }: Record<string, unknown>): DashboardSearch => (isRole(role) ? { role } : {});
