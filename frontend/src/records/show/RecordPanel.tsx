// A record in the panel beside its list.
import type { Noun } from "../nouns";
import { RecordView } from "./RecordView";

interface RecordPanelProps {
  noun: Noun;
  id: number;
}

export function RecordPanel({ noun, id }: RecordPanelProps) {
  return <RecordView key={`${noun}/${id}`} noun={noun} id={id} place="panel" />;
}
