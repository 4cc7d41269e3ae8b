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
  const draining = Promise.withResolvers<void>();
  let status = Status.SERVING;

  async function statusNow(): Promise<Status> {
    return (await isReady()) ? status : Status.NOT_SERVING;
  }

  return {
    service: Health,
    drain() {
      status = Status.NOT_SERVING;
      draining.resolve();
    },
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
          if (!names.has(service)) yield { status: Status.SERVICE_UNKNOWN };
          else yield { status };
          if (status === Status.NOT_SERVING) return;
          const gone = await Promise.race([draining.promise, aborted(signal)]);
          if (gone !== "aborted" && names.has(service)) yield { status };
        },
      });
    },
  };
}

function aborted(signal: AbortSignal): Promise<"aborted"> {
  const { promise, resolve } = Promise.withResolvers<"aborted">();
  if (signal.aborted) resolve("aborted");
  else signal.addEventListener("abort", () => resolve("aborted"), { once: true });
  return promise;
}
