// The list of each noun.
import { claimsList } from "@/claims/columns";
import { communicationsList } from "@/communications/columns";
import { customersList } from "@/customers/columns";
import { leadsList } from "@/leads/columns";
import { policiesList } from "@/policies/columns";
import { reportsList } from "@/reports/columns";

import type { Noun } from "../nouns";
import type { ListConfig, NounList, Row } from "./config";

const LISTS: { [N in Noun]: NounList<N> } = {
  customers: customersList,
  policies: policiesList,
  claims: claimsList,
  communications: communicationsList,
  leads: leadsList,
  reports: reportsList,
};

/** How a noun's records are listed, whatever they are. */
export const listOf = (noun: Noun): ListConfig<Row> => LISTS[noun] as unknown as ListConfig<Row>;
