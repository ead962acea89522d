// Takes a finished task up again.
import { Button } from "@mantine/core";

import { useMay } from "@/api/session";
import { done, failed } from "@/ui/toasts";

import { useAttached } from "../queries";

interface ReopenTaskProps {
  id: number;
  title: string;
}

export function ReopenTask({ id, title }: ReopenTaskProps) {
  const may = useMay();
  const { change } = useAttached("tasks");
  if (!may("tasks:write")) return null;
  const reopen = () =>
    change
      .mutateAsync({ id, changes: { status: "open", completed_at: null } })
      .then(() => done("Task is open again"))
      .catch((error: unknown) => failed(error));
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      onClick={() => void reopen()}
      loading={change.isPending}
      aria-label={`Reopen ${title}`}
    >
      Reopen
    </Button>
  );
}
