import { codeBackgrounds } from "../core/brand.ts";
import type { Colours } from "../core/colour.ts";

/** Text and background of each part of the mail, in either scheme. */
export const schemes = {
  light: {
    page: { text: "#5b616b", background: "#f3f4f6" },
    card: { text: "#17191c", background: "#ffffff" },
    small: { text: "#5b616b", background: "#ffffff" },
    code: { text: "#17191c", background: codeBackgrounds.light },
  },
  dark: {
    page: { text: "#a4aab4", background: "#0f1113" },
    card: { text: "#f1f2f4", background: "#1a1c20" },
    small: { text: "#a4aab4", background: "#1a1c20" },
    code: { text: "#ffffff", background: codeBackgrounds.dark },
  },
} as const satisfies Record<SchemeName, Record<string, Colours>>;

export type SchemeName = "light" | "dark";

/** The hairline around the card. It says nothing, so it needs no contrast. */
export const hairlines: Readonly<Record<SchemeName, string>> = { light: "#e2e4e8", dark: "#2c2f35" };
