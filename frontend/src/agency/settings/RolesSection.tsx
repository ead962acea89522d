// What the four roles are for, and what mine may do, as the API itself decides it.
import { ScrollArea, Text } from "@mantine/core";

import { useMe } from "@/api/session";
import { words } from "@/ui/StatusBadge";

import { Card } from "./Card";
import { ACTION_WORDS, ACTIONS, permissionRows, REACH_WORDS } from "./permissions";
import classes from "./Settings.module.css";

const ROLES = [
  ["admin", "Everything: the whole book, users, teams, settings, jobs."],
  ["manager", "The whole book, reports and marketing; sees users, teams and the audit trail, does not change them."],
  ["agent", "Their own customers, with everything that belongs to them."],
  ["viewer", "Looks at the whole book and changes nothing."],
] as const;

export function RolesSection() {
  const { role, permissions } = useMe();
  const rows = permissionRows(permissions).filter(({ reach }) => Object.values(reach).some((one) => one !== "none"));
  return (
    <>
      <Card title="The roles" description="Everybody has one. Administrators give it on the page Users." flush>
        {ROLES.map(([name, text]) => (
          <div key={name} className={classes["line"]}>
            <Text fw={500} w={90}>
              {words(name)}
            </Text>
            <Text c="dimmed">{text}</Text>
            {name === role ? <Text size="sm">Yours</Text> : null}
          </div>
        ))}
      </Card>
      <Card
        title={`What you may do as ${role}`}
        description="Own: what you look after. Team's: what your team looks after. All: everything."
        flush
      >
        <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Your permissions" }}>
          <table className={classes["matrix"]}>
            <thead>
              <tr>
                <th scope="col">What</th>
                {ACTIONS.map((action) => (
                  <th key={action} scope="col">
                    {ACTION_WORDS[action]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ noun, label, reach }) => (
                <tr key={noun}>
                  <th scope="row">{label}</th>
                  {ACTIONS.map((action) => (
                    <td key={action}>{REACH_WORDS[reach[action]]}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      </Card>
    </>
  );
}
