import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AwsCredentials } from "../../src/aws/credentials.ts";
import { createSigner, type SigningScope } from "../../src/aws/sigv4.ts";

/** Headers may hold any printable sign of Latin-1, runs of spaces among them. */
const value = fc
  .array(
    fc.integer({ min: 0x20, max: 0xff }).filter((code) => code < 0x7f || code > 0x9f),
    { maxLength: 60 },
  )
  .map((codes) => String.fromCharCode(...codes));

/** What the signer adds by itself, and what the SDK leaves out of signatures, is no header of a request. */
const name = fc
  .stringMatching(/^[a-z][a-z0-9-]{0,20}$/)
  .filter((text) => !/^(host|x-amz-date|x-amz-security-token|x-amz-content-sha256)$/.test(text))
  .filter((text) => !/^(proxy-|sec-)/.test(text) && !unsigned.has(text));

const unsigned = new Set(
  "authorization cache-control connection expect from keep-alive max-forwards pragma referer te trailer transfer-encoding upgrade user-agent x-amzn-trace-id".split(
    " ",
  ),
);

const credentials: fc.Arbitrary<AwsCredentials> = fc.record({
  accessKeyId: fc.stringMatching(/^[A-Z0-9]{4,128}$/),
  secretAccessKey: fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }),
  sessionToken: fc.option(fc.oneof(fc.constant(""), fc.stringMatching(/^[A-Za-z0-9+/= ]{1,400}$/)), {
    nil: undefined,
  }),
});

const scope: fc.Arbitrary<SigningScope> = fc.record({
  region: fc.constantFrom("eu-central-1", "us-gov-west-1", "cn-north-1", "local", "ünïcode"),
  service: fc.constantFrom("dynamodb", "ses"),
  host: fc.constantFrom("dynamodb.eu-central-1.amazonaws.com", "127.0.0.1:8000", "[::1]:8000", "localhost"),
  path: fc.oneof(
    fc.constant("/"),
    fc.constantFrom("//", "/a//b/", "/./a/../b", "/..", "/a%20b", "/a*b!c'(d)", "/local/"),
    fc.webPath().map((path) => `/${path}`),
  ),
});

const instant = fc.oneof(
  fc.integer({ min: 0, max: Date.UTC(2099, 11, 31) }),
  // Around midnight, UTC, where the key of the day changes.
  fc
    .record({ day: fc.integer({ min: 10_000, max: 40_000 }), ms: fc.integer({ min: -2, max: 2 }) })
    .map(({ day, ms }) => day * 86_400_000 + ms),
);

const request = fc.record({
  headers: fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true }),
  body: fc.oneof(
    fc.string({ unit: "binary" }).map((text) => Buffer.from(text)),
    fc.uint8Array(),
  ),
  credentials,
  nowMs: instant,
});

describe("a signature", () => {
  test("is the one that the SDK's signer makes, whatever is signed, by whomever and whenever", async () => {
    await fc.assert(
      fc.asyncProperty(scope, fc.array(request, { minLength: 1, maxLength: 4 }), async (where, requests) => {
        const signer = createSigner(where);
        for (const { headers, body, credentials, nowMs } of requests) {
          const ours = inPairs(signer.sign(signer.prepare(headers), body, credentials, nowMs));
          expect(ours).toEqual(await bySdk(where, headers, body, credentials, nowMs));
        }
      }),
      { numRuns: 400 },
    );
  });

  test("keeps to the day of its time when one signer signs before and after midnight, and before again", async () => {
    const where = { region: "eu-central-1", service: "dynamodb", host: "localhost", path: "/" };
    const signer = createSigner(where);
    const prepared = signer.prepare({});
    const midnight = Date.UTC(2027, 0, 1);
    const keys = { accessKeyId: "AKID", secretAccessKey: "secret" };
    for (const nowMs of [midnight - 1, midnight, midnight - 1, midnight + 999]) {
      const ours = inPairs(signer.sign(prepared, Buffer.from("{}"), keys, nowMs));
      expect(ours).toEqual(await bySdk(where, {}, Buffer.from("{}"), keys, nowMs));
    }
  });

  test("is made with the credentials of the moment", async () => {
    const where = { region: "eu-central-1", service: "ses", host: "localhost", path: "/" };
    const signer = createSigner(where);
    const prepared = signer.prepare({});
    for (const secretAccessKey of ["first", "second", "first"]) {
      const keys = { accessKeyId: "AKID", secretAccessKey, sessionToken: `token of ${secretAccessKey}` };
      const ours = inPairs(signer.sign(prepared, Buffer.from("{}"), keys, 0));
      expect(ours).toEqual(await bySdk(where, {}, Buffer.from("{}"), keys, 0));
    }
  });
});

/** The same request, signed by the SDK. */
async function bySdk(
  { region, service, host, path }: SigningScope,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  keys: AwsCredentials,
  nowMs: number,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    region,
    service,
    credentials: {
      accessKeyId: keys.accessKeyId,
      secretAccessKey: keys.secretAccessKey,
      sessionToken: keys.sessionToken ?? "",
    },
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method: "POST",
      protocol: "https:",
      hostname: host,
      path,
      query: {},
      headers: { ...headers, host },
      body,
    },
    { signingDate: new Date(nowMs) },
  );
  return signed.headers;
}

/** Node's hash in the form that the SDK takes it. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as Buffer);
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

function inPairs(headers: readonly string[]): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (let i = 0; i < headers.length; i += 2) pairs[headers[i] ?? ""] = headers[i + 1] ?? "";
  return pairs;
}
