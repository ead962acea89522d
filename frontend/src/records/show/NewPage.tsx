// The page on which a new record is written; the address may bring fields along, such as its customer.
import { Box } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";

import { useMay } from "@/api/session";
import { Page } from "@/ui/Page";
import { Empty } from "@/ui/states";
import { done } from "@/ui/toasts";

import { NOUNS, type Noun } from "../nouns";
import { RecordForm } from "./form/RecordForm";

interface NewPageProps {
  noun: Noun;
}

export function NewPage({ noun }: NewPageProps) {
  const may = useMay();
  const navigate = useNavigate();
  const { one, many } = NOUNS[noun];
  if (!may(`${noun}:write`))
    return <Empty title="Not for your role">{many} are written by others. Ask a manager if you need to.</Empty>;
  return (
    <Page title={`New ${one}`} narrow>
      <Box className="lg-card" p="lg">
        <RecordForm
          noun={noun}
          onCancel={() => void navigate({ to: "/$noun", params: { noun } })}
          onDone={({ id }) => {
            done(`The ${one} is created`);
            void navigate({ to: "/$noun/$id", params: { noun, id: String(id) }, replace: true });
          }}
        />
      </Box>
    </Page>
  );
}
