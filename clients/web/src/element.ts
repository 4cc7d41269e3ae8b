import { NoPassVerify } from "./element/nopass-verify.ts";

export type { Strings } from "./element/strings.ts";
export { NoPassVerify };

// On a server there is no registry, and a page may load this twice.
const registry = globalThis.customElements;
if (!registry?.get("nopass-verify")) registry?.define("nopass-verify", NoPassVerify);

declare global {
  interface HTMLElementTagNameMap {
    "nopass-verify": NoPassVerify;
  }
}
