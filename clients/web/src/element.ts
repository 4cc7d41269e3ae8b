import { NoPassVerify } from "./element/nopass-verify.ts";

export type { Strings } from "./element/strings.ts";
export { NoPassVerify };

// On a server there is no registry, and a page may load this twice.
if (globalThis.customElements && !customElements.get("nopass-verify"))
  customElements.define("nopass-verify", NoPassVerify);

declare global {
  interface HTMLElementTagNameMap {
    "nopass-verify": NoPassVerify;
  }
}
