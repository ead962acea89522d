// What can be done with a note.
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";

import { api, body } from "@/api/client";
import { useMay } from "@/api/session";
import { done, failed } from "@/ui/toasts";

import { useAttached } from "../queries";

interface NoteMenuProps {
  id: number;
  onEdit: () => void;
}

export function NoteMenu({ id, onEdit }: NoteMenuProps) {
  const may = useMay();
  const { create, remove } = useAttached("notes");

  async function removeNote() {
    try {
      const {
        record_type,
        record_id,
        body: text,
        pinned,
      } = await body(api.GET("/v1/notes/{id}", { params: { path: { id } } }));
      await remove.mutateAsync(id);
      done("Note deleted", { undo: () => create.mutateAsync({ record_type, record_id, body: text, pinned }) });
    } catch (error) {
      failed(error);
    }
  }

  if (!may("notes:write") && !may("notes:delete")) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" ml="auto" aria-label="What to do with this note">
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {may("notes:write") ? (
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={onEdit}>
            Edit note
          </Menu.Item>
        ) : null}
        {may("notes:delete") ? (
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => void removeNote()}>
            Delete note
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
