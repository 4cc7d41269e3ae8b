import type { DescMethod } from "@bufbuild/protobuf";
import type { HandlerContext } from "@connectrpc/connect";
import { Health } from "../../gen/health/v1/health_pb.js";
import { NoPassService } from "../../gen/nopass/v1/nopass_pb.js";
import { Failure } from "../core/failure.ts";
import type { Action, CallerLimits } from "../core/limits.ts";
import type { Clock } from "../core/ports.ts";
import type { ApiKey, Caller, FindKey } from "../core/tenant.ts";
import { recogniseKey } from "./api-key.ts";
import { callKey } from "./call.ts";
import { refuse } from "./errors.ts";
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
  readonly clock: Clock;
}

export type Gate = (context: HandlerContext) => void;

/**
 * Lets in calls that carry an API key and names their caller for the layers inside.
 *
 * Connect runs it on the headers alone: a stranger's body is neither read nor parsed.
 */
export function createGate(deps: GateDeps): Gate {
  return (context) => {
    if (openServices.has(context.service.typeName)) return;
    const call = context.values.get(callKey);
    try {
      const caller = authenticate(context.requestHeader, call.certificateNames, deps);
      call.caller = caller;
      call.uncount = deps.limits.admit(
        caller,
        actionOf(context.method),
        call.network,
        deps.clock().getTime(),
      );
    } catch (error) {
      throw refuse(call, error);
    }
  };
}

/** Any other RPC of the service, also one that is added later, is held to the tighter limit. */
function actionOf({ name }: DescMethod): Action {
  return name === NoPassService.method.verifyCode.name ? "verify" : "send";
}

function authenticate(
  headers: Headers,
  certificateNames: readonly string[],
  { findKey, allowsOrigin, clock }: GateDeps,
): Caller {
  const [scheme, text, ...rest] = (headers.get("authorization") ?? "").split(" ");
  const key =
    scheme?.toLowerCase() === "bearer" && text && rest.length === 0
      ? recogniseKey(text, findKey, clock())
      : undefined;
  if (key === undefined) throw new Failure("KEY_UNKNOWN", "a valid API key is needed as a bearer token");
  const { clientCertificates } = key.tenant;
  if (clientCertificates && !clientCertificates.some((name) => certificateNames.includes(name)))
    throw new Failure("KEY_FORBIDDEN", "the client certificate is not one of this tenant");
  const origin = headers.get("origin");
  // Browsers name the origin of the page with every such call; servers have none.
  if (key.kind === "secret" && origin !== null)
    throw new Failure("KEY_FORBIDDEN", "a secret key must not be used in a browser");
  if (key.kind === "publishable" && (origin === null || !allowsOrigin(key, origin)))
    throw new Failure("KEY_FORBIDDEN", "this key may not be used from this origin");
  return { tenant: key.tenant, keyId: key.id, keyKind: key.kind, test: key.mode === "test" };
}
