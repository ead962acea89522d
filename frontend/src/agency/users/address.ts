// What the address of the page says, so that it can be sent to somebody.
import type { Schemas } from "@/api/client";
import { oneOf, said, text, whole } from "@/ui/address";

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

export const usersSearch = (search: Record<string, unknown>): UsersSearch =>
  said({
    q: text(search["q"]),
    role: oneOf(ROLES, search["role"]),
    team: whole(search["team"]),
    status: oneOf(["active", "disabled"], search["status"]),
    sort: text(search["sort"]),
    open: whole(search["open"]),
    add: search["add"] === true || search["add"] === "true" || undefined,
  });
