// Colours, type and spacing of the whole product.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const pine: MantineColorsTuple = [
  "#eaf6f3",
  "#d3ebe5",
  "#a5d6ca",
  "#73c0ae",
  "#48a893",
  "#2a8f7a",
  "#167a66",
  "#0c6453",
  "#084f42",
  "#053c32",
];

const ink: MantineColorsTuple = [
  "#f7f8f9",
  "#eef0f2",
  "#e1e5e9",
  "#cbd2d9",
  "#9aa5b1",
  "#7b8794",
  "#52606d",
  "#3a4752",
  "#242e37",
  "#12181e",
];

const night: MantineColorsTuple = [
  "#e6eaee",
  "#c4ccd4",
  "#a7b2bd",
  "#7e8b98",
  "#45525e",
  "#33404b",
  "#27323c",
  "#1c252e",
  "#161e26",
  "#0f161c",
];

// Shade 7 carries white text and reads on shade 0 and on white, shade 4 reads on the dark surface: 4.5:1 and better.
const green: MantineColorsTuple = [
  "#eaf6ec",
  "#d2ebd6",
  "#a5d6ad",
  "#74be80",
  "#4aa659",
  "#2f8f40",
  "#227a33",
  "#1b672a",
  "#155321",
  "#0d3a16",
];
const blue: MantineColorsTuple = [
  "#e8f1fb",
  "#cfe1f6",
  "#9fc3ec",
  "#78ace5",
  "#5b9bdf",
  "#2a73c4",
  "#1f64b0",
  "#1a5596",
  "#16467b",
  "#0f3359",
];
const cyan: MantineColorsTuple = [
  "#e6f5f7",
  "#c9e8ed",
  "#95d2db",
  "#5fb8c6",
  "#389fb0",
  "#228798",
  "#1a7281",
  "#175f6c",
  "#134d57",
  "#0d373e",
];
const violet: MantineColorsTuple = [
  "#f1eefb",
  "#e0d9f6",
  "#c1b4ed",
  "#ab9be6",
  "#9884de",
  "#6d54c8",
  "#5c44b3",
  "#4d3996",
  "#3f2f7b",
  "#2c2157",
];
const pink: MantineColorsTuple = [
  "#fcedf3",
  "#f8d5e2",
  "#efabc5",
  "#e588ac",
  "#dd6d98",
  "#c8406f",
  "#b0335f",
  "#962a50",
  "#7b2242",
  "#58182f",
];
const red: MantineColorsTuple = [
  "#fdeeec",
  "#fad7d3",
  "#f4ada6",
  "#ee8a80",
  "#e8746a",
  "#d6453a",
  "#c8372d",
  "#b42318",
  "#8f1d14",
  "#6e1811",
];
const orange: MantineColorsTuple = [
  "#fdf0e7",
  "#fadcc7",
  "#f4b88e",
  "#ec9257",
  "#e07c3f",
  "#c75d1c",
  "#ab4d15",
  "#914013",
  "#753411",
  "#52250d",
];
const amber: MantineColorsTuple = [
  "#fdf5e1",
  "#fae8bd",
  "#f3d07e",
  "#e9b43e",
  "#d89a12",
  "#b97f06",
  "#976605",
  "#7d5405",
  "#644305",
  "#453004",
];

/** Where the shell keeps a place for what opens over a page. */
export const MENUS_ID = "menus";
const MENUS = `#${MENUS_ID}`;

/** The list of choices scrolls itself: a scroll area between it and its options is one thing too many to listen to. */
const CHOICES = {
  defaultProps: {
    size: "sm",
    comboboxProps: { shadow: "md" },
    withScrollArea: false,
    attributes: { options: { tabIndex: 0 } },
  },
  styles: { options: { maxHeight: 240, overflowY: "auto" } },
} as const;

const TITLE = { title: { fontSize: "1.0625rem", fontWeight: 650 } };

