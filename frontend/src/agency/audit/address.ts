// What the address of the audit trail asks for.
import { said, text, whole } from "@/ui/address";
import { isObject } from "@/ui/objects";

export interface AuditSearch {
  noun?: string;
  record?: number;
  actor?: number;
  action?: string;
  /** Only the last days; today is 1. */
  days?: number;
  /** Criteria beyond these, as the API takes them. */
  filter?: string;
  sort?: string;
  open?: number;
}

export const auditSearch = (search: Record<string, unknown>): AuditSearch =>
  said({
    noun: text(search["noun"]),
    record: whole(search["record"]),
    actor: whole(search["actor"]),
    action: text(search["action"]),
    days: whole(search["days"]),
    filter: text(search["filter"]),
    sort: text(search["sort"]),
    open: whole(search["open"]),
  });

/** The criteria that the API is asked with; null for everything. */
export function criteriaOf({ noun, record, actor, action, days, filter }: AuditSearch): Record<string, unknown> | null {
  const simple: Record<string, unknown> = {
    ...(noun ? { table_name: noun } : {}),
    ...(record ? { record_id: record } : {}),
    ...(actor ? { actor_id: actor } : {}),
    ...(action ? { action } : {}),
    ...(days ? { at: { newer_than_days: days } } : {}),
  };
  const more = filter ? parsed(filter) : null;
  if (!more) return Object.keys(simple).length > 0 ? simple : null;
  return Object.keys(simple).length > 0 ? { and: [simple, more] } : more;
}

/** Somebody may have shortened the address. */
export function parsed(filter: string | undefined): Record<string, unknown> | null {
  try {
    const found: unknown = JSON.parse(filter ?? "null");
    return isObject(found) ? found : null;
  } catch {
    return null;
  }
}
