import { defaultLimits } from "../../src/core/limits.ts";
import { defaultPolicy, type Policy } from "../../src/core/policy.ts";
import type { Caller, Tenant } from "../../src/core/tenant.ts";

export function aPolicy(differences: Partial<Policy> = {}): Policy {
  return { ...defaultPolicy, ...differences };
}

export function aTenant(differences: Partial<Tenant> = {}): Tenant {
  return {
    id: "acme",
    brand: { name: "Acme", host: "acme.example" },
    policy: aPolicy(),
    limits: defaultLimits,
    purposes: undefined,
    recipients: { allow: undefined, deny: [] },
    clientCertificates: undefined,
    testAddresses: [],
    locale: "en",
    ...differences,
  };
}

export function aCaller(differences: Partial<Tenant> = {}): Caller {
  return { tenant: aTenant(differences), keyId: "Key00001", keyKind: "secret", test: false };
}
