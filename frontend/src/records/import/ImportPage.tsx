// A file on its way in: choose it, say what its columns are, see what would happen, let it happen.
import { Anchor, Stepper } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { useMay } from "@/api/session";
import { Page } from "@/ui/Page";
import { Empty } from "@/ui/states";

import { isNoun, NOUNS, type Noun } from "../nouns";
import { CheckStep } from "./CheckStep";
import { ColumnsStep } from "./ColumnsStep";
import { isRunning, useOperation } from "../operations";
import { type ImportOrder } from "./data";
import { FileStep } from "./FileStep";
import classes from "./Import.module.css";
import { ResultStep } from "./ResultStep";

/** What the person decided so far; each step adds to it. */
interface Wizard {
  file: File | null;
  order: ImportOrder | null;
  operation: number | null;
}

const BEGINNING: Wizard = { file: null, order: null, operation: null };

export function ImportPage() {
  const { noun = "" } = useParams({ strict: false });
  const may = useMay();
  if (!isNoun(noun) || !may(`${noun}:import`))
    return (
      <Page title="Import">
        <Empty title="Nothing can be imported here">
          Your role does not bring in {isNoun(noun) ? NOUNS[noun].many.toLowerCase() : "such records"} from files.
        </Empty>
      </Page>
    );
  return <Import key={noun} noun={noun} />;
}

function Import({ noun }: { noun: Noun }) {
  const [{ file, order, operation }, setWizard] = useState<Wizard>(BEGINNING);
  // Going back to the columns keeps what was said about them.
  const [atColumns, setAtColumns] = useState(false);
  const { data: running } = useOperation(operation);
  const over = running !== undefined && !isRunning(running);
  const step = operation !== null ? 3 : order && !atColumns ? 2 : file ? 1 : 0;

  return (
    <Page
      title={`Import ${NOUNS[noun].many.toLowerCase()}`}
      subtitle={
        <Anchor renderRoot={(props) => <Link to="/operations" {...props} />} size="sm">
          Earlier imports and changes
        </Anchor>
      }
    >
      <Stepper
        active={over ? 4 : step}
        size="xs"
        iconSize={26}
        classNames={{ root: classes["steps"], step: classes["step"], stepBody: classes["stepBody"] }}
      >
        <Stepper.Step label="File" allowStepSelect={false} />
        <Stepper.Step label="Columns" allowStepSelect={false} />
        <Stepper.Step label="Check" allowStepSelect={false} />
        <Stepper.Step label="Import" allowStepSelect={false} />
      </Stepper>
      {step === 0 ? <FileStep noun={noun} onFile={(chosen) => setWizard({ ...BEGINNING, file: chosen })} /> : null}
      {file && operation === null ? (
        <div hidden={step !== 1}>
          <ColumnsStep
            file={file}
            noun={noun}
            onBack={() => setWizard(BEGINNING)}
            onDone={(decided) => {
              setAtColumns(false);
              setWizard({ file, order: decided, operation: null });
            }}
          />
        </div>
      ) : null}
      {step === 2 && order ? (
        <CheckStep
          order={order}
          onBack={() => setAtColumns(true)}
          onStarted={(id) => setWizard({ file, order, operation: id })}
        />
      ) : null}
      {operation !== null ? <ResultStep id={operation} noun={noun} onAgain={() => setWizard(BEGINNING)} /> : null}
    </Page>
  );
}
