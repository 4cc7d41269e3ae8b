import { normaliseCode } from "../flow/normalise-code.ts";
import type { Challenge, Flow, FlowState } from "../flow.ts";
import { make } from "./make.ts";
import { type Strings, sentence } from "./strings.ts";
import { css } from "./styles.ts";

let count = 0;

/**
 * Fills an element, and returns what shows the state of its flow there.
 *
 * Label, input and status stand in the page itself, in the place of what it shows without JavaScript. The boxes and the
 * buttons are drawn in the shadow.
 */
export function show(host: HTMLElement, internals: ElementInternals, flow: Flow, speak: () => Strings) {
  const id = `nopass-${++count}`;
  const label = make("label", { htmlFor: id });
  // Takes the focus when there is nothing more to type.
  const status = make("p", { id: `${id}-status`, role: "status", tabIndex: -1 });
  const address = make("input", {
    type: "email",
    autocomplete: "email",
    // Without JavaScript it may have been typed already.
    value: host.querySelector<HTMLInputElement>("[type=email]")?.value || host.getAttribute("email") || "",
  });
  const code = make("input", { autocomplete: "one-time-code" });
  const codeSlot = make("slot", { name: "code" });
  const slots = make("div", { part: "slots" });
  const button = make("button", { part: "button", onclick: go });
  const resend = make("button", { part: "resend", onclick: flow.resend });
  const change = make("button", { part: "change", onclick: flow.restart });
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  const challengeId = host.getAttribute("challenge");
  let shown: FlowState | undefined;

  sheet.replaceSync(css);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(slots, make("slot", {}), button, make("div", { part: "row" }, resend, change));
  for (const input of [address, code]) {
    input.id = id;
    input.setAttribute("aria-describedby", status.id);
    input.onkeydown = (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      go();
    };
  }
  if (challengeId) flow.resume({ challengeId }, address.value);
  code.oninput = typed;
  code.addEventListener("compositionend", typed);
  code.onbeforeinput = (event) => {
    const { data, isComposing } = event as InputEvent;
    const text = clean(data ?? "");
    if (isComposing || !data || text === data) return;
    event.preventDefault();
    // Setting the value would empty the browser's list of what can be undone.
    document.execCommand("insertText", false, text);
  };

  function clean(text: string): string {
    const { codeAlphabet, codeLength } = flow.state.challenge ?? {};
    return normaliseCode(text, codeAlphabet).slice(0, codeLength);
  }

  function typed(event: Event): void {
    // What an input method has not finished yet is not ours to touch.
    if ((event as InputEvent).isComposing) return;
    const text = clean(code.value);
    if (text !== code.value) code.value = text;
    if (text.length === flow.state.challenge?.codeLength) flow.verify(text);
  }

  function go(): void {
    const { step, challenge } = flow.state;
    if (step === "address") flow.send(address.value);
    else if (challenge) flow.verify(code.value);
    else flow.resend();
  }

  /** Boxes for a code. Where its length is unknown there are none, and it is an input like any other. */
  function draw({ codeLength: length = 0, codeAlphabet }: Challenge): void {
    code.inputMode = codeAlphabet === "digits" ? "numeric" : "text";
    code.slot = length ? "code" : "";
    code.style.setProperty("--n", `${length}`);
    slots.replaceChildren(...Array.from({ length }, () => make("span", { part: "slot" })), codeSlot);
  }

  function render(): void {
    const before = shown;
    shown = flow.state;
    const { step, busy, challenge, refusal, proof, resendInS, email } = flow.state;
    const isCode = step === "code";
    const isDead = isCode && !challenge;
    // In a window that is not active, Firefox says of nothing that it has the :focus.
    const isFocused = host.contains((host.getRootNode() as Document).activeElement);
    const input = isCode ? code : address;
    const strings = speak();
    const reason = refusal?.reason ?? "";
    const wrong = reason === "CODE_REJECTED" && !challenge ? "CHALLENGE" : reason;

    internals.states.clear();
    internals.states.add(step);
    if (wrong && wrong !== "DELIVERY_UNKNOWN") internals.states.add("error");
    if (challenge !== before?.challenge) {
      code.value = "";
      if (challenge) draw(challenge);
    }
    input.readOnly = !!busy || isDead;
    // A network that failed is no mistake in what was typed.
    input.ariaInvalid = `${/EMAIL|CODE|CHALL/.test(wrong)}`;
    label.textContent = strings[isCode ? "code" : "email"];
    change.textContent = strings.change;
    resend.textContent = strings.resend + (resendInS ? ` (${resendInS} s)` : "");
    resend.hidden = isDead;
    resend.ariaDisabled = `${!!busy || resendInS > 0}`;
    button.textContent = isDead ? resend.textContent : strings[isCode ? "verify" : "send"];
    button.ariaDisabled = isDead ? resend.ariaDisabled : `${!!busy}`;
    const said = sentence(
      strings,
      (busy ?? wrong) || (isCode ? email && "sent" : proof && "done"),
      proof?.email ?? email,
      refusal?.attemptsLeft,
    );
    // A live region is read out when it changes, so it changes only when there is something new to say.
    if (status.textContent !== said) status.textContent = said;
    if (step !== before?.step) {
      if (email) address.value = email;
      host.replaceChildren(label, input, status);
      if (isFocused) (proof ? status : input).focus();
    }
    internals.setFormValue(proof?.receipt ?? null);
    internals.setValidity({ valueMissing: !proof && host.hasAttribute("required") }, strings.required, input);

    // Not one that was resumed.
    if (before?.busy) tell("sent", "challenge");
    tell("error", "refusal");
    tell("verified", "proof");
    if (refusal && refusal !== before?.refusal) input.select();
    if (proof && proof !== before?.proof && host.hasAttribute("submit")) internals.form?.requestSubmit();

    function tell(name: string, field: "challenge" | "refusal" | "proof"): void {
      const { [field]: detail } = flow.state;
      if (detail && detail !== before?.[field])
        host.dispatchEvent(new CustomEvent(`nopass-${name}`, { detail, bubbles: true, composed: true }));
    }
  }

  return render;
}
