// Which record of a section is open, as part of the address: it can be linked to, and the back button closes it.
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";

export type Open = number | "new" | null;

export function useOpen(): [Open, (open: Open) => void] {
  const { section = "" } = useParams({ strict: false });
  const search: { open?: string | number } = useSearch({ strict: false });
  const navigate = useNavigate();
  const open = search.open === "new" ? "new" : Number(search.open) || null;
  return [
    open,
    (next) =>
      void navigate({
        to: "/settings/$section",
        params: { section },
        search: next === null ? {} : { open: String(next) },
        resetScroll: false,
      }),
  ];
}
