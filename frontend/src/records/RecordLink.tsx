// A link to a record's page.
import { Anchor, type AnchorProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { Noun } from "./nouns";

interface RecordLinkProps extends Omit<AnchorProps, "renderRoot"> {
  noun: Noun;
  id: number;
  children: ReactNode;
}

export function RecordLink({ noun, id, children, ...rest }: RecordLinkProps) {
  const params = { noun, id: String(id) };
  return (
    <Anchor {...rest} renderRoot={(props) => <Link to="/$noun/$id" params={params} {...props} />}>
      {children}
    </Anchor>
  );
}
