import { normaliseCode } from "../flow/normalise-code.ts";
import { createFlow, type Flow, type FlowState } from "../flow.ts";
import { type Controls, type Drawing, draw, findControls, make } from "./controls.ts";
import { languages } from "./languages.ts";
import { english, type Strings } from "./strings.ts";

/** On a server there are no elements, but modules are loaded all the same. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * `<nopass-verify>`: asks for an address and for the code that was sent to it. As a control of a form its value is the
 * receipt.
 */
export class NoPassVerify extends Base {
  static readonly formAssociated = true;

  /** Texts that replace those of the language, where given. */
  #strings: Partial<Strings> = {};
  #internals = this.attachInternals?.();
  #controls!: Controls;
  #drawing!: Drawing;
  #flow: Flow | undefined;
  #state: FlowState | undefined;
  /** What the person has to correct before the service is asked. */
  #wrong: "EMAIL_INVALID" | "incomplete" | undefined;

  get state(): FlowState | undefined {
    return this.#state;
  }

  /** The receipt, or nothing. */
  get value(): string {
    return this.#state?.proof?.receipt ?? "";
  }

  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  set strings(strings: Partial<Strings>) {
    this.#strings = strings;
    this.#render();
  }

  send(email: string): void {
    this.#controls.email.value = email;
    this.#flow?.send(email);
  }

  resend(): void {
    this.#flow?.resend();
  }

  verify(code: string): void {
    this.#flow?.verify(code);
  }

  restart(): void {
    this.#flow?.restart();
  }

  connectedCallback(): void {
    // While the page is still read, the element may not have its children yet.
    if (document.readyState === "loading")
      document.addEventListener("DOMContentLoaded", () => this.isConnected && this.#start(), { once: true });
    else this.#start();
  }

  disconnectedCallback(): void {
    this.#flow?.close();
  }

  formResetCallback(): void {
    this.restart();
  }

  formDisabledCallback(isDisabled: boolean): void {
    if (this.#controls)
      for (const control of [this.#controls.email, this.#controls.code, this.#controls.button])
        control.disabled = isDisabled;
  }

  #start(): void {
    const attribute = (name: string) => this.getAttribute(name) ?? undefined;
    if (!this.#controls) this.#build();
    const flow = createFlow({
      get url() {
        return attribute("url") ?? "/";
      },
      get apiKey() {
        return attribute("api-key") ?? "";
      },
      get purpose() {
        return attribute("purpose");
      },
      get nonce() {
        return attribute("receipt-nonce");
      },
      locale: attribute("locale") ?? this.#lang,
      state: this.#state ?? this.#given(),
    });
    this.#flow = flow;
    this.#state = flow.state;
    flow.subscribe(() => this.#changed(flow.state));
    this.#render();
  }

  /** A challenge that the page's server opened. */
  #given(): Partial<FlowState> {
    const challengeId = this.getAttribute("challenge");
    const email = this.getAttribute("email") ?? "";
    const now = Date.now();
    return !challengeId
      ? {}
      : {
          step: "code",
          email,
          challenge: {
            challengeId,
            codeLength: Number(this.getAttribute("code-length")),
            codeAlphabet: this.hasAttribute("base32") ? "base32" : "digits",
            expireTime: now + 3_600_000,
            resendTime: now,
            open: true,
          },
        };
  }

  #build(): void {
    const controls = findControls(this);
    const { email, code, button } = controls;
    this.#controls = controls;
    this.#drawing = draw(this);
    this.addEventListener("nopass-language", () => this.#render());
    email.value ||= this.getAttribute("email") ?? "";
    button.addEventListener("click", (event) => {
      if (this.#state?.step === "done") return;
      event.preventDefault();
      this.#go();
    });
    for (const input of [email, code])
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        this.#go();
      });
    code.addEventListener("input", (event) => {
      if (!(event as InputEvent).isComposing) this.#typed();
    });
    code.addEventListener("compositionend", () => this.#typed());
    code.addEventListener("paste", (event) => {
      const pasted = event.clipboardData?.getData("text") ?? "";
      const text = this.#clean(pasted);
      if (text === pasted) return;
      event.preventDefault();
      // Setting the value would empty the browser's list of what can be undone.
      if (!document.execCommand("insertText", false, text)) code.setRangeText(text);
    });
    for (const type of ["focus", "blur", "keyup", "click", "select"])
      code.addEventListener(type, () => this.#mark());
    this.#drawing.resend.addEventListener("click", () => this.#state?.resendInS || this.resend());
    this.#drawing.change.addEventListener("click", () => this.restart());
  }

  #go(): void {
    const { email, code } = this.#controls;
    const { step, challenge } = this.#state ?? {};
    const text = this.#clean(code.value);
    this.#wrong = undefined;
    if (step === "address")
      if (email.value && email.checkValidity()) this.#flow?.send(email.value);
      else this.#wrong = "EMAIL_INVALID";
    else if (text && text.length >= (challenge?.codeLength ?? 0)) this.verify(text);
    else this.#wrong = "incomplete";
    this.#render();
  }

  #clean(text: string): string {
    const { codeAlphabet = "digits", codeLength } = this.#state?.challenge ?? {};
    return normaliseCode(text, codeAlphabet).slice(0, codeLength || undefined);
  }

  #typed(): void {
    const { code } = this.#controls;
    const text = this.#clean(code.value);
    if (text !== code.value) code.value = text;
    this.#wrong = undefined;
    this.#mark();
    if (text && text.length === this.#state?.challenge?.codeLength) this.verify(text);
  }

  #changed(state: FlowState): void {
    const before = this.#state;
    const isFocused = this.matches(":focus-within");
    this.#state = state;
    const { step, challenge, refusal, proof } = state;
    const { email, code, status } = this.#controls;
    const isNew =
      challenge?.challengeId !== before?.challenge?.challengeId ||
      challenge?.resendTime !== before?.challenge?.resendTime;
    if (isNew) code.value = "";
    this.#render();
    if (isFocused && step !== before?.step)
      (step === "code" ? code : step === "done" ? status : email).focus();
    if (challenge && isNew) this.#tell("sent", challenge);
    if (refusal && refusal !== before?.refusal) {
      if (challenge?.open) code.select();
      this.#tell("error", refusal);
    }
    if (proof && !before?.proof) {
      this.#tell("verified", proof);
      if (this.hasAttribute("submit")) this.form?.requestSubmit();
    }
  }

  #tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(`nopass-${name}`, { detail, bubbles: true, composed: true }));
  }

  get #lang(): string | undefined {
    return this.closest<HTMLElement>("[lang]")?.lang;
  }

