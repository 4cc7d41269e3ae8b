import { readSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { verifyReceipt } from "../../clients/node/src/index.ts";

/**
 * Runs a bundle as a page would, for packages that are for browsers: what it asks is answered by the first argument and
 * then by what is typed, and behind `/session` is a back end that believes receipts and nothing else.
 *
 * usage: page.ts BUNDLE ADDRESS
 */
const [, , bundle = "", address = ""] = process.argv;
const origin = "http://localhost:3000";
const issuer = process.env.NOPASS_URL ?? "";
const answers = [() => address, readTyped];
const ask = globalThis.fetch;

Object.assign(globalThis, {
  prompt(question: string) {
    if (answers.length === 1) console.log(question);
    return answers.shift()?.();
  },
  alert: (text: string) => console.log(text),
  async fetch(input: string | URL | Request, init: RequestInit = {}) {
    if (input === "/session") return signIn(String(init.body));
    const headers = new Headers(init.headers);
    headers.set("origin", origin);
    return ask(input, { ...init, headers });
  },
});

async function signIn(receipt: string): Promise<Response> {
  const { email } = await verifyReceipt(receipt, { issuer, audience: "dev" });
  return new Response(`${email} is theirs\nthe receipt says ${email}`);
}

function readTyped(): string {
  const letter = Buffer.alloc(1);
  let typed = "";
  while (readLetter(letter) > 0 && letter[0] !== 10) typed += letter.toString("latin1");
  return typed;
}

function readLetter(letter: Buffer): number {
  for (;;) {
    try {
      return readSync(0, letter);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

await import(pathToFileURL(bundle).href);
