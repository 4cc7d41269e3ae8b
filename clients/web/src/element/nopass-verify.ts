import { normaliseCode } from "../flow/normalise-code.ts";
import { createFlow, type Flow, type FlowState } from "../flow.ts";
import { optionsOf } from "./attributes.ts";
import { type Controls, type Drawing, draw, findControls } from "./controls.ts";
import { knownDevice } from "./known-device.ts";
import { languages } from "./languages.ts";
import { mark, render } from "./render.ts";
import { english, type Strings } from "./strings.ts";
import { listenToTyping } from "./typing.ts";

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
    if (!this.#controls) this.#build();
    const flow = createFlow(optionsOf(this, this.#lang, this.#state));
    this.#flow = flow;
    this.#state = flow.state;
    flow.subscribe(() => this.#changed(flow.state));
    this.#render();
  }

  #build(): void {
    this.#controls = findControls(this);
    const { email, code, button } = this.#controls;
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
    listenToTyping(
      code,
      (text) => this.#clean(text),
      () => this.#typed(),
      () => mark(code, this.#drawing.slots),
    );
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
    this.#wrong = undefined;
    mark(code, this.#drawing.slots);
    if (code.value && code.value.length === this.#state?.challenge?.codeLength) this.verify(code.value);
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
      if (this.hasAttribute("remember")) knownDevice(proof.knownDevice);
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
    const lang = this.#lang ?? "";
    const strings = {
      ...english,
      ...(languages()[lang] ?? languages()[lang.split("-")[0] ?? ""]),
      ...this.#strings,
    };
    const { step, proof } = this.#state;
    render(this.#controls, this.#drawing, this.#state, strings, this.#wrong);
    this.#internals.setFormValue(proof?.receipt ?? null);
    const isMissing = !proof && this.hasAttribute("required");
    const { code, email } = this.#controls;
    this.#internals.setValidity(
      isMissing ? { valueMissing: true } : {},
      strings.required,
      step === "code" ? code : email,
    );
  }
}
