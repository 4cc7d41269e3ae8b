import { stringify } from "yaml";

/** The entry of a key in a tenants file. */
export function aKeyEntry(differences: object = {}): object {
  return { id: "Key00001", kind: "secret", sha256: ["0a".repeat(32)], ...differences };
}

/** The entry of a tenant, with the differences that a test is about. */
export function aTenantEntry(differences: object = {}): object {
  return { id: "acme", brand: { name: "Acme", host: "acme.example" }, keys: [aKeyEntry()], ...differences };
}

/** A tenants file, in YAML. */
export function aTenantsFile(...tenants: readonly unknown[]): string {
  return stringify({ tenants });
}
