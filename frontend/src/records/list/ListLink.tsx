// A link to a list with its question.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { ListSearch } from "@/app/search";

import type { Noun } from "../nouns";

interface ListLinkProps {
  noun: Noun;
  search: ListSearch;
  className?: string;
  current: boolean;
  children: ReactNode;
}

export function ListLink({ noun, search, className, current, children }: ListLinkProps) {
  return (
    <Link
      to="/$noun"
      params={{ noun }}
      search={search}
      className={className}
      // The page says itself which view is open: the address also carries what was changed since.
      activeOptions={{ exact: true, includeSearch: true }}
      aria-current={current ? "page" : undefined}
    >
      {children}
    </Link>
  );
}
