import { type AttemptRecord, isOpen, noAttempts, recordAttempt } from "../core/breaker.ts";
import { replayMs } from "../core/challenge.ts";
import type { Action, CallerLimits } from "../core/limits.ts";
import { type Limit, tightened } from "../core/rate.ts";
import type { Tenant } from "../core/tenant.ts";
import { type Buckets, createBuckets } from "./buckets.ts";
import type { Leases } from "./leases.ts";
import { limitedFor } from "./limited.ts";

/** Hears when a tenant looks as if it were under attack, and when no longer. */
export interface AttackEvents {
  attackSuspected(tenant: string): void;
  attackOver(tenant: string): void;
}

/** Counts callers in this process, and the mails of a day over all instances by `leases`. */
export function createCallerLimits(leases: Leases, events: AttackEvents): CallerLimits {
  const networks = createBuckets();
  const keys = createBuckets();
  const counted = createBuckets();
  const attempts = new Map<string, AttemptRecord>();
  const suspected = new Set<string>();

  /** An attack may also be over because nobody calls: whoever asks next notices. */
  function isUnderAttack({ id }: Tenant, nowMs: number): boolean {
    const open = isOpen(attempts.get(id) ?? noAttempts, nowMs);
    if (open && !suspected.has(id)) events.attackSuspected(id);
    if (open) suspected.add(id);
    else if (suspected.delete(id)) events.attackOver(id);
    return open;
  }

  function takeFromNetwork(tenant: Tenant, action: Action, network: string, nowMs: number): PutBack {
    const limit = tenant.limits.network[action];
    const inForce = isUnderAttack(tenant, nowMs) ? tightened(limit, attackFactor) : limit;
    return takeOrRefuse(networks, `${tenant.id} ${action} ${network}`, inForce, nowMs);
  }

  return {
    admit({ tenant, keyId, keyKind, test }, action, network, nowMs) {
      if (test) return nothing;
      const publishable = keyKind === "publishable";
      const putNetworkBack = publishable ? takeFromNetwork(tenant, action, network, nowMs) : nothing;
      const { key } = tenant.limits;
      try {
        const putKeyBack = key === undefined ? nothing : takeOrRefuse(keys, keyId, key, nowMs);
        return () => {
          putNetworkBack();
          putKeyBack();
        };
      } catch (error) {
        // A call that one limit refuses is not counted with the other.
        putNetworkBack();
        throw error;
      }
    },
    admitClient(tenant, network, nowMs) {
      takeFromNetwork(tenant, "send", network, nowMs);
    },
    takeSend: (tenant, nowMs) => leases.take(tenant, nowMs),
    judged(tenant, right, nowMs, attempt) {
      if (!counted.take(attempt, oncePerReplay, nowMs).allowed) return;
      attempts.set(tenant.id, recordAttempt(attempts.get(tenant.id) ?? noAttempts, right, nowMs));
      isUnderAttack(tenant, nowMs);
    },
    isUnderAttack,
  };
}

/** While a tenant is under attack, each network may do a quarter. */
const attackFactor = 4;

/** Or an attacker would hide any number of guesses behind one right code of their own, told again and again. */
const oncePerReplay: Limit = { burst: 1, everyMs: replayMs };

type PutBack = () => void;

function nothing(): void {}

function takeOrRefuse(buckets: Buckets, name: string, limit: Limit, nowMs: number): PutBack {
  const ruling = buckets.take(name, limit, nowMs);
  if (ruling.allowed) return () => buckets.putBack(name, limit);
  throw limitedFor(ruling.retryAfterMs);
}
