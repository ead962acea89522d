// Lines of insurance, as leads name them in `product_interest`.
export const LINES = ["auto", "home", "renters", "life", "health", "medicare", "umbrella", "commercial", "other"].map(
  (value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }),
);

/** The fields of a lead that a question or column of a vendor may mean. */
export const OUR_FIELDS = [
  { value: "name", label: "Full name" },
  { value: "first_name", label: "First name" },
  { value: "middle_name", label: "Middle name" },
  { value: "last_name", label: "Last name" },
  { value: "email", label: "E-mail" },
  { value: "phone", label: "Phone" },
  { value: "address_line1", label: "Street" },
  { value: "address_line2", label: "Street, second line" },
  { value: "city", label: "City" },
  { value: "state", label: "State" },
  { value: "postal_code", label: "ZIP code" },
  { value: "date_of_birth", label: "Date of birth" },
  { value: "product_interest", label: "Interested in" },
];

/** What the ledger of consent tells apart. */
export const CHANNELS = [
  { value: "email", label: "E-mail" },
  { value: "sms", label: "Text messages" },
  { value: "call_manual", label: "Calls dialled by hand" },
  { value: "call_auto", label: "Calls by an autodialer" },
  { value: "prerecorded_or_ai_voice", label: "Prerecorded or artificial voice" },
  { value: "postal", label: "Letters" },
];
