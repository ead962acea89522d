// The form of a new record, over its list.
import { Modal } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";

import { done } from "@/ui/toasts";
import { Loading } from "@/ui/states";

import { NOUNS } from "../nouns";
import type { ListState } from "./useList";

const RecordForm = lazy(() => import("../show").then((module) => ({ default: module.RecordForm })));

interface NewRecordProps {
  state: ListState;
}

export function NewRecord({ state: { noun, search } }: NewRecordProps) {
  const navigate = useNavigate();
  const { one } = NOUNS[noun];
  const back = (open?: number) =>
    void navigate({ to: "/$noun", params: { noun }, search: { ...search, ...(open ? { open } : {}) } });
  return (
    <Modal opened onClose={() => back()} title={`New ${one}`} size="lg" centered={false} closeOnClickOutside={false}>
      <Suspense fallback={<Loading label="Loading the form" />}>
        <RecordForm
          noun={noun}
          onCancel={() => back()}
          onDone={({ id }) => {
            done(`The ${one} is created`);
            back(id);
          }}
        />
      </Suspense>
    </Modal>
  );
}
