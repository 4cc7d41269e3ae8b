import type { NoPassVerify } from "../../../clients/web/src/element.ts";
import "../../../clients/web/src/remember.ts";
import { showMailTo } from "./arrived.ts";
import { recordCalls } from "./calls.ts";
import { find } from "./find.ts";
import { highlight, type Language } from "./highlight.ts";
import { showCall } from "./show-call.ts";
import { showReceipt } from "./show-receipt.ts";
import { activateTabs } from "./tabs.ts";

const verify = find("verify", HTMLElement) as NoPassVerify;
let email = "";

activateTabs(document);
for (const pre of document.querySelectorAll<HTMLElement>("pre[data-lang]"))
  highlight(pre, pre.textContent, pre.dataset.lang as Language);

recordCalls((call) => {
  const asked = JSON.parse(call.body) as { readonly email?: string };
  email = asked.email ?? email;
  showCall(call);
});
verify.addEventListener("nopass-sent", () => showMailTo(email));
verify.addEventListener("nopass-verified", (event) => {
  const { receipt } = (event as CustomEvent<{ readonly receipt: string }>).detail;
  const { issuer = "", tenant = "" } = verify.dataset;
  void showReceipt(receipt, { issuer, audience: tenant, now: new Date() });
});
// After a reload it goes on with the code that is on its way.
void customElements.whenDefined("nopass-verify").then(() => {
  const { step, email } = verify.flow.state;
  if (step === "code") showMailTo(email);
});
find("again", HTMLElement).addEventListener("click", () => {
  find("signed-in", HTMLElement).hidden = true;
  verify.flow.restart();
  verify.querySelector("input")?.focus();
});
