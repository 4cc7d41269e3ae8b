import { Failure } from "../core/failure.ts";
import type { Keyring } from "../core/keyring.ts";
import type { LeaseStore } from "../core/limits.ts";
import { mac } from "../core/mac.ts";
import type { Tenant } from "../core/tenant.ts";

/** The mails that each tenant may still send today. */
export interface Leases {
  /** Takes one. The returned function puts it back. */
  take(tenant: Tenant, nowMs: number): Promise<() => void>;
}

interface Lease {
  readonly day: number;
  left: number;
  /** The limit of the day at which the store had none left: to ask again would cost a write for each refusal. */
  spentAt: number;
  /** The reservation that is under way: those who come meanwhile wait for it. */
  pending: Promise<void> | undefined;
}

/**
 * Counts exactly over all instances with one write per hundred mails: each instance reserves some and uses them up.
 *
 * What an instance has reserved and not used when it ends is lost for the day, which errs on the safe side.
 */
export function createLeases(store: LeaseStore, keyring: Keyring): Leases {
  const leases = new Map<string, Lease>();

  async function reserve(lease: Lease, tenant: Tenant, most: number): Promise<void> {
    const name = mac(keyring.primary.address, "lease", tenant.id, String(lease.day)).toString("base64url");
    const granted = await store.reserve({
      name: `1|${keyring.primary.id}|${name}`,
      count: Math.max(1, Math.min(leaseSize, Math.floor(most / leaseSize))),
      most,
      ttlSeconds: ((lease.day + 2) * dayMs) / 1000,
    });
    lease.left += granted;
    if (granted === 0) lease.spentAt = most;
  }

  return {
    async take(tenant, nowMs) {
      const most = tenant.limits.dailySends;
      if (most === undefined) return () => undefined;
      const day = Math.floor(nowMs / dayMs);
      const known = leases.get(tenant.id);
      const lease = known?.day === day ? known : { day, left: 0, spentAt: 0, pending: undefined };
      leases.set(tenant.id, lease);
      while (lease.left === 0) {
        if (most <= lease.spentAt) throw dayIsSpent((day + 1) * dayMs - nowMs);
        lease.pending ??= reserve(lease, tenant, most).finally(() => {
          lease.pending = undefined;
        });
        await lease.pending;
      }
      lease.left--;
      return () => {
        lease.left++;
      };
    },
  };
}

const dayMs = 24 * 60 * 60_000;
const leaseSize = 100;

function dayIsSpent(retryAfterMs: number): Failure {
  return new Failure("CALLER_LIMITED", "the mails of this day are used up", { retryAfterMs });
}
