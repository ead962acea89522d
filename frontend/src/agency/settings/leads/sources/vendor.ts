// What to tell whoever sends the leads: where to, how, and an example that the door understands.
import type { Source, SourceKind } from "../queries";

/** Where a door is, from outside; a mailbox has no address of ours. */
export function addressesOf(
  { kind, key }: Pick<Source, "kind" | "key">,
  origin: string,
): { label: string; url: string }[] {
  const at = (tail: string) => `${origin}/v1/intake/door/${tail}/${key}`;
  switch (kind) {
    case "meta":
    case "google":
    case "adf":
      return [{ label: "Address", url: at(kind) }];
    case "ping_post":
      return [
        { label: "Ping address", url: at("ping") },
        { label: "Post address", url: at("post") },
      ];
    case "adf_mailbox":
      return [];
  }
}

export const SECRETS: Record<SourceKind, { name: string; label: string; about: string; ours?: boolean }[]> = {
  meta: [
    { name: "app_secret", label: "App secret", about: "Of your Meta app, under Settings, Basic" },
    {
      name: "verify_token",
      label: "Verify token",
      about: "Any word; type the same one into Meta's webhook",
      ours: true,
    },
    { name: "access_token", label: "Access token", about: "Of the page, with leads_retrieval" },
  ],
  google: [{ name: "google_key", label: "Key", about: "Type the same one into the lead form's webhook", ours: true }],
  adf: [
    { name: "token", label: "Token", about: "Sent as a bearer token; leave empty if the vendor cannot", ours: true },
  ],
  adf_mailbox: [{ name: "password", label: "Password", about: "Of the mailbox" }],
  ping_post: [{ name: "token", label: "Token", about: "The vendor sends it with every ping and post", ours: true }],
};

const STEPS: Record<SourceKind, string[]> = {
  google: [
    "In Google Ads open the lead form asset, then “Other data integration options”.",
    "Enter the address as webhook URL, and the key that you set here.",
    "Press “Send test data”; the test appears under received payloads.",
  ],
  meta: [
    "In your Meta app add the product Webhooks, choose Page, and enter the address and the verify token.",
    "Subscribe to the field leadgen, and subscribe the page to the app.",
    "Name the forms below; their leads of the last days are fetched once an hour, too.",
  ],
  adf: [
    "Give the vendor the address, and the token if they can send one.",
    "Each POST is one ADF document with one or more prospects.",
  ],
  adf_mailbox: [
    "Have vendors send their ADF to the mailbox.",
    "It is read every minute; what was read is marked as read and stays in the mailbox.",
  ],
  ping_post: [
    "Give the vendor both addresses and the credentials.",
    "The ping says nothing about who it is; the answer is our bid. The post comes back with its bid_id.",
  ],
};

export const stepsOf = (kind: SourceKind): string[] => STEPS[kind];

const GOOGLE = {
  lead_id: "TEST-0001",
  google_key: "<key>",
  is_test: true,
  form_id: 4711,
  campaign_id: 815,
  gcl_id: "Cj0KEQ",
  user_column_data: [
    { column_id: "FULL_NAME", string_value: "Ada Sample" },
    { column_id: "EMAIL", string_value: "ada.sample@example.com" },
    { column_id: "PHONE_NUMBER", string_value: "+1 614-555-0142" },
    { column_id: "POSTAL_CODE", string_value: "43215" },
  ],
};

const META = {
  id: "444000444",
  created_time: "2026-01-15T14:03:00+0000",
  form_id: "123456",
  ad_name: "Bundle and save",
  platform: "fb",
  field_data: [
    { name: "full_name", values: ["Ada Sample"] },
    { name: "email", values: ["ada.sample@example.com"] },
    { name: "phone_number", values: ["+16145550142"] },
  ],
};

const ADF = `<?xml version="1.0" encoding="UTF-8"?>
<adf>
  <prospect status="new">
    <id sequence="1" source="Sample vendor">TEST-0001</id>
    <requestdate>2026-01-15T09:03:00-05:00</requestdate>
    <customer>
      <contact>
        <name part="first">Ada</name>
        <name part="last">Sample</name>
        <email>ada.sample@example.com</email>
        <phone type="voice">614-555-0142</phone>
        <address>
          <city>Columbus</city>
          <regioncode>OH</regioncode>
          <postalcode>43215</postalcode>
        </address>
      </contact>
      <comments>Two cars, renewal in March</comments>
    </customer>
    <vendor><vendorname>Your agency</vendorname></vendor>
  </prospect>
</adf>`;

const PING = { vertical: "auto", state: "OH", zip_code: "43215", currently_insured: "yes", is_test: true };
const POST = {
  bid_id: "<bid_id of the ping's answer>",
  first_name: "Ada",
  last_name: "Sample",
  email: "ada.sample@example.com",
  phone: "614-555-0142",
  vertical: "auto",
  state: "OH",
  zip_code: "43215",
  tcpa_optin: "yes",
  is_test: true,
};

const written = (value: unknown) => JSON.stringify(value, null, 2);

/** A lead as this kind of vendor sends it; what the vendor sends may be pasted in its place. */
export function exampleOf(kind: SourceKind): { body: string; content_type: string } {
  switch (kind) {
    case "google":
      return { body: written(GOOGLE), content_type: "application/json" };
    case "meta":
      return { body: written(META), content_type: "application/json" };
    case "adf":
    case "adf_mailbox":
      return { body: ADF, content_type: "application/xml" };
    case "ping_post":
      return { body: written(POST), content_type: "application/json" };
  }
}

type Spoken = Pick<Source, "kind" | "key" | "config">;

/** Requests to try from a command line; none where the vendor alone can sign. */
export function requestsOf(source: Spoken, origin: string): string {
  const [first, second] = addressesOf(source, origin).map(({ url }) => url);
  if (source.kind === "meta" || source.kind === "adf_mailbox" || !first) return "";
  if (source.kind === "adf") return curl(first, "application/xml", ADF, ['-H "authorization: Bearer <token>"']);
  if (source.kind === "google") return curl(first, "application/json", written(GOOGLE), []);
  const auth = (source.config["auth"] ?? {}) as { style?: string; name?: string };
  const credentials =
    auth.style === "header"
      ? [`-H "${auth.name ?? "x-api-key"}: <token>"`]
      : auth.style === "fields"
        ? []
        : ['-H "authorization: Bearer <token>"'];
  const post = curl(second ?? first, "application/json", written(POST), credentials);
  if (source.config["mode"] === "full_post") return post;
  return `${curl(first, "application/json", written(PING), credentials)}\n\n${post}`;
}

/** Single quotes end the shell's text, so they are written outside of it. */
const curl = (url: string, type: string, content: string, more: string[]): string =>
  [`curl -X POST "${url}"`, `-H "content-type: ${type}"`, ...more, `--data '${content.replaceAll("'", "'\\''")}'`].join(
    " \\\n  ",
  );

/** A secret that nobody guesses. */
export function randomSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}
