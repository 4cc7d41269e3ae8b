import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { ApiKey, KeyKind } from "../../../src/core/tenant.ts";
import { createApiKey } from "../../../src/rpc/api-key.ts";
import { pageOrigin } from "../../e2e/support/environment.ts";

/** An API key, with its entry in the tenants file. */
export interface TestKey {
  readonly id: string;
  readonly text: string;
  readonly entry: KeyEntry;
}

export interface KeyEntry {
  readonly id: string;
  readonly kind: KeyKind;
  readonly sha256: readonly string[];
}

export function secretKey(differences: object = {}, mode: ApiKey["mode"] = "live"): TestKey {
  return newKey("secret", mode, differences);
}

/** A key for pages of `pageOrigin`, unless the test says otherwise. */
export function publishableKey(differences: object = {}, mode: ApiKey["mode"] = "live"): TestKey {
  return newKey("publishable", mode, { origins: [pageOrigin], ...differences });
}

function newKey(kind: KeyKind, mode: ApiKey["mode"], differences: object): TestKey {
  const { id, text, sha256 } = createApiKey(kind, mode);
  return {
    id,
    text,
    entry: { id, kind, sha256: [sha256], ...(mode === "test" ? { mode } : {}), ...differences },
  };
}

/** The same key with another secret, and that secret's hash. */
export function anotherSecret({ text }: TestKey): { readonly text: string; readonly sha256: string } {
  const secret = createApiKey("secret", "live").text.slice(20, 52);
  const body = text.slice(0, 20) + secret;
  return { text: body + checksum(body), sha256: createHash("sha256").update(secret).digest("hex") };
}

/** As keys have it: CRC-32 in six characters of base 62. */
function checksum(body: string): string {
  const characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let rest = crc32(body);
  let text = "";
  for (let i = 0; i < 6; i++) {
    text = characters[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** The headers of a server with a secret key. */
export function fromServer({ text }: Pick<TestKey, "text">): Record<string, string> {
  return { authorization: `Bearer ${text}` };
}

/** The headers of a page with a publishable key; `network` is what the proxy says where the browser is. */
export function fromPage({ text }: Pick<TestKey, "text">, network?: string): Record<string, string> {
  const forwarded = network === undefined ? undefined : { "x-forwarded-for": network };
  return { authorization: `Bearer ${text}`, origin: pageOrigin, ...forwarded };
}
