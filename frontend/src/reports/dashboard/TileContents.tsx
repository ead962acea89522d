// What a tile shows, by its kind.
import type { ReactNode } from "react";

import type { Schemas } from "@/api/client";
import { counted } from "@/ui/counted";
import { Figure } from "@/ui/Figure";
import { Money } from "@/ui/Money";

import type { ReportSearch } from "../show/address";
import { Lines, Renewals } from "./Book";
import { Business } from "./Business";
import { ClaimsByAge, ClaimsByStatus } from "./Claims";
import { FigureTile, Missing, Sorry } from "./FigureTile";
import { rowsLink, type Dashboard } from "./queries";
import { TileSkeleton } from "./TileSkeleton";
import { CARDS, tileName, type Shows, type Tile } from "./tiles";
import { countText, rateText } from "./words";

interface TileContentsProps {
  tile: Tile;
  /** What the cards show; undefined while it is counted. */
  figures: Dashboard | undefined;
  /** Why it is not there, and asks again. */
  failure: { error: unknown; onRetry: () => void } | null;
  /** What a report is asked, and which of its tables are shown. */
  asking: (shows: Shows) => ReportSearch | null;
  tables: (shows: Shows) => readonly string[] | null;
}

export function TileContents({ tile, figures, failure, asking, tables }: TileContentsProps) {
  const { kind, shows } = tile;
  if (kind === "figure" && shows) {
    const asked = asking(shows);
    if (!asked) return <TileSkeleton height={tile.height} />;
    return <FigureTile tile={tile} shows={shows} asked={asked} tables={tables(shows)} />;
  }
  const card = CARDS[kind];
  if (!card) return <Missing title={tileName(tile)} text="This tile was made by a newer version of LeadGen." />;
  if (!figures && failure) return <Sorry tile={tile} {...failure} />;
  if (!figures) return <TileSkeleton height={card.height} />;
  return drawings[kind]?.(figures, tileName(tile));
}

type Drawing = (figures: Dashboard, title: string) => ReactNode;

const drawings: Record<string, Drawing> = {
  premium: ({ premium_in_force: { cents, policies, rows } }, title) => (
    <Figure
      label={title}
      value={<Money cents={cents} style="rounded" />}
      note={`a year, from ${counted(policies, "policy", "policies")}`}
      to={rowsLink(rows)}
    />
  ),
  customers: ({ customers: { active, rows }, premium_in_force }, title) => (
    <Figure
      label={title}
      value={countText(active)}
      note={perCustomer(premium_in_force.policies, active)}
      to={rowsLink(rows)}
    />
  ),
  retention: ({ retention }, title) => <Retention retention={retention} title={title} />,
  tasks: ({ open_tasks: { mine, overdue, rows } }, title) => (
    <Figure
      label={title}
      value={countText(mine)}
      note={overdue ? `${countText(overdue)} overdue` : "None overdue"}
      to={rowsLink(rows)}
    />
  ),
  business: (figures, title) => <Business title={title} months={figures.business_by_month} />,
  lines: (figures, title) => <Lines title={title} lines={figures.policies_by_line} />,
  renewals: (figures, title) => <Renewals title={title} renewals={figures.renewals} />,
  claims_by_status: (figures, title) => <ClaimsByStatus title={title} statuses={figures.claims_by_status} />,
  claims_by_age: (figures, title) => <ClaimsByAge title={title} ages={figures.claims_by_age} />,
};

interface RetentionProps {
  retention: Schemas["Retention"];
  title: string;
}

function Retention({
  retention: { policies_rate_bp, premium_rate_bp, kept, expiring, definition },
  title,
}: RetentionProps) {
  return (
    <Figure
      label={title}
      value={rateText(policies_rate_bp)}
      note={`${countText(kept)} of ${counted(expiring, "policy", "policies")}, ${rateText(premium_rate_bp)} of premium`}
      definition={definition}
    />
  );
}

function perCustomer(policies: number, customers: number): string {
  return customers ? `${(policies / customers).toFixed(1)} policies each on average` : "No policies yet";
}
