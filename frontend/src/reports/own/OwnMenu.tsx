// What can be done with an own report beyond reading it: changed, copied, shared, deleted.
import { ActionIcon, Button, Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { IconCopy, IconDots, IconPencil, IconTrash, IconUsers, IconUsersMinus } from "@tabler/icons-react";

import { api, body } from "@/api/client";
import { useMay, useMe } from "@/api/session";
import { finished, useUndo } from "@/records/operations";
import { done, failed } from "@/ui/toasts";

import type { OwnReport } from "./draft";

interface OwnMenuProps {
  report: OwnReport;
}

export function OwnMenu({ report }: OwnMenuProps) {
  const { id, name, is_shared } = report;
  const may = useMay();
  const { user, permissions } = useMe();
  const { share, remove } = useChanges(report);
  if (!may("own_reports:write")) return null;
  const mine = report.owner_id === user?.id || permissions["own_reports:write"] === "all";
  const copy = (
    <Menu.Item
      leftSection={<IconCopy size={16} />}
      renderRoot={(props) => <Link to="/reports/own/new" search={{ copy: id }} {...props} />}
    >
      Copy
    </Menu.Item>
  );
  return (
    <>
      {mine ? (
        <Button
          variant="default"
          leftSection={<IconPencil size={16} />}
          renderRoot={(props) => <Link to="/reports/own/$id/edit" params={{ id: String(id) }} {...props} />}
        >
          Edit
        </Button>
      ) : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={`More for ${name}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {copy}
          {mine ? (
            <>
              <Menu.Item
                leftSection={is_shared ? <IconUsersMinus size={16} /> : <IconUsers size={16} />}
                onClick={() => share.mutate()}
              >
                {is_shared ? "Keep to myself" : "Share with everybody"}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => remove.mutate()}>
                Delete
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function useChanges({ id, name, is_shared, version }: OwnReport) {
  const cache = useQueryClient();
  const go = useNavigate();
  const undo = useUndo();
  const settled = () => cache.invalidateQueries({ queryKey: ["own-reports"] });
  const share = useMutation({
    mutationFn: () =>
      body(
        api.PATCH("/v1/own-reports/{id}", {
          params: { path: { id }, header: { "If-Match": `"${version}"` } },
          body: { is_shared: !is_shared },
        }),
      ),
    onSuccess: () => done(is_shared ? `Only you see “${name}” now` : `Everybody sees “${name}” now`),
    onError: (error) => failed(error, "The report was not changed"),
    onSettled: settled,
  });
  const remove = useMutation({
    mutationFn: async () => {
      // First away from here: a page of what is being deleted would ask for it again.
      await go({ to: "/reports/catalogue" });
      const operation = await body(api.POST("/v1/own-reports/bulk", { body: { action: "delete", ids: [id] } }));
      return finished(operation);
    },
    onSuccess: (operation) => done(`Deleted “${name}”`, { undo: () => undo.mutateAsync(operation.id) }),
    onError: (error) => failed(error, "The report was not deleted"),
    onSettled: settled,
  });
  return { share, remove };
}
