// Mine, my team's, the agency's: the switch of the page narrows reports, too, where they take that.
import { useQuery } from "@tanstack/react-query";

import { useMe } from "@/api/session";
import type { Whose } from "@/ui/WhoseSwitch";

import { catalogueQuery } from "../catalogue/queries";
import type { ReportSearch } from "../show/address";
import { askedOf } from "./queries";
import type { Shows } from "./tiles";

/** What a tile asks of its report; null until it is known what the report takes. */
export function useAsking(whose: Whose): (shows: Shows) => ReportSearch | null {
  const { user, permissions } = useMe();
  const isWide = permissions["policies:read"] !== "own";
  const wanted: ReportSearch =
    !isWide || whose === "all" || !user ? {} : whose === "me" ? { owner: user.id } : { team: user.team?.id };
  const [takes] = Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const { data: catalogue, isPending } = useQuery({ ...catalogueQuery, enabled: takes !== undefined });
  return (shows) => {
    if (takes !== undefined && isPending) return null;
    const said: readonly string[] = catalogue?.find(({ key }) => key === shows.report)?.takes ?? [];
    const isFree = shows.owner === null && shows.team === null;
    return takes !== undefined && isFree && said.includes(takes) ? { ...askedOf(shows), ...wanted } : askedOf(shows);
  };
}
