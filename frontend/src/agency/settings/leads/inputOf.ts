import type { InputProps } from "@/ui/inputs/props";

/** A form's field for an input of ours, whose value is always there. */
export const inputOf = <T>(props: object): InputProps<T> => props as InputProps<T>;
