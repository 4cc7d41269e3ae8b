import type { EmailAddress } from "./email.ts";
import type { Recipients } from "./tenant.ts";

/** Whether a tenant mails an address: its domain is not denied and, where some are allowed, one of those. */
export function mayBeMailed(email: EmailAddress, { allow, deny }: Recipients): boolean {
  const domain = email.slice(email.lastIndexOf("@") + 1);
  const covers = (listed: string) => domain === listed || domain.endsWith(`.${listed}`);
  return !deny.some(covers) && (allow?.some(covers) ?? true);
}
