// A telephone number: digits in any form, shown as people read them.
import { TextInput } from "@mantine/core";
import { useState } from "react";

import { phoneText, phoneValue } from "./phone";
import type { InputProps } from "./props";

export function PhoneInput({ value, onChange, onBlur, ...rest }: InputProps<string | null>) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      placeholder="(312) 555-0142"
      {...rest}
      type="tel"
      autoComplete="off"
      classNames={{ input: "lg-number" }}
      value={typed ?? phoneText(value ?? "")}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        onChange(phoneValue(currentTarget.value) || null);
      }}
      onBlur={(event) => {
        setTyped(null);
        onBlur?.(event);
      }}
    />
  );
}
