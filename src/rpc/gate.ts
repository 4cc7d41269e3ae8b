import type { IncomingHttpHeaders } from "node:http";
import type { DescMethod } from "@bufbuild/protobuf";
import { Health } from "../../gen/health/v1/health_pb.js";
import { NoPassService } from "../../gen/nopass/v1/nopass_pb.js";
import { Failure } from "../core/failure.ts";
import type { Action, CallerLimits, Capacity } from "../core/limits.ts";
import type { Clock } from "../core/ports.ts";
import type { ApiKey, Caller, FindKey } from "../core/tenant.ts";
import { recogniseKey } from "./api-key.ts";
import type { Call } from "./call.ts";
import { reflectionServices } from "./reflection.ts";

/** Services that need no key. Every other one does, also one that is added later. */
const openServices: ReadonlySet<string> = new Set(
  [Health, ...reflectionServices].map(({ typeName }) => typeName),
);

export interface GateDeps {
  readonly findKey: FindKey;
  /** Whether a publishable key may be used on pages of an origin. */
  readonly allowsOrigin: (key: ApiKey, origin: string) => boolean;
  readonly limits: CallerLimits;
  readonly capacity: Pick<Capacity, "refusal">;
  readonly clock: Clock;
}

/** The headers that a caller is known by. */
export type GateHeaders = Pick<IncomingHttpHeaders, "authorization" | "origin">;

/** Returns why a call is refused, if it is: strangers are refused more often than anything else, and to throw takes time. */
export type Gate = (method: DescMethod, headers: GateHeaders, call: Call) => Failure | undefined;

/**
 * Lets in calls that carry an API key and names their caller for the layers inside.
 *
 * It needs the headers alone: a stranger's body is neither read nor parsed. Throws when the limits refuse the caller.
 */
export function createGate(deps: GateDeps): Gate {
  return (method, headers, call) => {
    if (openServices.has(method.parent.typeName)) return undefined;
    const caller = authenticate(headers, call.certificateNames, deps);
    if (caller instanceof Failure) return caller;
    call.caller = caller;
    // Before the limits: what nobody has time for is not counted.
    const refusal = deps.capacity.refusal(caller.tenant.id);
    if (refusal !== undefined) return refusal;
    call.uncount = deps.limits.admit(caller, actionOf(method), call.network, deps.clock().getTime());
    return undefined;
  };
}

/** Any other RPC of the service, also one that is added later, is held to the tighter limit. */
function actionOf({ name }: DescMethod): Action {
  return name === NoPassService.method.verifyCode.name ? "verify" : "send";
}

function authenticate(
  { authorization = "", origin }: GateHeaders,
  certificateNames: readonly string[],
  { findKey, allowsOrigin, clock }: GateDeps,
): Caller | Failure {
  const [scheme, text, ...rest] = authorization.split(" ");
  const key =
    scheme?.toLowerCase() === "bearer" && text && rest.length === 0
      ? recogniseKey(text, findKey, clock())
      : undefined;
  if (key === undefined) return keyUnknown;
  const { clientCertificates } = key.tenant;
  if (clientCertificates && !clientCertificates.some((name) => certificateNames.includes(name)))
    return wrongCertificate;
  // Browsers name the origin of the page with every such call; servers have none.
  if (key.kind === "secret" && origin !== undefined) return secretInBrowser;
  if (key.kind === "publishable" && (origin === undefined || !allowsOrigin(key, origin))) return wrongOrigin;
  return { tenant: key.tenant, keyId: key.id, keyKind: key.kind, test: key.mode === "test" };
}

// Refusals that are always the same are one object: they are written for the wire once.
const keyUnknown = new Failure("KEY_UNKNOWN", "a valid API key is needed as a bearer token");
const wrongCertificate = new Failure("KEY_FORBIDDEN", "the client certificate is not one of this tenant");
const secretInBrowser = new Failure("KEY_FORBIDDEN", "a secret key must not be used in a browser");
const wrongOrigin = new Failure("KEY_FORBIDDEN", "this key may not be used from this origin");
