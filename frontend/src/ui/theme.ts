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

export const theme = createTheme({
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 6 },
  colors: { pine, gray: ink, dark: night },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: "650" },
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  defaultRadius: "md",
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", comboboxProps: { shadow: "md" } } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    Modal: { defaultProps: { centered: true, overlayProps: { blur: 2 }, closeButtonProps: { "aria-label": "Close" } } },
    Drawer: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    Menu: { defaultProps: { shadow: "md", withinPortal: true } },
    Paper: { defaultProps: { radius: "lg" } },
  },
});

/** Greys that keep 4.5:1 on their ground in both schemes, and the product's own surfaces. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#52606d",
    "--mantine-color-placeholder": "#66727f",
    "--mantine-color-body": "#ffffff",
    "--mantine-color-text": "#12181e",
    "--mantine-color-error": "#b42318",
    "--lg-canvas": "#f4f6f7",
    "--lg-surface": "#ffffff",
    "--lg-line": "#e1e5e9",
    "--lg-hover": "#f2f5f6",
    "--lg-selected": "#e3f1ee",
    "--lg-accent-text": "#0c6453",
  },
  dark: {
    "--mantine-color-dimmed": "#a7b2bd",
    "--mantine-color-placeholder": "#8b98a5",
    "--mantine-color-body": "#161e26",
    "--mantine-color-text": "#e6eaee",
    "--mantine-color-error": "#ff9d92",
    "--lg-canvas": "#0f161c",
    "--lg-surface": "#161e26",
    "--lg-line": "#2a3641",
    "--lg-hover": "#1c262f",
    "--lg-selected": "#17352f",
    "--lg-accent-text": "#73c0ae",
  },
});
