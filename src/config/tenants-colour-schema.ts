import { z } from "zod";
import { codeBackgrounds } from "../core/brand.ts";
import { contrast, leastContrast, readableOn } from "../core/colour.ts";

const hex = z
  .string()
  .regex(/^#(?:[0-9A-Fa-f]{3}){1,2}$/, "must be a colour like #0a7f5a")
  .transform((text) =>
    text.length === 4
      ? text.toLowerCase().replace(/[0-9a-f]/g, (digit) => digit + digit)
      : text.toLowerCase(),
  );

/** A colour that can be read on what it stands on. For the dark, the nearest that can be is taken where none is given. */
export const colour = z
  .union(
    [
      hex.transform((light) => ({ light, dark: readableOn(codeBackgrounds.dark, light) })),
      z.strictObject({ light: hex, dark: hex }),
    ],
    "must be a colour like #0a7f5a, or `light` and `dark` with one each",
  )
  .superRefine((colours, { addIssue }) => {
    for (const scheme of ["light", "dark"] as const) {
      const pair = { text: colours[scheme], background: codeBackgrounds[scheme] };
      const ratio = contrast(pair);
      if (ratio < leastContrast)
        addIssue({
          code: "custom",
          message:
            `${pair.text} cannot be read in the ${scheme} mail (contrast ${Math.floor(ratio * 10) / 10} to 1, least ` +
            `${leastContrast}): take ${readableOn(pair.background, pair.text)}, the nearest that can`,
        });
    }
  })
  .describe("The colour of the code, one for both schemes or one for each: #0a7f5a");
