// Where a record is shown: on a page of its own, or in the panel beside a list.
import { createContext, useContext } from "react";

export type Place = "page" | "panel";

export const PlaceContext = createContext<Place>("page");

export const usePlace = (): Place => useContext(PlaceContext);
