import type { FlowState } from "../flow/state.ts";
import { type Controls, type Drawing, make } from "./controls.ts";
import { say, sentence } from "./sentences.ts";
import type { Strings } from "./strings.ts";

/** Shows a state. `typo` is what the person has to correct before the service is asked. */
export function render(
  { email, code, button, status, labels, made }: Controls,
  { root, hint, box, slots, resend, change }: Drawing,
  { step, busy, email: address, challenge, resendInS, refusal, proof }: FlowState,
  strings: Strings,
  typo: string | undefined,
): void {
  const isCode = step === "code";
  const isOpen = isCode && !!challenge?.open;
  const length = challenge?.codeLength ?? 0;
  const wrong = typo ?? refusal?.reason;

  for (const node of [email, labels.email]) if (node) node.hidden = step !== "address";
  for (const node of [code, labels.code]) if (node) node.hidden = !isCode;
  for (const node of [resend, change]) node.hidden = !isCode;
  button.hidden = isCode ? !isOpen : step === "done" && made.has(button);
  email.readOnly = !!busy;
  code.readOnly = !!busy || !isOpen;
  code.inputMode = challenge?.codeAlphabet === "base32" ? "text" : "numeric";
  // Without a known length there are no boxes, and it is an input like any other.
  code.slot = length ? "code" : "";
  box.hidden = !isCode || !length;
  if (slots.childElementCount !== length) {
    slots.replaceChildren(...Array.from({ length }, () => make("span", { part: "slot" })));
    root.style.setProperty("--_n", `${length}`);
  }
  // A network that failed is no mistake in what was typed.
  const isTypo = /^(EMAIL|CODE|CHALLENGE|inc)/.test(wrong ?? "");
  root.className = isTypo ? "bad typo" : wrong && wrong !== "DELIVERY_UNKNOWN" ? "bad" : step;
  for (const input of [email, code]) input.ariaInvalid = String(isTypo);

  if (labels.email && made.has(labels.email)) say(labels.email, strings.email);
  if (labels.code && made.has(labels.code)) say(labels.code, strings.code);
  if (made.has(button)) say(button, isCode ? strings.verify : strings.send);
  button.ariaDisabled = String(!!busy);
  say(hint, isCode && address ? strings.sent.replace("{email}", address) : "");
  say(
    status,
    busy
      ? strings[busy === "send" ? "sending" : "verifying"]
      : wrong
        ? sentence(strings, wrong, refusal?.attemptsLeft)
        : proof
          ? strings.done.replace("{email}", proof.email)
          : "",
  );
  const time = `${Math.floor(resendInS / 60)}:${`${resendInS % 60}`.padStart(2, "0")}`;
  say(resend, resendInS ? strings.resendIn.replace("{time}", time) : strings.resend);
  resend.ariaDisabled = String(resendInS > 0 || !!busy);
  resend.part = isOpen ? "resend" : "resend primary";
  say(change, strings.change);
  mark(code, slots);
}

/** Marks the box that the next character goes into. */
export function mark(code: HTMLInputElement, slots: Element): void {
  const boxes = [...slots.children];
  const at = code.matches(":focus") ? Math.min(code.selectionStart ?? 0, boxes.length - 1) : -1;
  for (const [i, box] of boxes.entries()) box.setAttribute("part", i === at ? "slot active" : "slot");
}
