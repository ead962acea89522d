// The questions of a form: in order, each unfolded when it is worked on.
import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Menu,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  TextInput,
  UnstyledButton,
  VisuallyHidden,
} from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";

import { GripButton } from "../GripButton";
import classes from "../Leads.module.css";
import { moved, useReorder } from "@/ui/reorder";
import { ask, hasOptions, KNOWN, nameFor, TYPE_WORDS, type Ask, type AskType } from "./definition";

interface QuestionsProps {
  asks: Ask[];
  /** By the key of a question, and `asks` for all of them. */
  errors: Record<string, string>;
  onChange: (asks: Ask[]) => void;
}

export function Questions({ asks, errors, onChange }: QuestionsProps) {
  const [open, setOpen] = useState<string | null>(null);
  const { list, grip, said, held } = useReorder<HTMLOListElement>({
    count: asks.length,
    onMove: (from, to) => onChange(moved(asks, from, to)),
  });

  function add(one: Ask) {
    onChange([...asks, one]);
    setOpen(one.key);
  }

  return (
    <div role="group" aria-labelledby="questions">
      <Text size="sm" fw={500} mb={6} id="questions">
        Questions
      </Text>
      <ol className={classes["fields"]} ref={list}>
        {asks.map((one, place) => (
          <li key={one.key} className={classes["field"]} data-held={held === place || undefined}>
            <div className={classes["fieldHead"]}>
              <GripButton {...grip(place, one.label || "the question")} />
              <QuestionHead
                ask={one}
                isOpen={open === one.key}
                onOpen={() => setOpen(open === one.key ? null : one.key)}
              />
              <ActionIcon
                aria-label={`Remove ${one.label || "the question"}`}
                onClick={() => onChange(asks.filter((other) => other !== one))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </div>
            {open === one.key || one.key in errors ? (
              <QuestionFields
                ask={one}
                error={errors[one.key]}
                taken={asks.filter((other) => other !== one).map(({ name }) => name)}
                onChange={(part) => onChange(asks.map((other) => (other === one ? { ...other, ...part } : other)))}
              />
            ) : null}
          </li>
        ))}
      </ol>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      {errors["asks"] ? (
        <Text size="sm" c="var(--mantine-color-error)" mt={6}>
          {errors["asks"]}
        </Text>
      ) : null}
      <AddQuestion asks={asks} onAdd={add} />
    </div>
  );
}

interface QuestionHeadProps {
  ask: Ask;
  isOpen: boolean;
  onOpen: () => void;
}

function QuestionHead({ ask: one, isOpen, onOpen }: QuestionHeadProps) {
  const Arrow = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <UnstyledButton onClick={onOpen} aria-expanded={isOpen} flex={1} miw={0}>
      <Group gap={6} wrap="nowrap">
        <Arrow size={16} aria-hidden style={{ flexShrink: 0 }} />
        <Text size="sm" fw={500} truncate>
          {one.label || "Without words"}
          {one.required ? (
            <Text span c="dimmed" size="xs" fw={400}>
              {" "}
              · required
            </Text>
          ) : null}
        </Text>
        <Text size="xs" c="dimmed" ml="auto" style={{ whiteSpace: "nowrap" }}>
          {TYPE_WORDS[one.type]}
        </Text>
      </Group>
    </UnstyledButton>
  );
}

interface QuestionFieldsProps {
  ask: Ask;
  error: string | undefined;
  taken: string[];
  onChange: (part: Partial<Ask>) => void;
}

const TYPES = Object.entries(TYPE_WORDS).map(([value, label]) => ({ value, label }));
const isKnown = (name: string) => KNOWN.some((known) => known.name === name);

function QuestionFields({ ask: one, error, taken, onChange }: QuestionFieldsProps) {
  /** A question of the agency's own is named by its words. */
  const say = (label: string) => onChange(one.is_new ? { label, name: nameFor(label, taken) } : { label });
  return (
    <div className={classes["fieldBody"]}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label="Words"
          autoFocus={one.is_new && one.label === ""}
          value={one.label}
          error={error}
          onChange={({ currentTarget }) => say(currentTarget.value)}
        />
        <Select
          label="Kind of answer"
          data={TYPES}
          allowDeselect={false}
          value={one.type}
          onChange={(type) => type && onChange({ type: type as AskType })}
        />
      </SimpleGrid>
      {hasOptions(one.type) ? (
        <TagsInput
          label="Choices"
          description="Type one, then Enter"
          value={one.options}
          onChange={(options) => onChange({ options })}
          acceptValueOnBlur
        />
      ) : null}
      {one.type === "hidden" ? (
        <TextInput
          label="What it carries"
          value={one.value}
          onChange={({ currentTarget }) => onChange({ value: currentTarget.value })}
        />
      ) : (
        <Group justify="space-between" align="center">
          <Checkbox
            label="Required"
            checked={one.required}
            onChange={({ currentTarget }) => onChange({ required: currentTarget.checked })}
          />
          <Text size="xs" c="dimmed">
            {isKnown(one.name) ? "Goes into the lead's own field" : `Kept with the lead as “${one.label || one.name}”`}
          </Text>
        </Group>
      )}
    </div>
  );
}

interface AddQuestionProps {
  asks: Ask[];
  onAdd: (one: Ask) => void;
}

function AddQuestion({ asks, onAdd }: AddQuestionProps) {
  const taken = asks.map(({ name }) => name);
  const left = KNOWN.filter(({ name }) => !taken.includes(name));
  const own = () => onAdd(ask({ name: nameFor("question", taken), label: "", is_new: true }));
  return (
    <Stack mt="sm" align="flex-start">
      <Menu position="bottom-start" width={280}>
        <Menu.Target>
          <Button variant="default" size="compact-sm" leftSection={<IconPlus size={16} />}>
            Add a question
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
          <Menu.Item onClick={own}>A question of your own</Menu.Item>
          <Menu.Divider />
          {left.map((known) => (
            <Menu.Item key={known.name} onClick={() => onAdd(ask({ ...known }))}>
              {known.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Stack>
  );
}
