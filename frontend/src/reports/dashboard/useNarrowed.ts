// Mine, my team's, the agency's: the switch of the page narrows reports, too, where they take that.
import { useQuery } from "@tanstack/react-query";

import { useMe } from "@/api/session";
import type { Whose } from "@/ui/WhoseSwitch";

import { catalogueQuery } from "../catalogue/queries";
import type { ReportSearch } from "../show/address";
import type { Shows } from "./tiles";

export function useNarrowed(whose: Whose): (shows: Shows) => ReportSearch {
  const { user, permissions } = useMe();
  const isWide = permissions["policies:read"] !== "own";
  const wanted: ReportSearch =
    !isWide || whose === "all" || !user ? {} : whose === "me" ? { owner: user.id } : { team: user.team?.id };
  const [takes] = Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const catalogue = useQuery({ ...catalogueQuery, enabled: takes !== undefined }).data;
  return ({ report, owner, team }) => {
    const said: readonly string[] = catalogue?.find(({ key }) => key === report)?.takes ?? [];
    const isFree = owner === null && team === null;
    return takes !== undefined && isFree && said.includes(takes) ? wanted : {};
  };
}
