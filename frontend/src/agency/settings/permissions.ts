// Permissions such as `customers:write`, as a table of what may be done with what.
import { words } from "@/ui/StatusBadge";

type Reach = "none" | "own" | "team" | "all";

export const ACTIONS = ["read", "write", "delete", "import", "export"] as const;
export type Action = (typeof ACTIONS)[number];

export const ACTION_WORDS: Record<Action, string> = {
  read: "See",
  write: "Change",
  delete: "Delete",
  import: "Import",
  export: "Export",
};

export const REACH_WORDS: Record<Reach, string> = { none: "–", own: "Own", team: "Team's", all: "All" };

interface NounRow {
  noun: string;
  label: string;
  reach: Record<Action, Reach>;
}

/** One row for each thing, in the order in which the API names them; actions that are not listed are not allowed. */
export function permissionRows(permissions: Record<string, string>): NounRow[] {
  const nouns = [...new Set(Object.keys(permissions).map((name) => name.split(":")[0] ?? name))];
  return nouns.map((noun) => ({
    noun,
    label: noun === "api_keys" ? "API keys" : words(noun),
    reach: Object.fromEntries(
      ACTIONS.map((action) => [action, (permissions[`${noun}:${action}`] ?? "none") as Reach]),
    ) as Record<Action, Reach>,
  }));
}
