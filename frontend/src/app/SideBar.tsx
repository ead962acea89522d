// The places of the application, in groups; as a rail of icons where room is short.
import { Tooltip } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";

import { useMay } from "@/api/session";
import { Mark } from "@/ui/Mark";

import { GROUPS, type Place } from "./navigation";
import classes from "./Shell.module.css";

interface SideBarProps {
  rail?: boolean;
  onFold?: () => void;
  /** After a place was chosen, for the drawer to close. */
  onGo?: () => void;
}

export function SideBar({ rail = false, onFold, onGo }: SideBarProps) {
  const may = useMay();
  const groups = GROUPS.map(({ label, places }) => ({
    label,
    places: places.filter((place) => may(place.permission)),
  })).filter(({ places }) => places.length > 0);

  return (
    <div className={rail ? classes["rail"] : undefined} style={{ display: "contents" }}>
      <Link to="/today" className={classes["brand"]} aria-label="LeadGen, to the start" onClick={onGo}>
        <Mark />
        {rail ? null : "LeadGen"}
      </Link>
      <div className={classes["places"]}>
        {groups.map(({ label, places }) => (
          <div key={label}>
            <div className={classes["group"]} id={`places-${label}`}>
              {label}
            </div>
            <ul className={classes["list"]} aria-labelledby={`places-${label}`}>
              {places.map((place) => (
                <li key={place.to}>
                  <PlaceLink place={place} rail={rail} onGo={onGo} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      {onFold ? (
        <div className={classes["bottom"]}>
          <Tooltip label="Widen the side bar" position="right" disabled={!rail}>
            <button
              type="button"
              className={classes["fold"]}
              onClick={onFold}
              aria-label={rail ? "Widen the side bar" : undefined}
            >
              {rail ? <IconLayoutSidebarLeftExpand size={19} stroke={1.6} /> : null}
              {rail ? null : (
                <>
                  <IconLayoutSidebarLeftCollapse size={19} stroke={1.6} /> Fold away
                </>
              )}
            </button>
          </Tooltip>
        </div>
      ) : null}
    </div>
  );
}

interface PlaceLinkProps {
  place: Place;
  rail: boolean;
  onGo?: () => void;
}

function PlaceLink({ place, rail, onGo }: PlaceLinkProps) {
  const { area } = place;
  const isWithin = useRouterState({
    select: ({ location }) => area !== undefined && `${location.pathname}/`.startsWith(`${area}/`),
  });
  return (
    <Tooltip label={place.label} position="right" disabled={!rail} openDelay={100}>
      <Link
        to={place.to}
        className={classes["place"]}
        activeOptions={{ exact: false, includeSearch: false }}
        data-status={isWithin ? "active" : undefined}
        aria-label={rail ? place.label : undefined}
        onClick={onGo}
      >
        <place.icon size={19} stroke={1.6} />
        {rail ? null : place.label}
      </Link>
    </Tooltip>
  );
}
