import { aKey } from "../../support/keyrings.ts";

/**
 * The setting of a key ring that is the same each time. The windows of addresses depend on it, so tests that let time
 * pass take it: none of their addresses then begins a new window half-way.
 */
export function keyringSetting(...ids: readonly string[]): { readonly NOPASS_KEYRING: string } {
  const entries = (ids.length === 0 ? ["k1"] : ids).map(aKey);
  return {
    NOPASS_KEYRING: entries.map(({ id, secret }) => `${id}:${Buffer.from(secret).toString("base64")}`).join(),
  };
}
