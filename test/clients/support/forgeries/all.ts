import { algorithmForgeries } from "./algorithms.ts";
import { claimForgeries } from "./claims.ts";
import type { Forgery } from "./forgery.ts";
import { formForgeries } from "./forms.ts";
import { headerForgeries } from "./headers.ts";
import { signatureForgeries } from "./signatures.ts";

/** What no verifier may take for a receipt, in whatever language it is written. */
export const forgeries: readonly Forgery[] = [
  ...algorithmForgeries,
  ...headerForgeries,
  ...claimForgeries,
  ...formForgeries,
  ...signatureForgeries,
];
