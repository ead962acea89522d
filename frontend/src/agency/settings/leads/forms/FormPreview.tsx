// The form as visitors see it, drawn by the same script, before it is saved.
import { Text } from "@mantine/core";
import { useEffect, useRef } from "react";

import classes from "../Leads.module.css";
import { fieldsOf } from "./definition";
import type { Draft } from "./draft";

const READY = "leadgen-preview-ready";

interface FormPreviewProps {
  draft: Draft;
  version: number;
}

/** What the API would answer for this form. */
function shown({ name, consent_text, definition }: Draft, version: number) {
  const fields = fieldsOf(definition, {});
  return {
    key: "preview",
    name: name || "Your form",
    intro: fields["intro"] ?? null,
    fields: fields["fields"],
    consent: consent_text.trim()
      ? { text: consent_text.trim(), sha256: "", version, required: definition.is_required }
      : null,
    submit_label: fields["submit_label"] ?? "Send",
    look: fields["look"] ?? null,
    trap: "company_website",
  };
}

export function FormPreview({ draft, version }: FormPreviewProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const message = JSON.stringify(shown(draft, version));

  useEffect(() => {
    const tell = () => frame.current?.contentWindow?.postMessage(JSON.parse(message), window.location.origin);
    const hear = ({ data, origin, source }: MessageEvent) => {
      if (data === READY && origin === window.location.origin && source === frame.current?.contentWindow) tell();
    };
    window.addEventListener("message", hear);
    tell();
    return () => window.removeEventListener("message", hear);
  }, [message]);

  return (
    <div className={classes["preview"]}>
      <Text size="sm" fw={500} mb={4}>
        Preview
      </Text>
      <iframe ref={frame} className={classes["frame"]} src="/v1/forms/preview/page" title="Preview of the form" />
    </div>
  );
}
