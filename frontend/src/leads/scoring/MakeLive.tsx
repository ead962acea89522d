// Puts a model in use with one click; the message offers the way back.
import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";

import { done, failed } from "@/ui/toasts";

import { useMakeLive } from "./queries";
import type { ModelSummary } from "./types";
import { nameOf } from "./words";

interface MakeLiveProps {
  model: ModelSummary;
  live: ModelSummary | null;
}

export function MakeLive({ model, live }: MakeLiveProps) {
  const makeLive = useMakeLive();
  // Awaited, not told by a callback of this button: as soon as the model is live the button is gone.
  const act = async () => {
    try {
      await makeLive.mutateAsync(model.id);
      done(`${nameOf(model)} is live`, {
        detail: "Open leads are being scored again.",
        undo: live ? () => makeLive.mutateAsync(live.id) : undefined,
      });
    } catch (error) {
      failed(error, `${nameOf(model)} did not go live`);
    }
  };
  return (
    <Button
      leftSection={<IconPlayerPlay size={17} stroke={1.6} />}
      loading={makeLive.isPending}
      onClick={() => void act()}
    >
      Make it live
    </Button>
  );
}
