import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseTenants } from "../../src/config/tenants.ts";
import { tenantsJsonSchema } from "../../src/config/tenants-schema.ts";
import { type JsonSchema, violations } from "./support/json-schema.ts";
import { problemsIn } from "./support/settings.ts";
import { aKeyEntry, aTenantEntry, aTenantsFile } from "./support/tenants.ts";

const schema = tenantsJsonSchema() as JsonSchema & { readonly $schema: string };

describe("the JSON Schema of the tenants file", () => {
  test("says which JSON Schema it is, and stands alone", () => {
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(JSON.stringify(schema)).not.toContain("$ref");
  });

  test("is the one that is shipped", () => {
    const shipped = readFileSync(new URL("../../docs/tenants.schema.json", import.meta.url), "utf8");
    expect(JSON.parse(shipped)).toEqual(schema);
  });

  test("knows no name that it does not list, at any depth", () => {
    const objects: JsonSchema[] = [];
    const visit = (each: JsonSchema) => {
      if (each.type === "object") objects.push(each);
      const others = typeof each.additionalProperties === "object" ? [each.additionalProperties] : [];
      const items = each.items ? [each.items] : [];
      for (const inner of [
        ...Object.values(each.properties ?? {}),
        ...items,
        ...others,
        ...(each.anyOf ?? []),
      ])
        visit(inner);
    };
    visit(schema);
    expect(objects.length).toBeGreaterThan(4);
    for (const each of objects)
      if (each.propertyNames === undefined) expect(each.additionalProperties).toBe(false);
      else expect(each.propertyNames.enum ?? each.propertyNames.pattern).toBeDefined();
  });

  test.for([
    { what: "a tenant with nothing but a brand", entry: { keys: undefined } },
    { what: "a tenant with an empty policy", entry: { policy: {} } },
    {
      what: "a tenant that states everything",
      entry: {
        locale: "de",
        brand: {
          name: "A",
          host: "a.example",
          from: "A <a@a.example>",
          reply_to: "b@a.example",
          color: { light: "#0a7f5a", dark: "#4fd1a5" },
          place: { de: "die App", "*": "the app" },
          footer: "A Ltd",
          texts: { "sign-in": { de: { subject: "{{code}}" } }, "*": { "*": { title: "A" } } },
        },
        policy: {
          code: { alphabet: "digits", length: 8 },
          ttl: "5m",
          max_ttl: "1h",
          attempts: 3,
          budget: 20,
          cool_down: "1m",
          keep_local_case: true,
        },
        keys: [
          aKeyEntry({ kind: "publishable", mode: "test", origins: ["https://a.example"] }),
          aKeyEntry({ id: "Key00002", expires: "2027-01-01T00:00:00Z", revoked: true }),
        ],
      },
    },
  ])("accepts what the service accepts: $what", ({ entry }) => {
    const text = aTenantsFile(aTenantEntry(entry));
    expect(problemsIn(() => parseTenants(text))).toEqual([]);
    expect(violations(schema, parse(text))).toEqual([]);
  });

  test.for([
    { entry: { colour: "red" }, want: ".tenants[0].colour is unknown" },
    { entry: { policy: { tll: "5m" } }, want: ".tenants[0].policy.tll is unknown" },
    { entry: { policy: { ttl: "5 minutes" } }, want: ".tenants[0].policy.ttl does not match" },
    { entry: { policy: { attempts: "1" } }, want: ".tenants[0].policy.attempts is no integer" },
    { entry: { brand: { name: "A" } }, want: ".tenants[0].brand.host is missing" },
    {
      entry: { brand: { name: "A", host: "a.example", texts: { "sign-in": { xx: {} } } } },
      want: ".tenants[0].brand.texts.sign-in.xx is none of its values",
    },
    { entry: { id: undefined }, want: ".tenants[0].id is missing" },
    { entry: { keys: [aKeyEntry({ kind: "sk" })] }, want: ".tenants[0].keys[0].kind is none of its values" },
    { entry: { keys: [aKeyEntry({ sha256: undefined })] }, want: ".tenants[0].keys[0].sha256 is missing" },
  ])("underlines what the service refuses: $want", ({ entry, want }) => {
    const text = aTenantsFile(aTenantEntry(entry));
    expect(problemsIn(() => parseTenants(text))).not.toEqual([]);
    expect(violations(schema, parse(text))).toEqual([want]);
  });
});
