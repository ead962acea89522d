import { describe, expect, it } from "vitest";

import type { SourceKind } from "../queries";
import { configOf, rowsOf, type Config } from "./config";

const again = (kind: SourceKind, config: Config) => configOf(kind, rowsOf(config), config);

describe("how a door speaks", () => {
  it("comes back from its rows as it was", () => {
    const meta = {
      forms: {
        "123": {
          fields: { what_is_your_zip: "postal_code" },
          product_interest: "auto",
          disclaimers: { box: { text: "I agree", channels: ["sms"], not_condition_of_purchase: true } },
        },
      },
    };
    const vendor = {
      preset: "generic-auto",
      mode: "full_post",
      auth: { style: "header", name: "x-key" },
      fields: { first_name: ["fname", "given"], "insurance.x_date": ["renewal"] },
      codes: { product_interest: { "1": "auto", "2": "home" } },
      accept: { state: ["OH", "MI"] },
      prices: [{ when: { state: ["OH"] }, price_cents: 1800 }],
      price_cents: 900,
      ping_ttl_minutes: 15,
      duplicate_days: 30,
      test: { field: "test", values: ["1"] },
      consent_channels: ["call_manual"],
      not_condition_of_purchase: true,
      reply: { format: "xml", templates: { bid: "<ok/>" } },
    };

    expect(again("meta", meta)).toEqual(meta);
    expect(again("google", { fields: { AGE: "date_of_birth" } })).toEqual({ fields: { AGE: "date_of_birth" } });
    expect(again("ping_post", vendor)).toEqual(vendor);
    expect(
      again("adf_mailbox", {
        host: "imap.example.com",
        port: 143,
        security: "starttls",
        username: "leads",
        folder: "New",
      }),
    ).toEqual({ host: "imap.example.com", port: 143, security: "starttls", username: "leads", folder: "New" });
  });

  it("keeps what the rows do not know, and drops rows that are not finished", () => {
    expect(again("google", { product_interest: "home" })).toEqual({ product_interest: "home" });
    const rows = rowsOf({});
    rows.columns = [
      { key: "1", from: " AGE ", to: "date_of_birth" },
      { key: "2", from: "", to: "city" },
      { key: "3", from: "PETS", to: "" },
    ];

    expect(configOf("google", rows, {})).toEqual({ fields: { AGE: "date_of_birth" } });
  });
});
