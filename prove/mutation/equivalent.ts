import type { Mutant } from "./stryker.ts";

/** A mutant that no test can kill, because nothing that can be seen depends on it. */
export interface Equivalent extends Pick<Mutant, "file" | "text" | "original" | "replacement"> {
  readonly why: string;
}

/** The row fails if one of them is killed after all, or stands nowhere any more. */
export const equivalents: readonly Equivalent[] = [
  {
    file: "src/core/challenge.ts",
    text: 'if (known.codes === undefined || !mayBeJudged(known)) return { verdict: { kind: "closed" }, item };',
    original: "known.codes === undefined",
    replacement: "false",
    why: "A challenge loses its codes when it takes no more attempts, so the other half says the same; this one is for the compiler.",
  },
  {
    file: "src/core/challenge.ts",
    text: "return judged !== undefined && nowMs < judged.atMs + replayMs",
    original: "judged !== undefined",
    replacement: "true",
    why: "Only a challenge whose last attempt has the same name is asked, so there is one; this is for the compiler.",
  },
  {
    file: "src/core/give-back.ts",
    text: "if (item === undefined || known === undefined || !mayBeGivenBack(known, request.code)) return item;",
    original: "item === undefined",
    replacement: "false",
    why: "Without an item there is no challenge in it either, which the next condition sees; this one is for the compiler.",
  },
  {
    file: "src/core/refuse-send.ts",
    text: "const ours = mayBeJudged(known) && known.codes?.[request.code] !== undefined;",
    original: "known.codes?.[request.code]",
    replacement: "known.codes[request.code]",
    why: "A challenge that takes attempts has its codes, and no other one is looked at; this is for the compiler.",
  },
  {
    file: "src/core/verify-code.ts",
    text: 'if (verdict.kind !== "right" || verdict.nextSendMs === undefined) return undefined;',
    original: 'verdict.kind !== "right"',
    replacement: "false",
    why: "Only right verdicts tell when the next send is, which the other half looks at; this one is for the compiler.",
  },
  {
    file: "src/core/breaker.ts",
    text: "export const noAttempts: AttemptRecord = { wrong: 0, judged: 0, atMs: 0, open: false };",
    original: "false",
    replacement: "true",
    why: "A record is over, whatever it says, as long as it holds fewer than 50 attempts.",
  },
  {
    file: "src/core/colour.ts",
    text: 'const end = contrast({ text: "#ffffff", background }) > contrast({ text: "#000000", background }) ? 255 : 0;',
    original: 'contrast({ text: "#ffffff", background }) > contrast({ text: "#000000", background })',
    replacement:
      'contrast({\n  text: "#ffffff",\n  background\n}) >= contrast({\n  text: "#000000",\n  background\n})',
    why: "None of the 16,777,216 colours is as far from white as from black: all were tried.",
  },
  {
    file: "src/core/colour.ts",
    text: "for (let percent = 1; contrast({ text: shade, background }) < leastContrast; percent++)",
    original: "contrast({ text: shade, background }) < leastContrast",
    replacement: "contrast({\n  text: shade,\n  background\n}) <= leastContrast",
    why: "No two of the 16,777,216 colours have a contrast of exactly 4.5: all were tried.",
  },
  {
    file: "src/core/colour.ts",
    text: "return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;",
    original: "share <= 0.04045",
    replacement: "share < 0.04045",
    why: "A channel is one of 256 shares, and none of them is 0.04045: that is 10.3 of 255.",
  },
  {
    file: "src/core/languages.ts",
    text: 'let range = tag.slice(0, maxTagLength).toLowerCase().replaceAll("_", "-");',
    original: "tag.slice(0, maxTagLength)",
    replacement: "tag",
    why: "No name of a language is as long as that, so the rest never matters; cutting it off saves time.",
  },
  {
    file: "src/core/prune.ts",
    text: "return (codes === undefined && judged !== undefined ? judged.atMs : expiresAtMs) + replayMs;",
    original: "judged !== undefined",
    replacement: "true",
    why: "A challenge loses its codes by an attempt, so there is one; this is for the compiler.",
  },
  {
    file: "src/core/seal.ts",
    text: "if (keys === undefined || sealed.length < header.length + nonceBytes + tagBytes) return undefined;",
    original: "sealed.length < header.length + nonceBytes + tagBytes",
    replacement: "sealed.length <= header.length + nonceBytes + tagBytes",
    why: "An id of that length holds no field at all: nobody sealed it, and opening it fails as well.",
  },
  {
    file: "src/core/seal.ts",
    text: 'const decipher = createDecipheriv("aes-256-gcm", keys.seal, nonce, { authTagLength: tagBytes });',
    original: "{ authTagLength: tagBytes }",
    replacement: "{}",
    why: "The tag that is handed over always has 16 bytes; this has the cipher refuse any other length as well.",
  },
  {
    file: "src/core/seal.ts",
    text: "} catch {",
    original: "{",
    replacement: "{}",
    why: "A function that ends without an answer answers undefined too; the statement is for the compiler.",
  },
  {
    file: "src/core/seal.ts",
    text: 'const format = { alphabet: alphabets[read.byte()] ?? "digits", length: read.byte() };',
    original: '"digits"',
    replacement: '""',
    why: "Only our own numbers are sealed, and each stands for an alphabet; this is for the compiler.",
  },
  {
    file: "src/core/seal-fields.ts",
    text: 'return this.byte(Buffer.byteLength(value)).#rest(value, "utf8");',
    original: '"utf8"',
    replacement: '""',
    why: "Without an encoding, Node takes UTF-8.",
  },
  {
    file: "src/core/seal-fields.ts",
    text: 'return this.byte(wide ? 1 : 0).#rest(value, wide ? "utf16le" : "utf8");',
    original: '"utf8"',
    replacement: '""',
    why: "Without an encoding, Node takes UTF-8.",
  },
  {
    file: "src/core/hmac.ts",
    text: "if (end > this.#inner.length) return Buffer.concat([this.#inner.subarray(0, blockBytes), message]);",
    original: "end > this.#inner.length",
    replacement: "true",
    why: "What is joined anew is the same as what is written into the room; the room saves time.",
  },
  {
    file: "src/core/hmac.ts",
    text: "if (end > this.#inner.length) return Buffer.concat([this.#inner.subarray(0, blockBytes), message]);",
    original: "end > this.#inner.length",
    replacement: "end >= this.#inner.length",
    why: "What is joined anew is the same as what is written into the room; the room saves time.",
  },
  {
    file: "src/core/send-challenge.ts",
    text: 'if (email === undefined) throw new Error("an address was checked to be there");',
    original: "email === undefined",
    replacement: "false",
    why: "A request without a challenge was refused before if it has no address; this is for the compiler.",
  },
  {
    file: "src/core/send-challenge.ts",
    text: 'if (email === undefined) throw new Error("an address was checked to be there");',
    original: '"an address was checked to be there"',
    replacement: '""',
    why: "Nobody can come to hear it, for the same reason.",
  },
  {
    file: "src/core/send-challenge.ts",
    text: "if (test) return { stranger: false, budget: Number.MAX_SAFE_INTEGER, nextSendMs: nowMs };",
    original: "false",
    replacement: "true",
    why: "Strangers and known callers cool down apart, and tests do not cool down: in their items it is the same.",
  },
];
