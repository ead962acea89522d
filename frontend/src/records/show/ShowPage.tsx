import { Page } from "@/ui/Page";

export function ShowPage() {
  return <Page title="Record">{null}</Page>;
}
