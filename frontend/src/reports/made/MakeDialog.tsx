// A report as a file: which kind, under which name; then how far it is, until it can be taken.
import { Button, Group, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";

import { ProblemError, sentence } from "@/api/problem";
import { Failure, Loading } from "@/ui/states";

import { useMake, useReport, type Asked, type Format } from "./data";
import { FormatPicture } from "./FormatPicture";
import classes from "./Made.module.css";
import { MadeState } from "./MadeState";
import { FORMATS } from "./words";

interface MakeDialogProps {
  /** A key of the catalogue, or `own:7`. */
  report: string;
  asked: Asked;
  /** What the report is called. */
  title?: string;
  /** What the file will hold, in words, such as its period and by what it is narrowed. */
  contents?: readonly string[];
  onClose: () => void;
}

export function MakeDialog({ report, asked, title, contents = [], onClose }: MakeDialogProps) {
  const [made, setMade] = useState<number | null>(null);
  return (
    <Modal opened onClose={onClose} title={made === null ? "Make a file" : (title ?? "Your file")} size="lg">
      {made === null ? (
        <Choosing {...{ report, asked, contents, onClose }} title={title ?? ""} onOrdered={setMade} />
      ) : (
        <Following id={made} onClose={onClose} />
      )}
    </Modal>
  );
}

interface ChoosingProps extends Required<MakeDialogProps> {
  onOrdered: (id: number) => void;
}

function Choosing({ report, asked, title, contents, onOrdered, onClose }: ChoosingProps) {
  const [format, setFormat] = useState<Format>("PDF");
  const [name, setName] = useState("");
  const make = useMake();
  const nameError = make.error instanceof ProblemError ? make.error.fields["name"] : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    make.mutate({ report, format, name, asked }, { onSuccess: ({ id }) => onOrdered(id) });
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Radio.Group label="Format" value={format} onChange={setFormat}>
          <div className={classes["formats"]}>
            {FORMATS.map(({ format: each, about }) => (
              <Radio.Card key={each} value={each} radius="md" className={classes["format"] ?? ""}>
                <Group wrap="nowrap" align="flex-start" gap="sm">
                  <FormatPicture format={each} size={26} className={classes["picture"]} />
                  <div>
                    <Text size="sm" fw={550}>
                      {each}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {about}
                    </Text>
                  </div>
                </Group>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
        <TextInput
          label="Name"
          description="What the file and its place in the list are called. The report’s own name, if it is left empty."
          placeholder={title}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={255}
          error={nameError}
        />
        {contents.length > 0 ? (
          <ul className={classes["contents"]} aria-label="What it will hold">
            {contents.map((line) => (
              <Text key={line} component="li" size="sm">
                {line}
              </Text>
            ))}
          </ul>
        ) : null}
        {make.error && !nameError ? (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {sentence(make.error)}
          </Text>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending}>
            Make the file
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface FollowingProps {
  id: number;
  onClose: () => void;
}

function Following({ id, onClose }: FollowingProps) {
  const { data, error, refetch } = useReport(id);
  const go = useNavigate();

  function open() {
    onClose();
    void go({ to: "/$noun/$id", params: { noun: "reports", id: String(id) } });
  }

  return (
    <Stack gap="md">
      {data ? <MadeState report={data.record} /> : null}
      {!data && error ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={2} /> : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={open}>
          Open the report
        </Button>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}
