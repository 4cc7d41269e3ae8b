import { css } from "./styles.ts";

/** The controls that work without JavaScript too, in the page itself: the page's own, or else made here. */
export interface Controls {
  readonly email: HTMLInputElement;
  readonly code: HTMLInputElement;
  readonly button: HTMLButtonElement;
  readonly status: HTMLElement;
  /** The label of each input, where it has one. */
  readonly labels: { readonly email: HTMLElement | undefined; readonly code: HTMLElement | undefined };
  /** Those that were made here, whose texts are ours. */
  readonly made: ReadonlySet<Element>;
}

let count = 0;

/** Finds the page's own controls in an element, and makes those that are missing. */
export function findControls(host: HTMLElement): Controls {
  const made = new Set<Element>();
  const statusId = `nopass-${++count}`;
  const [email, emailLabel] = field("email", "[type=email]", { type: "email", autocomplete: "email" });
  const [code, codeLabel] = field("code", "[autocomplete=one-time-code]", { autocomplete: "one-time-code" });
  const status = find("p", "[role=status]", { role: "status", id: statusId });
  const button = find("button", "button", {});
  status.slot = "status";
  // Takes the focus when there is nothing more to type.
  status.tabIndex = -1;
  button.slot = "action";
  status.id ||= statusId;
  for (const input of [email, code]) input.setAttribute("aria-describedby", status.id);
  return { email, code, button, status, labels: { email: emailLabel, code: codeLabel }, made };

  function field(name: string, selector: string, attributes: object) {
    const own = host.querySelector<HTMLInputElement>(`input${selector}`);
    const label = own ? own.labels?.[0] : find("label", "_", { htmlFor: `${statusId}-${name}` });
    const input = own ?? find("input", "_", { id: `${statusId}-${name}`, ...attributes });
    // The boxes are drawn behind it, so it has to stand beside its label and not in it.
    if (label?.contains(input)) {
      input.id ||= `${statusId}-${name}`;
      label.htmlFor = input.id;
      label.after(input);
    }
    return [input, label] as const;
  }

  function find<T extends "p" | "button" | "label" | "input">(tag: T, selector: string, properties: object) {
    const own = host.querySelector<HTMLElementTagNameMap[T]>(selector);
    if (own) return own;
    const element = make(tag, properties);
    made.add(element);
    host.append(element);
    return element;
  }
}

/** What only JavaScript can do, in the shadow. */
export interface Drawing {
  readonly root: HTMLElement;
  readonly hint: HTMLElement;
  readonly box: HTMLElement;
  readonly slots: HTMLElement;
  readonly resend: HTMLButtonElement;
  readonly change: HTMLButtonElement;
}

/** Draws the rest of an element around its controls. */
export function draw(host: HTMLElement): Drawing {
  const hint = make("p", { part: "hint", role: "status" });
  const slots = make("div", { part: "slots", ariaHidden: "true" });
  const box = make("div", { part: "box" }, slots, make("slot", { name: "code" }));
  const resend = make("button", { part: "resend", type: "button" });
  const change = make("button", { part: "change", type: "button" });
  const root = make(
    "div",
    { part: "root" },
    hint,
    make("slot", {}),
    box,
    make("slot", { name: "status" }),
    make("slot", { name: "action" }),
    make("div", { part: "row" }, resend, change),
  );
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(root);
  return { root, hint, box, slots, resend, change };
}

/** Makes an element. What is not a property of it becomes an attribute. */
export function make<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  properties: object,
  ...children: readonly Node[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties))
    if (name === "part" || !(name in element)) element.setAttribute(name, value);
    else Object.assign(element, { [name]: value });
  element.append(...children);
  return element;
}
