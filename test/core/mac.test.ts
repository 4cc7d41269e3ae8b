import { createHmac } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeFields } from "../../src/core/encode.ts";
import { HmacKey } from "../../src/core/hmac.ts";
import { firstBytes, mac, macText, shortMac } from "../../src/core/mac.ts";

const keys = fc.uint8Array({ minLength: 1, maxLength: 64 });
const fields = fc.array(fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.uint8Array()), {
  maxLength: 12,
});

describe("a MAC", () => {
  test("is HMAC-SHA-256 as Node has it, whatever the key and however long the message", () => {
    fc.assert(
      fc.property(keys, fields, (bytes, fields) => {
        const key = new HmacKey(bytes);
        const expected = createHmac("sha256", bytes)
          .update(encodeFields(...fields))
          .digest();
        expect(mac(key, ...fields)).toEqual(expected);
        expect(macText(key, ...fields)).toBe(expected.toString("base64url"));
        expect(shortMac(key, ...fields)).toBe(expected.toString("base64url", 0, 16));
      }),
      { numRuns: 2_000 },
    );
  });

  test.for([1_019, 1_020, 1_021, 4_096])("is right for a message of %i bytes, after others", (length) => {
    const key = new HmacKey(Buffer.alloc(32, 7));
    mac(key, "x".repeat(900));
    const expected = createHmac("sha256", Buffer.alloc(32, 7)).update(encodeFields("y".repeat(length)));
    expect(mac(key, "y".repeat(length))).toEqual(expected.digest());
    expect(mac(key, "short")).toEqual(mac(new HmacKey(Buffer.alloc(32, 7)), "short"));
  });

  test.for([1, 31, 32, 63, 64])("is right with a key of %i bytes", (length) => {
    const bytes = Buffer.from(Array.from({ length }, (_, i) => i * 3));
    const expected = createHmac("sha256", bytes).update(encodeFields("a", "b")).digest();
    expect(mac(new HmacKey(bytes), "a", "b")).toEqual(expected);
  });

  test("is never changed by a later one", () => {
    const key = new HmacKey(Buffer.alloc(32, 7));
    const first = mac(key, "a");
    const copy = Buffer.from(first);
    mac(key, "b");
    expect(first).toEqual(copy);
  });

  test("has a key that shows in no dump", () => {
    const key = new HmacKey(Buffer.from("a-secret-that-nobody-may-ever-see"));
    mac(key, "ada@example.com");
    const dump = inspect(key, { depth: null, showHidden: true }) + JSON.stringify(key);
    expect(dump).not.toMatch(/secret|ada|\d/);
  });

  test("takes no key that is longer than a block", () => {
    expect(() => new HmacKey(Buffer.alloc(65))).toThrow("at most 64 bytes");
  });
});

test("the first bytes of a text in base64url are those of what it stands for", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat({ max: 32 }), (bytes, count) => {
      const buffer = Buffer.from(bytes);
      expect(firstBytes(buffer.toString("base64url"), count)).toBe(buffer.toString("base64url", 0, count));
    }),
    { numRuns: 2_000 },
  );
});
