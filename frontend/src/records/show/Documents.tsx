// Files that belong to the record.
import { useQuery } from "@tanstack/react-query";
import { IconFile } from "@tabler/icons-react";
import { Group, Text } from "@mantine/core";

import type { Schemas } from "@/api/client";
import { useMay } from "@/api/session";
import { DateText } from "@/ui/DateText";

import { someQuery } from "../data";
import classes from "./Related.module.css";
import { RelatedList } from "./Related";
import { SideCard } from "./SideCard";
import { localDay } from "./timeline/days";

interface DocumentsProps {
  /** The record as files name it: in their metadata, or the lead they came with. */
  about: { customer_id?: number; policy_id?: number; claim_id?: number; lead_id?: number };
}

const SIZES = ["bytes", "kB", "MB", "GB"];

/** `791411` as `773 kB`. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let step = 0;
  while (size >= 1024 && step < SIZES.length - 1) {
    size /= 1024;
    step += 1;
  }
  return `${size >= 10 || step === 0 ? Math.round(size) : size.toFixed(1)} ${SIZES[step]}`;
}

export function Documents({ about }: DocumentsProps) {
  const may = useMay();
  const query = Object.fromEntries(
    Object.entries(about).map(([name, id]) => [name === "lead_id" ? name : `metadata.${name}`, id] as const),
  );
  const { data } = useQuery({
    ...someQuery<Schemas["FileDocument"]>("file-documents", { ...query, page_size: 20 }),
    enabled: may("file_documents:read"),
  });
  if (!data || data.items.length === 0) return null;
  return (
    <SideCard title="Documents" count={data.items.length}>
      <RelatedList>
        {data.items.map((file) => (
          <li key={file.id} className={classes["row"]}>
            <Group gap={8} wrap="nowrap" align="flex-start" miw={0}>
              <IconFile size={16} stroke={1.6} aria-hidden style={{ flexShrink: 0, marginTop: 3 }} />
              <div className={classes["words"]}>
                <Text>{file.title || file.original_filename}</Text>
                <Text size="xs" c="dimmed" component="div">
                  {file.file_type} · {file.file_size === null ? "" : `${sizeText(file.file_size)} · `}
                  <DateText value={localDay(file.created_at)} />
                </Text>
              </div>
            </Group>
          </li>
        ))}
      </RelatedList>
    </SideCard>
  );
}
