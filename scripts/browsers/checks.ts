import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { RunningDevelopment } from "../../test/browser/support/development.ts";
import { keys, type Tab } from "./tab.ts";

/** What a check has: a tab, a service, and an address that nobody used before. */
export interface Scene {
  readonly tab: Tab;
  readonly development: RunningDevelopment;
  readonly email: string;
}

/** What the element must do in every engine. */
export const checks: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  async "signs in by the keyboard, and keeps the focus"(scene) {
    const { tab, email } = scene;
    await ask(scene);
    assert.equal(await tab.evaluate("document.activeElement.getAttribute('autocomplete')"), "one-time-code");
    await tab.type(await codeOf(scene));
    await signedIn(scene);
    assert.equal(await tab.evaluate(status), `${email} is verified.`);
    assert.equal(await tab.evaluate("document.activeElement.getAttribute('role')"), "status");
    assert.equal(await tab.evaluate(`${input}.checkVisibility()`), false);
  },

  async "sends by the button, which the tabulator reaches"(scene) {
    const { tab, email } = scene;
    await begin(scene);
    await tab.type(email + keys.tab);
    // By a click: without a window Firefox presses no button by a key, not even a page's own.
    await tab.evaluate("document.activeElement.shadowRoot.activeElement.click()");
    await asked(tab);
  },

  async "says that a code was wrong, and takes the right one of the next mail"(scene) {
    const { tab } = scene;
    await ask(scene);
    const right = await codeOf(scene);
    await tab.type(right === "000000" ? "111111" : "000000");
    await eventually(tab, status, /not right/);
    assert.equal(await tab.evaluate(`${input}.ariaInvalid`), "true");
  },

  async "takes a code that was pasted with a space, and undoes what was pasted"(scene) {
    const { tab } = scene;
    await ask(scene);
    const code = await codeOf(scene);
    await copy(tab, "1 2 3");
    await tab.control("v");
    assert.equal(await tab.evaluate(`${input}.value`), "123");
    // As the menu does: WebKit's small browser for tests has no key for it.
    await tab.evaluate('document.execCommand("undo")');
    assert.equal(await tab.evaluate(`${input}.value`), "");
    await copy(tab, `${code.slice(0, 3)} ${code.slice(3)}`);
    await tab.control("v");
    await signedIn(scene);
  },

  async "leaves out what cannot be in a code"(scene) {
    const { tab } = scene;
    await ask(scene);
    await tab.type("1a2 b-3");
    assert.equal(await tab.evaluate(`${input}.value`), "123");
    await tab.type(keys.enter);
    await eventually(tab, status, /whole code/);
  },

  async "goes on with the code after a reload"(scene) {
    const { tab, development } = scene;
    await ask(scene);
    await tab.open(development.url);
    await asked(tab);
    await tab.evaluate(`${input}.focus()`);
    await tab.type(await codeOf(scene));
    await signedIn(scene);
  },

  async "draws each character in the middle of its box"(scene) {
    const { tab } = scene;
    await ask(scene);
    await tab.type("11111");
    const offsets = (await tab.evaluate(offsetsInBoxes)) as readonly number[];
    assert.equal(offsets.length, 6);
    for (const offset of offsets) assert.ok(Math.abs(offset) < 2, `off by ${offset}`);
  },
};

const input = 'document.querySelector("nopass-verify > input")';
const status = 'document.querySelector("nopass-verify > [role=status]").textContent';

/** How far each character is from the middle of its box. */
const offsetsInBoxes = `(() => {
  const host = document.querySelector("nopass-verify");
  const input = host.querySelector("[slot=code]");
  const style = getComputedStyle(input);
  const context = document.createElement("canvas").getContext("2d");
  context.font = style.font;
  const advance = context.measureText("1").width;
  const left = input.getBoundingClientRect().left + parseFloat(style.paddingLeft);
  return [...host.shadowRoot.querySelectorAll("[part~=slot]")].map((slot, i) => {
    const box = slot.getBoundingClientRect();
    return left + i * (advance + parseFloat(style.letterSpacing)) + advance / 2 - (box.left + box.right) / 2;
  });
})()`;

async function begin({ tab, development }: Scene): Promise<void> {
  await tab.open(development.url);
  // What another check left there.
  await tab.evaluate("sessionStorage.clear()");
  await tab.open(development.url);
  await eventually(tab, `${input}?.getAttribute("autocomplete") ?? ""`, /^email$/);
  await tab.evaluate(`${input}.focus()`);
}

async function ask(scene: Scene): Promise<void> {
  await begin(scene);
  await scene.tab.type(scene.email + keys.enter);
  await asked(scene.tab);
}

const asked = (tab: Tab) =>
  eventually(tab, `${input}?.getAttribute("autocomplete") ?? ""`, /^one-time-code$/);

const signedIn = ({ tab }: Scene) =>
  eventually(tab, 'document.querySelector("nopass-verify").value', /^[\w-]+\.[\w-]+\.[\w-]+$/);

async function codeOf({ development, email }: Scene): Promise<string> {
  for (let tries = 0; tries < 50; tries++) {
    const [mail] = await development.mailsTo(email);
    if (mail) return mail.code;
    await pause(100);
  }
  throw new Error(`no mail to ${email}`);
}

/** Brings a text into the clipboard as a person does, and the focus back. */
async function copy(tab: Tab, text: string): Promise<void> {
  await tab.evaluate(`(() => {
    const source = Object.assign(document.createElement("textarea"), { value: ${JSON.stringify(text)} });
    source.id = "source";
    document.body.append(source);
    source.select();
  })()`);
  await tab.control("c");
  await tab.evaluate(`(() => { document.querySelector("#source").remove(); ${input}.focus(); })()`);
}

async function eventually(tab: Tab, expression: string, want: RegExp): Promise<void> {
  let seen = "";
  for (let tries = 0; tries < 100; tries++) {
    seen = String(await tab.evaluate(expression));
    if (want.test(seen)) return;
    await pause(100);
  }
  throw new Error(`${expression} is ${JSON.stringify(seen)} and not ${want}`);
}
