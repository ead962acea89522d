// The parts of a form's editor that are a handful of fields each.
import {
  Alert,
  Button,
  Checkbox,
  ColorInput,
  Group,
  MultiSelect,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";

import { CHANNELS, LINES } from "../lines";
import { consentText, type Definition } from "./definition";
import type { PartProps } from "./draft";
import { Questions } from "./Questions";

const define =
  ({ draft, onChange }: PartProps) =>
  (part: Partial<Definition>) =>
    onChange({ definition: { ...draft.definition, ...part } });

export function FormQuestions(props: PartProps) {
  const { draft, errors, onChange } = props;
  const change = define(props);
  return (
    <Stack>
      <TextInput
        label="Name"
        description="The heading of its own page"
        maxLength={255}
        data-autofocus
        value={draft.name}
        error={errors["name"]}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
      />
      <Textarea
        label="Introduction"
        placeholder="A free quote from people who know Ohio."
        minRows={1}
        value={draft.definition.intro}
        onChange={({ currentTarget }) => change({ intro: currentTarget.value })}
      />
      <Questions asks={draft.definition.asks} errors={errors} onChange={(asks) => change({ asks })} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label="Word on the button"
          placeholder="Send"
          value={draft.definition.submit_label}
          onChange={({ currentTarget }) => change({ submit_label: currentTarget.value })}
        />
        <Select
          label="Interested in"
          description="Where the form does not ask"
          placeholder="Unknown"
          inputWrapperOrder={["label", "input", "description", "error"]}
          data={LINES}
          clearable
          value={draft.product_interest}
          onChange={(product_interest) => onChange({ product_interest })}
        />
      </SimpleGrid>
    </Stack>
  );
}

interface ConsentProps extends PartProps {
  agency: string;
  version: number;
}

export function FormConsent({ agency, version, ...props }: ConsentProps) {
  const { draft, errors, onChange } = props;
  const { channels, is_required, is_free } = draft.definition;
  const change = define(props);
  const wanting = lacking(draft.consent_text, agency, channels);
  return (
    <Stack>
      <Textarea
        label="Text beside the box, word for word"
        description={
          version > 0
            ? `Version ${version}. A change becomes a new version; every lead keeps the text it saw.`
            : "Every lead keeps the text it saw, as the proof."
        }
        minRows={4}
        maxLength={10_000}
        value={draft.consent_text}
        error={errors["consent_text"]}
        onChange={({ currentTarget }) => onChange({ consent_text: currentTarget.value })}
      />
      <Group>
        <Button
          variant="default"
          size="compact-sm"
          disabled={draft.consent_text === consentText(agency)}
          onClick={() => onChange({ consent_text: consentText(agency) })}
        >
          Use the usual text
        </Button>
      </Group>
      <MultiSelect
        label="A tick allows"
        data={CHANNELS}
        placeholder={channels.length > 0 ? undefined : "Nothing"}
        value={channels}
        error={errors["channels"] ?? errors["consent"]}
        onChange={(chosen) => change({ channels: chosen })}
      />
      <Checkbox
        label="The text says that consent is no condition of purchase"
        checked={is_free}
        onChange={({ currentTarget }) => change({ is_free: currentTarget.checked })}
      />
      <Checkbox
        label="The form cannot be sent without a tick"
        description="Then the consent is a condition, which the law does not allow for automated calls and texts that sell."
        checked={is_required}
        onChange={({ currentTarget }) => change({ is_required: currentTarget.checked })}
      />
      {wanting.length > 0 ? (
        <Alert color="yellow" icon={<IconInfoCircle size={18} />} p="sm">
          <Text size="sm">For automated calls and texts the text also has to {wanting.join(", and ")}.</Text>
        </Alert>
      ) : null}
    </Stack>
  );
}

/** What the gate of consent would miss in the text (47 CFR 64.1200(f)(9)). */
function lacking(text: string, agency: string, channels: string[]): string[] {
  if (!text.trim() || !channels.some((one) => one === "sms" || one === "call_auto" || one.startsWith("prerecorded")))
    return [];
  const said = text.toLowerCase();
  return [
    said.includes(agency.toLowerCase()) ? "" : `name ${agency}`,
    /auto(-| )?dial|automat|pre-?recorded|artificial/.test(said) ? "" : "mention automated technology",
  ].filter(Boolean);
}

export function FormAbout(props: PartProps) {
  const { draft, errors, onChange } = props;
  const { thanks, redirect_url, origins } = draft.definition;
  const change = define(props);
  return (
    <Stack>
      <Textarea
        label="Thanks"
        placeholder="Thank you. We will be in touch shortly."
        minRows={1}
        value={thanks}
        onChange={({ currentTarget }) => change({ thanks: currentTarget.value })}
      />
      <TextInput
        label="Or go on to a page of yours"
        placeholder="https://www.example.com/thanks"
        type="url"
        value={redirect_url}
        error={errors["redirect_url"]}
        onChange={({ currentTarget }) => change({ redirect_url: currentTarget.value })}
      />
      <TextInput
        label="Source of its leads"
        description="As reports name it"
        placeholder={draft.name || "website"}
        maxLength={64}
        value={draft.source}
        onChange={({ currentTarget }) => onChange({ source: currentTarget.value })}
      />
      <TagsInput
        label="Websites that may show it"
        description="Such as https://www.example.com; without any, every website"
        placeholder={origins.length > 0 ? undefined : "https://www.example.com"}
        value={origins}
        error={errors["origins"]}
        onChange={(typed) => change({ origins: typed.map(originOf) })}
        acceptValueOnBlur
        splitChars={[",", " "]}
      />
    </Stack>
  );
}

/** The website of an address that was pasted with its path. */
function originOf(text: string): string {
  try {
    return new URL(text.includes("://") ? text : `https://${text}`).origin;
  } catch {
    return text;
  }
}

const COLORS = ["#0c6453", "#1a5596", "#4d3996", "#962a50", "#914013", "#242e37"];

export function FormLook(props: PartProps) {
  const { color, corners, plain } = props.draft.definition;
  const change = define(props);
  return (
    <Stack>
      <Checkbox
        label="As the website around it"
        description="No look of its own: the website's own styles decide."
        checked={plain}
        onChange={({ currentTarget }) => change({ plain: currentTarget.checked })}
      />
      {plain ? null : (
        <>
          <ColorInput
            label="Color"
            format="hex"
            swatches={COLORS}
            swatchesPerRow={6}
            maw={260}
            value={color}
            error={props.errors["look"] ?? props.errors["color"]}
            onChange={(chosen) => change({ color: chosen })}
            popoverProps={{ withinPortal: true }}
            eyeDropperButtonProps={{ "aria-label": "Pick a color from the screen" }}
          />
          <div>
            <Text size="sm" fw={500} mb={4} id="corners">
              Corners
            </Text>
            <SegmentedControl
              aria-labelledby="corners"
              data={[
                { value: "round", label: "Round" },
                { value: "square", label: "Square" },
              ]}
              value={corners}
              onChange={(chosen) => change({ corners: chosen })}
            />
          </div>
        </>
      )}
    </Stack>
  );
}
