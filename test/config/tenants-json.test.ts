import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJsonDocument } from "../../src/config/json-document.ts";
import { parseTenants } from "../../src/config/tenants.ts";
import { problemsIn } from "./support/settings.ts";

describe("a tenants file in JSON", () => {
  test("says what the same file says in YAML", () => {
    const json = '{"tenants": [{"id": "acme", "brand": {"name": "A: \\"x\\"", "host": "acme.example"}}]}';
    const yaml = 'tenants:\n  - id: acme\n    brand: { name: "A: \\"x\\"", host: acme.example }';
    expect(parseTenants(json).tenants).toEqual(parseTenants(yaml).tenants);
  });

  test.for([
    '{"tenants": [], "tenants": []}',
    '{"tenants": [{"id": "acme", "keys": [], "keys" : []}]}',
    '{"tenants": [], "\\u0074enants": []}',
  ])("that has a name twice is refused: %s", (text) => {
    expect(parseJsonDocument(text)).toBeUndefined();
    expect(problemsIn(() => parseTenants(text))).toEqual([
      "the tenants file is neither YAML nor JSON: see line 1",
    ]);
  });

  test("is read as it was written, whatever its strings hold", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat({ max: 3 }), (document, indent) => {
        const text = JSON.stringify(document, null, indent);
        expect(parseJsonDocument(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

test.for(["tenants: []", "[1]", "", '{"a": 1', "{a: 1}", '{"a": 1} # more'])(
  "what is no JSON object is left to the parser of YAML: %j",
  (text) => {
    expect(parseJsonDocument(text)).toBeUndefined();
  },
);
