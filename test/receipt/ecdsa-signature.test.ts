import { generateKeyPairSync, sign, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromDer } from "../../src/receipt/ecdsa-signature.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

describe("a signature of a receipt", () => {
  test("is the one that OpenSSL made, also where a number of it is short or its first bit is set", () => {
    const lengths = new Set<number>();
    for (let i = 0; i < 3_000; i++) {
      const message = Buffer.from(`message ${i}`);
      const der = sign("sha256", message, privateKey);
      lengths.add(der.length);
      const signature = fromDer(der);
      expect(signature).toHaveLength(64);
      const asJws = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
      expect(verify("sha256", message, asJws, signature)).toBe(true);
    }
    // 72: both have a zero before them. 69 and less: one is short.
    expect([...lengths]).toEqual(expect.arrayContaining([70, 71, 72, 69]));
  });

  test.for([
    ["1", "01"],
    ["7f", "7f"],
    ["0080", "80"],
    ["00", "00"],
  ])("is filled up with zeros: %s", ([der, number]) => {
    const integer = (der ?? "").padStart((der?.length ?? 0) + ((der?.length ?? 0) % 2), "0");
    const one = `02${(integer.length / 2).toString(16).padStart(2, "0")}${integer}`;
    const both = `30${one.length.toString(16).padStart(2, "0")}${one}${one}`;
    expect(fromDer(Buffer.from(both, "hex")).toString("hex")).toBe(
      (number ?? "").padStart(64, "0").repeat(2),
    );
  });

  test("is nothing that was not in DER", () => {
    const der = sign("sha256", Buffer.from("message"), privateKey);
    const rLength = der[3] ?? 0;
    for (const [at, value] of [
      [0, 0x31],
      [1, der.length],
      [2, 0x03],
      [3, 0xff],
      [4 + rLength, 0x04],
      [5 + rLength, 0x40],
    ] as const) {
      const changed = Buffer.from(der);
      changed[at] = value;
      expect(() => fromDer(changed)).toThrow(TypeError);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(() => fromDer(bytes)).toThrow(TypeError);
      }),
    );
  });
});