export const theme = createTheme({
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 6 },
  colors: {
    pine,
    gray: ink,
    dark: night,
    green,
    blue,
    cyan,
    violet,
    pink,
    red,
    orange,
    yellow: amber,
    // Mantine's other names, so that no colour of another palette slips in.
    teal: cyan,
    lime: green,
    indigo: blue,
    grape: violet,
  },
  black: "#12181e",
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  headings: {
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    fontWeight: "650",
    textWrap: "balance",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "1.3" },
      h2: { fontSize: "1.25rem", lineHeight: "1.35" },
      h3: { fontSize: "1.0625rem", lineHeight: "1.4" },
      h4: { fontSize: "0.9375rem", lineHeight: "1.45" },
      h5: { fontSize: "0.875rem", lineHeight: "1.5" },
      h6: { fontSize: "0.8125rem", lineHeight: "1.5" },
    },
  },
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  defaultRadius: "md",
  radius: { xs: "3px", sm: "4px", md: "6px", lg: "10px", xl: "16px" },
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  autoContrast: true,
  // Where black and white text are equally readable.
  luminanceThreshold: 0.179,
  components: {
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: {
      // The eye is a help for those who see it; it does not stand in the way of the Tab key.
      defaultProps: { size: "sm", visibilityToggleButtonProps: { "aria-label": "Show the password" } },
    },
    Textarea: { defaultProps: { size: "sm", autosize: true, minRows: 2 } },
    Select: CHOICES,
    MultiSelect: CHOICES,
    TagsInput: CHOICES,
    Autocomplete: CHOICES,
    NumberInput: { defaultProps: { size: "sm" } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true, portalProps: { target: MENUS } } },
    Modal: {
      defaultProps: { centered: true, overlayProps: { blur: 2 }, closeButtonProps: { "aria-label": "Close" } },
      styles: TITLE,
    },
    Drawer: { defaultProps: { closeButtonProps: { "aria-label": "Close" } }, styles: TITLE },
    // Their <header> is no second banner of the page.
    ModalHeader: { defaultProps: { role: "none" } },
    DrawerHeader: { defaultProps: { role: "none" } },
    // A menu holds its items and nothing else; the first one has the focus.
    Menu: { defaultProps: { shadow: "md", withInitialFocusPlaceholder: false } },
    // What opens over a page belongs to the page, also for those who go by its landmarks.
    Popover: { defaultProps: { portalProps: { target: MENUS } } },
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    Paper: { defaultProps: { radius: "lg" } },
    Badge: { defaultProps: { variant: "light", tt: "none", fw: 500, radius: "sm" } },
    Skeleton: { defaultProps: { radius: "sm" } },
    Loader: { defaultProps: { type: "dots" } },
  },
});

const HUES = [
  "pine",
  "green",
  "blue",
  "cyan",
  "violet",
  "pink",
  "red",
  "orange",
  "yellow",
  "teal",
  "lime",
  "indigo",
  "grape",
];

/** Tints of the dark scheme: the surface with some of the colour in it, and its light shade as text. */
const darkTints = Object.fromEntries(
  HUES.flatMap((hue) => [
    [`--mantine-color-${hue}-light`, `color-mix(in srgb, var(--mantine-color-${hue}-6) 30%, #161e26)`],
    [`--mantine-color-${hue}-light-hover`, `color-mix(in srgb, var(--mantine-color-${hue}-6) 42%, #161e26)`],
    [`--mantine-color-${hue}-light-color`, `var(--mantine-color-${hue}-1)`],
  ]),
);

/** Greys that keep 4.5:1 on their ground in both schemes, and the product's own surfaces. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#52606d",
    "--mantine-color-placeholder": "#66727f",
    "--mantine-color-body": "#ffffff",
    "--mantine-color-text": "#12181e",
    "--mantine-color-error": "#b42318",
    "--mantine-color-success": "#1b672a",
    "--mantine-color-default-border": "#cbd2d9",
    "--lg-canvas": "#f4f6f7",
    "--lg-surface": "#ffffff",
    "--lg-line": "#e1e5e9",
    "--lg-hover": "#f2f5f6",
    "--lg-selected": "#e3f1ee",
    "--lg-accent-text": "#0c6453",
  },
  dark: {
    ...darkTints,
    "--mantine-color-dimmed": "#a7b2bd",
    "--mantine-color-placeholder": "#98a5b1",
    "--mantine-color-body": "#161e26",
    "--mantine-color-text": "#e6eaee",
    "--mantine-color-error": "#ff9d92",
    "--mantine-color-success": "#74be80",
    "--mantine-color-anchor": "#73c0ae",
    "--mantine-color-pine-text": "#73c0ae",
    "--mantine-color-gray-text": "#c4ccd4",
    "--mantine-color-gray-light": "#27323c",
    "--mantine-color-gray-light-hover": "#33404b",
    "--mantine-color-gray-light-color": "#e6eaee",
    "--lg-canvas": "#0f161c",
    "--lg-surface": "#161e26",
    "--lg-line": "#2a3641",
    "--lg-hover": "#1c262f",
    "--lg-selected": "#17352f",
    "--lg-accent-text": "#73c0ae",
  },
});
