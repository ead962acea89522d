// The model beside the one that was live when it was made, and beside saying the average to everybody.
import { Text } from "@mantine/core";

import { ChartCard, FiguresTable } from "@/ui/chart";

import type { Model } from "./types";
import { figureText, orDash, percentText } from "./words";

interface ComparisonCardProps {
  model: Model;
  className?: string;
}

export function ComparisonCard({ model, className }: ComparisonCardProps) {
  if (model.compared.length === 0)
    return (
      <ChartCard
        className={className}
        title="Is it better?"
        chart={<Text c="dimmed">It was compared with nothing: no outcomes were known when it was made.</Text>}
      />
    );
  return (
    <ChartCard
      className={className}
      title="Is it better?"
      note="Each judged on the same leads, none of which it had seen. Less log loss is better."
      chart={
        <FiguresTable
          caption="Compared with other models"
          heads={["Model", "Log loss", "Skill", "AUC", "Off by"]}
          rows={model.compared.map(({ name, log_loss, skill, auc, calibration_error }) => ({
            key: name,
            label: name,
            cells: [
              { text: orDash(log_loss, figureText) },
              { text: orDash(skill, percentText) },
              { text: orDash(auc, figureText) },
              { text: orDash(calibration_error, percentText) },
            ],
          }))}
        />
      }
    />
  );
}
