// Which file.
import "@mantine/dropzone/styles.layer.css";

import { Group, Stack, Text } from "@mantine/core";
import { Dropzone, type FileRejection } from "@mantine/dropzone";
import { IconFileSpreadsheet, IconUpload, IconX } from "@tabler/icons-react";
import { useState } from "react";

import { NOUNS, type Noun } from "../nouns";
import classes from "./Import.module.css";

interface FileStepProps {
  noun: Noun;
  onFile: (file: File) => void;
}

// Systems disagree on the type of a CSV file; its name is what people and the API go by.
const NAMED = /\.(csv|txt|tsv|xlsx|xlsm)$/i;

function refused(file: File) {
  return NAMED.test(file.name) ? null : { code: "file-invalid-type", message: "not a spreadsheet" };
}

export function FileStep({ noun, onFile }: FileStepProps) {
  const [wrong, setWrong] = useState<string | null>(null);

  function reject(rejections: FileRejection[]) {
    const [first] = rejections;
    setWrong(
      rejections.length > 1
        ? "One file at a time, please."
        : `${first?.file.name ?? "This"} is not a spreadsheet. Save it as CSV or XLSX and try again.`,
    );
  }
  return (
    <Stack gap="xs">
      <Dropzone
        className={classes["drop"]}
        onDrop={([file]) => file && onFile(file)}
        onReject={reject}
        validator={refused}
        multiple={false}
        inputProps={{ "aria-label": "Spreadsheet" }}
        aria-label="Choose a spreadsheet"
      >
        <Group justify="center" gap="md" className={classes["dropInner"]}>
          <Dropzone.Accept>
            <IconUpload size={40} stroke={1.4} />
          </Dropzone.Accept>
          <Dropzone.Reject>
            <IconX size={40} stroke={1.4} />
          </Dropzone.Reject>
          <Dropzone.Idle>
            <IconFileSpreadsheet size={40} stroke={1.4} />
          </Dropzone.Idle>
          <div>
            <Text size="lg" fw={550}>
              Drop a spreadsheet here, or click to choose one
            </Text>
            <Text size="sm" c="dimmed">
              CSV or Excel, with a row of headers. Nothing is stored before you have seen what would happen.
            </Text>
          </div>
        </Group>
      </Dropzone>
      {wrong ? (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {wrong}
        </Text>
      ) : (
        <Text size="sm" c="dimmed">
          Records that are known already are recognised and updated, so the same file can come twice. {NOUNS[noun].many}{" "}
          that the file does not mention stay as they are.
        </Text>
      )}
    </Stack>
  );
}
