// The secrets of a door: they are set, and never shown again.
import { Badge, Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconDice5 } from "@tabler/icons-react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, body } from "@/api/client";
import { Failure, Loading } from "@/ui/states";
import { done, failed } from "@/ui/toasts";

import { Copy } from "../../../ShownOnce";
import type { Source } from "../queries";
import { randomSecret, SECRETS } from "./vendor";

const namesQuery = (source: Source) =>
  queryOptions({
    queryKey: ["lead-sources", "secrets", source.id],
    queryFn: () =>
      body(api.GET("/v1/intake/sources/{source_id}/secrets", { params: { path: { source_id: source.id } } })),
  });

interface Known {
  name: string;
  label: string;
  about: string;
  ours?: boolean;
}

/** A vendor with credentials in fields of its own names them itself. */
function wanted(source: Source, set: string[]): Known[] {
  const auth = source.config["auth"] as { style?: string } | undefined;
  if (source.kind === "ping_post" && auth?.style === "fields")
    return set.map((name) => ({ name, label: name, about: "The vendor sends it in this field" }));
  return SECRETS[source.kind];
}

export function SecretFields({ source }: { source: Source }) {
  const cache = useQueryClient();
  const found = useQuery(namesQuery(source));
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [name, setName] = useState("");
  const save = useMutation({
    mutationFn: (words: Record<string, string | null>) =>
      body(
        api.PATCH("/v1/intake/sources/{source_id}/secrets", {
          params: { path: { source_id: source.id } },
          body: words,
        }),
      ),
    onSuccess: () => {
      setTyped({});
      done("Secrets set", { detail: "They are sealed and never shown again." });
      return cache.invalidateQueries({ queryKey: ["lead-sources"] });
    },
    onError: (error) => failed(error),
  });
  if (found.error) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading rows={2} />;

  const set = found.data.names;
  const named = wanted(source, [...set, ...Object.keys(typed).filter((one) => !set.includes(one))]);
  const inFields = (source.config["auth"] as { style?: string } | undefined)?.style === "fields";
  const filled = Object.fromEntries(Object.entries(typed).filter(([, word]) => word.trim() !== ""));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(filled);
      }}
    >
      <Stack>
        <Title order={3} size="h5">
          Secrets
        </Title>
        {named.map((secret) => (
          <SecretField
            key={secret.name}
            secret={secret}
            isSet={set.includes(secret.name)}
            value={typed[secret.name] ?? ""}
            onChange={(word) => setTyped((now) => ({ ...now, [secret.name]: word }))}
            onRemove={() => save.mutate({ [secret.name]: null })}
          />
        ))}
        {inFields ? (
          <Group align="flex-end" gap="xs">
            <TextInput
              label="Another field with credentials"
              placeholder="partner_id"
              maxLength={64}
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <Button
              variant="default"
              disabled={!name.trim()}
              onClick={() => {
                setTyped((now) => ({ ...now, [name.trim()]: "" }));
                setName("");
              }}
            >
              Add
            </Button>
          </Group>
        ) : null}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={Object.keys(filled).length === 0}>
            Set secrets
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface SecretFieldProps {
  secret: Known;
  isSet: boolean;
  value: string;
  onChange: (word: string) => void;
  onRemove: () => void;
}

function SecretField({ secret, isSet, value, onChange, onRemove }: SecretFieldProps) {
  return (
    <div>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          flex={1}
          label={
            <Group gap="xs" component="span">
              {secret.label}
              <Badge color={isSet ? "green" : "gray"} component="span">
                {isSet ? "Set" : "Not set"}
              </Badge>
            </Group>
          }
          description={secret.about}
          placeholder={isSet ? "Leave empty to keep it" : ""}
          autoComplete="off"
          spellCheck={false}
          maxLength={1000}
          value={value}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
        {value ? <Copy text={value} /> : null}
        {secret.ours && !value ? (
          <Button
            variant="default"
            leftSection={<IconDice5 size={16} />}
            h={36}
            onClick={() => onChange(randomSecret())}
          >
            Make one
          </Button>
        ) : null}
      </Group>
      {isSet && !value ? (
        <Text size="xs" mt={4}>
          <Button variant="transparent" size="compact-xs" color="red" px={0} onClick={onRemove}>
            Remove {secret.label.toLowerCase()}
          </Button>
        </Text>
      ) : null}
    </div>
  );
}
