import { createFlow, type Flow, type FlowOptions } from "../flow.ts";
import { show } from "./show.ts";
import { english, type Strings } from "./strings.ts";

/** On a server there are no elements, but modules are loaded all the same. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * `<nopass-verify>`: asks for an address and for the code that was sent to it. As a control of a form its value is the
 * receipt.
 */
export class NoPassVerify extends Base {
  static readonly formAssociated = true;

  /** What it says in the language of the page. Modules of languages add themselves. */
  static readonly languages: Record<string, Strings> = {};

  /** What it shows, as a machine. */
  readonly flow: Flow = createFlow(() => this.#options());

  readonly #internals = this.attachInternals();
  #strings: Partial<Strings> = {};
  #show: (() => void) | undefined;

  /** The receipt, or nothing. */
  get value(): string {
    return this.flow.state.proof?.receipt ?? "";
  }

  /** Texts that replace those of the language, where given. */
  set strings(strings: Partial<Strings>) {
    this.#strings = strings;
    this.#show?.();
  }

  connectedCallback(): void {
    this.#show ??= show(this, this.#internals, this.flow, () => ({
      ...english,
      ...NoPassVerify.languages[this.#lang.split("-")[0] ?? ""],
      ...this.#strings,
    }));
    this.flow.subscribe(this.#show);
    this.#show();
  }

  disconnectedCallback(): void {
    this.flow.close();
  }

  formResetCallback(): void {
    this.flow.restart();
  }

  formDisabledCallback(isDisabled: boolean): void {
    this.inert = isDisabled;
  }

  get #lang(): string {
    return this.closest<HTMLElement>("[lang]")?.lang ?? "";
  }

  #options(): FlowOptions {
    const attribute = (name: string) => this.getAttribute(name) ?? undefined;
    return {
      url: attribute("url") ?? "",
      apiKey: attribute("api-key") ?? "",
      purpose: attribute("purpose"),
      nonce: attribute("receipt-nonce"),
      locale: attribute("locale") ?? this.#lang,
      knownDevice: attribute("known-device"),
    };
  }
}
