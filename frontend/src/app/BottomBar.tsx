// On phones, what the thumb reaches: the day, the book, finding, and the rest.
import { IconMenu2, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { useMay } from "@/api/session";

import { BOOK, WORK, type Place } from "./navigation";
import classes from "./Shell.module.css";

const FIRST = [...WORK, ...BOOK].filter(({ to }) => ["/today", "/customers", "/claims"].includes(to));

interface BottomBarProps {
  onFind: () => void;
  onMenu: () => void;
}

export function BottomBar({ onFind, onMenu }: BottomBarProps) {
  const may = useMay();
  const places = FIRST.filter(({ permission }) => may(permission));
  return (
    <nav aria-label="Shortcuts" style={{ height: "100%" }}>
      <ul className={classes["tabs"]}>
        {places.map((place) => (
          <Tab key={place.to} place={place} />
        ))}
        <li>
          <button type="button" className={classes["tab"]} onClick={onFind}>
            <IconSearch size={22} stroke={1.6} aria-hidden />
            Find
          </button>
        </li>
        <li>
          <button type="button" className={classes["tab"]} onClick={onMenu}>
            <IconMenu2 size={22} stroke={1.6} aria-hidden />
            Menu
          </button>
        </li>
      </ul>
    </nav>
  );
}

function Tab({ place }: { place: Place }) {
  return (
    <li>
      <Link to={place.to} className={classes["tab"]} activeOptions={{ includeSearch: false }}>
        <place.icon size={22} stroke={1.6} aria-hidden />
        {place.label}
      </Link>
    </li>
  );
}
