import { normaliseCode } from "../flow/normalise-code.ts";
import type { Flow, FlowState } from "../flow.ts";
import { make } from "./make.ts";
import { type Strings, sentence } from "./strings.ts";
import { css } from "./styles.ts";

let count = 0;

/**
 * Fills an element, and returns what shows the state of its flow there.
 *
 * Label, input, status and button stand in the page itself, in the place of what it shows without JavaScript. The boxes
 * and the smaller buttons are drawn in the shadow.
 */
export function show(host: HTMLElement, internals: ElementInternals, flow: Flow, speak: () => Strings) {
  const statusId = `nopass-${++count}`;
  const inputId = `${statusId}-input`;
  const label = make("label", { for: inputId });
  // Takes the focus when there is nothing more to type.
  const status = make("p", { id: statusId, role: "status", tabindex: "-1" });
  const button = make("button", { type: "button" });
  const slots = make("div", { part: "slots" });
  const resend = make("button", { part: "resend", type: "button" });
  const change = make("button", { part: "change", type: "button" });
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  let input = host.querySelector("input") ?? make("input", {});
  let shown: Partial<FlowState> = {};
  let length = 0;
  /** What the person has to correct before the service is asked. */
  let typo: "EMAIL_INVALID" | "incomplete" | undefined;

  sheet.replaceSync(css);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(
    make("div", { part: "box" }, slots, make("slot", { name: "code" })),
    make("slot", {}),
    make("div", { part: "row" }, resend, change),
  );
  button.onclick = go;
  resend.onclick = flow.resend;
  change.onclick = flow.restart;

  function begin({ step, email }: FlowState): void {
    const isCode = step === "code";
    const value = email || input.value || host.getAttribute("email") || "";
    input = make("input", {
      id: inputId,
      "aria-describedby": statusId,
      autocomplete: isCode ? "one-time-code" : "email",
      ...(isCode ? {} : { type: "email", value }),
    });
    input.onkeydown = (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      go();
    };
    if (isCode) {
      input.addEventListener("input", typed);
      input.addEventListener("compositionend", typed);
      input.onpaste = (event) => {
        const pasted = event.clipboardData?.getData("text") ?? "";
        const text = clean(pasted);
        if (text === pasted) return;
        event.preventDefault();
        // Setting the value would empty the browser's list of what can be undone.
        document.execCommand("insertText", false, text);
      };
    }
    host.replaceChildren(label, input, status, button);
  }

  function clean(text: string): string {
    const { codeAlphabet = "digits", codeLength } = flow.state.challenge ?? {};
    return normaliseCode(text, codeAlphabet).slice(0, codeLength || undefined);
  }

  function typed(event: Event): void {
    // What an input method has not finished yet is not ours to touch.
    if ((event as InputEvent).isComposing) return;
    const text = clean(input.value);
    if (text !== input.value) input.value = text;
    if (text.length === flow.state.challenge?.codeLength) flow.verify(text);
  }

  function go(): void {
    const { step, challenge } = flow.state;
    const { value } = input;
    if (step === "address")
      if (value && input.checkValidity()) flow.send(value);
      else typo = "EMAIL_INVALID";
    else if (!challenge) flow.resend();
    else if (value.length < (challenge.codeLength || 1)) typo = "incomplete";
    else flow.verify(value);
    render();
  }

  function render(): void {
    const { state } = flow;
    const { step, busy, challenge, refusal, proof, resendInS, email } = state;
    const isCode = step === "code";
    const isFocused = host.matches(":focus-within");
    const isNew = challenge?.resendTime !== shown.challenge?.resendTime;
    const strings = speak();
    if (busy || step !== shown.step) typo = undefined;
    const reason = typo ?? refusal?.reason ?? "";
    const wrong = reason === "CODE_REJECTED" && !challenge ? "CHALLENGE" : reason;
    const isWaiting = `${!!busy || (isCode && resendInS > 0)}`;

    if (step !== shown.step) begin(state);
    if (isNew && isCode) input.value = "";
    if (challenge && challenge.codeLength !== length) {
      length = challenge.codeLength;
      slots.replaceChildren(...Array.from({ length }, () => make("span", { part: "slot" })));
      host.style.setProperty("--nopass-length", `${length}`);
    }
    // Without a known length there are no boxes, and it is an input like any other.
    input.slot = isCode && length ? "code" : "";
    if (isCode) input.inputMode = challenge?.codeAlphabet === "digits" ? "numeric" : "text";
    input.readOnly = !!busy || (isCode && !challenge);
    // A network that failed is no mistake in what was typed.
    input.ariaInvalid = `${/^(EM|CO?[DH]|in)/.test(wrong)}`;
    internals.states.clear();
    internals.states.add(step);
    if (wrong && wrong !== "DELIVERY_UNKNOWN") internals.states.add("error");
    if (isFocused && step !== shown.step) (proof ? status : input).focus();

    label.textContent = isCode ? strings.code : strings.email;
    change.textContent = strings.change;
    resend.textContent = strings.resend + (resendInS ? ` (${resendInS} s)` : "");
    resend.hidden = !challenge;
    resend.ariaDisabled = isWaiting;
    button.textContent = !isCode ? strings.send : challenge ? strings.verify : resend.textContent;
    button.ariaDisabled = challenge ? `${!!busy}` : isWaiting;
    const topic = busy ?? (wrong || (isCode ? "sent" : proof && "done"));
    const said = sentence(strings, topic, proof?.email ?? email, refusal?.attemptsLeft);
    // A live region is read out when it changes, so it changes only when there is something new to say.
    if (status.textContent !== said) status.textContent = said;
    internals.setFormValue(proof?.receipt ?? null);
    internals.setValidity({ valueMissing: !proof && host.hasAttribute("required") }, strings.required, input);

    const before = shown;
    shown = state;
    if (challenge && isNew) tell("sent", challenge);
    if (refusal && refusal !== before.refusal) {
      if (challenge) input.select();
      tell("error", refusal);
    }
    if (proof && proof !== before.proof) {
      tell("verified", proof);
      if (host.hasAttribute("submit")) internals.form?.requestSubmit();
    }
  }

  function tell(name: string, detail: object): void {
    host.dispatchEvent(new CustomEvent(`nopass-${name}`, { detail, bubbles: true, composed: true }));
  }

  return render;
}