  #render(): void {
    if (!this.#state) return;
    const { step, busy, email: address, challenge, resendInS, refusal, proof } = this.#state;
    const { email, code, button, status, labels, made } = this.#controls;
    const { root, hint, box, slots, resend, change } = this.#drawing;
    const lang = this.#lang ?? "";
    const strings = {
      ...english,
      ...(languages()[lang] ?? languages()[lang.split("-")[0] ?? ""]),
      ...this.#strings,
    };
    const isCode = step === "code";
    const isOpen = isCode && !!challenge?.open;
    const length = challenge?.codeLength ?? 0;
    const wrong = this.#wrong ?? refusal?.reason;

    for (const node of [email, labels.email]) if (node) node.hidden = step !== "address";
    for (const node of [code, labels.code, box]) if (node) node.hidden = !isCode;
    for (const node of [resend, change]) node.hidden = !isCode;
    button.hidden = isCode ? !isOpen : step === "done" && made.has(button);
    email.readOnly = !!busy;
    code.readOnly = !!busy || !isOpen;
    code.inputMode = challenge?.codeAlphabet === "base32" ? "text" : "numeric";
    // Without a known length there are no boxes, and it is an input like any other.
    code.slot = length ? "code" : "";
    if (slots.childElementCount !== length) {
      slots.replaceChildren(...Array.from({ length }, () => make("span", { part: "slot" })));
      root.style.setProperty("--_n", `${length}`);
    }
    root.className = wrong ? "bad" : step;
    for (const input of [email, code]) input.ariaInvalid = String(!!wrong);

    if (labels.email && made.has(labels.email)) labels.email.textContent = strings.email;
    if (labels.code && made.has(labels.code)) labels.code.textContent = strings.code;
    if (made.has(button)) button.textContent = isCode ? strings.verify : strings.send;
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
    this.#mark();

    this.#internals.setFormValue(proof?.receipt ?? null);
    const isMissing = !proof && this.hasAttribute("required");
    this.#internals.setValidity(
      isMissing ? { valueMissing: true } : {},
      strings.required,
      isCode ? code : email,
    );
  }

  /** Marks the box that the next character goes into. */
  #mark(): void {
    const { code } = this.#controls;
    const boxes = [...this.#drawing.slots.children];
    const at = code.matches(":focus") ? Math.min(code.selectionStart ?? 0, boxes.length - 1) : -1;
    for (const [i, box] of boxes.entries()) box.setAttribute("part", i === at ? "slot active" : "slot");
  }
}

/** Live regions are read out when they change, so they change only when there is something new to say. */
function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function sentence(strings: Strings, reason: string, attemptsLeft: number | undefined): string {
  const known = { ...strings, ...aliases(strings) } as unknown as Record<string, string>;
  if (reason === "CODE_REJECTED" && !attemptsLeft) return strings.CHALLENGE_CLOSED;
  return (known[reason] ?? strings.INTERNAL).replace("{n}", `${attemptsLeft}`);
}

function aliases(strings: Strings) {
  return {
    CALLER_LIMITED: strings.ADDRESS_LIMITED,
    CHALLENGE_UNKNOWN: strings.CHALLENGE_CLOSED,
    TIMEOUT: strings.UNREACHABLE,
  };
}
