import { Page } from "@/ui/Page";

export function ImportPage() {
  return <Page title="Import">{null}</Page>;
}
