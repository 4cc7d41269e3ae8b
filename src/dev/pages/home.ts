import type { NoPassVerify } from "../../../clients/web/src/element.ts";
import { showMailTo } from "./arrived.ts";
import { recordCalls } from "./calls.ts";
import { forgetChallenge, keepChallenge, keptChallenge, type SentCode } from "./challenge.ts";
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
// A phone may throw the page away while the mail is read. This script runs before the element's.
const kept = keptChallenge(Date.now());
if (kept !== undefined) {
  email = kept.email;
  verify.setAttribute("email", kept.email);
  verify.setAttribute("challenge", kept.challengeId);
  verify.setAttribute("code-length", String(kept.codeLength));
  void showMailTo(email);
}
verify.addEventListener("nopass-sent", (event) => {
  keepChallenge({ ...(event as CustomEvent<SentCode>).detail, email });
  void showMailTo(email);
});
verify.addEventListener("nopass-error", (event) => {
  const { reason } = (event as CustomEvent<{ readonly reason: string }>).detail;
  if (/^(?:CODE_REJECTED|CHALLENGE_)/.test(reason)) forgetChallenge();
});
verify.addEventListener("nopass-verified", (event) => {
  forgetChallenge();
  const { receipt } = (event as CustomEvent<{ readonly receipt: string }>).detail;
  const { issuer = "", tenant = "" } = verify.dataset;
  void showReceipt(receipt, { issuer, audience: tenant, now: new Date() });
});
find("again", HTMLElement).addEventListener("click", () => {
  find("signed-in", HTMLElement).hidden = true;
  verify.flow.restart();
  verify.querySelector("input")?.focus();
});
