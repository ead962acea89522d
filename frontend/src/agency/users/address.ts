// What the address of the page says, so that it can be sent to somebody.
import type { Schemas } from "@/api/client";

export type Role = Schemas["Role"];

export const ROLES: Role[] = ["admin", "manager", "agent", "viewer"];

export interface UserQuestion {
  q?: string;
  role?: Role;
  team?: number;
  status?: "active" | "disabled";
  sort?: string;
}

export interface UsersSearch extends UserQuestion {
  open?: number;
  /** The form for somebody new. */
  add?: boolean;
}

const id = (value: unknown) => (Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined);

export function usersSearch(search: Record<string, unknown>): UsersSearch {
  const found: UsersSearch = {
    q: typeof search["q"] === "string" && search["q"] ? search["q"] : undefined,
    role: ROLES.find((role) => role === search["role"]),
    team: id(search["team"]),
    status: (["active", "disabled"] as const).find((status) => status === search["status"]),
    sort: typeof search["sort"] === "string" ? search["sort"] : undefined,
    open: id(search["open"]),
    add: search["add"] === true || search["add"] === "true" || undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
