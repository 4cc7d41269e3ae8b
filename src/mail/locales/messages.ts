import type { Gap } from "../../core/brand.ts";

/** A sentence in which a gap must be: without it there is a compile error. */
type With<Name extends Gap | "place"> = `${string}{{${Name}}}${string}`;

/**
 * What a language has to say in a mail: a missing sentence or gap does not compile.
 *
 * Sentences are plain text, escaped by whoever puts them into HTML. Brands and hosts are never inflected, and stand
 * where their direction of writing does no harm. The code comes first in the subject wherever the language lets it,
 * as a lock screen or a watch cuts off the end.
 */
export interface Messages {
  readonly dir: "ltr" | "rtl";
  readonly subject: With<"code"> & With<"brand">;
  readonly title: With<"brand">;
  /** What an inbox shows beside the subject: so without the code. */
  readonly preview: With<"duration"> & With<"host">;
  /** What the code is for. `other` is for purposes that we have no words for. */
  readonly intros: { readonly [purpose in KnownPurpose]: With<"brand"> } & {
    readonly other: With<"brand"> & With<"purpose">;
  };
  /** Where the person is asked for the code, for tenants that say so. */
  readonly place: With<"place">;
  readonly validity: With<"duration">;
  readonly warning: With<"host">;
  readonly ignore: string;
  /** In the grammatical case that `preview` and `validity` take. */
  readonly units: { readonly [unit in "second" | "minute" | "hour"]: Forms };
  /** The digits of durations, as `Intl` calls them; `latn`, if left out. Codes have Latin digits in every language. */
  readonly digits?: string;
}

/** The forms of a counted word, for each plural category of whole numbers in the language; `#` is the number. */
export type Forms = { readonly other: `${string}#${string}` } & {
  readonly [rule in Intl.LDMLPluralRule]?: string;
};

/** The purposes that every language has words for. */
export const knownPurposes = [
  "sign-in",
  "sign-up",
  "confirm-email",
  "change-email",
  "reset-password",
  "delete-account",
] as const;

export type KnownPurpose = (typeof knownPurposes)[number];

/** What callers also call them. */
export const otherNames: ReadonlyMap<string, KnownPurpose> = new Map([
  ["login", "sign-in"],
  ["signin", "sign-in"],
  ["signup", "sign-up"],
  ["register", "sign-up"],
  ["verify-email", "confirm-email"],
  ["password-reset", "reset-password"],
]);
