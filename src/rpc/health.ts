import { setTimeout as sleep } from "node:timers/promises";
import type { DescService } from "@bufbuild/protobuf";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import { Health, HealthCheckResponse_ServingStatus as Status } from "../../gen/health/v1/health_pb.js";

/** Tells load balancers and clients whether to send calls here (`grpc.health.v1`). */
export interface HealthService {
  readonly service: DescService;
  readonly routes: (router: ConnectRouter) => void;
  /** Says that this process takes no more calls. Those who watch hear it at once. */
  drain(): void;
}

/** Serves health for the whole process (the empty name) and for each of the services. */
export function createHealthService(
  services: readonly string[],
  isReady: () => Promise<boolean>,
): HealthService {
  const names = new Set(["", ...services]);
  const draining = new AbortController();

  async function statusNow(): Promise<Status> {
    return !draining.signal.aborted && (await isReady()) ? Status.SERVING : Status.NOT_SERVING;
  }

  return {
    service: Health,
    drain: () => draining.abort(),
    routes(router) {
      router.service(Health, {
        async check({ service }) {
          if (!names.has(service))
            throw new ConnectError("the service is not one of this server", Code.NotFound);
          return { status: await statusNow() };
        },
        async list() {
          const now = await statusNow();
          return { statuses: Object.fromEntries([...names].map((name) => [name, { status: now }])) };
        },
        async *watch({ service }, { signal }) {
          const ended = AbortSignal.any([signal, draining.signal]);
          let told: Status | undefined;
          while (!signal.aborted) {
            const now = names.has(service) ? await statusNow() : Status.SERVICE_UNKNOWN;
            if (now !== told) yield { status: now };
            told = now;
            if (ended.aborted) return;
            await sleep(lookEveryMs, undefined, { signal: ended, ref: false }).catch(() => undefined);
          }
        },
      });
    },
  };
}

/** How soon those who watch hear that the store went away, or came back. */
const lookEveryMs = 2_000;
