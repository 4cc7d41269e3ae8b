import { rm } from "node:fs/promises";
import { createEnvironment } from "../../test/e2e/support/environment.ts";
import { type ServiceProcess, startProcess } from "../faults/service-process.ts";
import { amazon } from "../faults/stage.ts";

/** A service that is to be attacked. */
export interface Target {
  readonly service: ServiceProcess;
  readonly port: number;
  readonly url: string;
  /** Of the tenant that the attacks call as. */
  readonly secretKey: string;
  /** Of another tenant. */
  readonly otherKey: string;
  /** The headers of an ordinary call over HTTP/2, with a key or a stranger's. */
  callHeaders(key: boolean): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts one over the memory store, or over a database that is reached at `database`. */
export async function openTarget(database: string | undefined): Promise<Target> {
  const { settings, secretKey, otherKey, folder } = await createEnvironment({ cool_down: "0s", budget: 900 });
  const store = database && { ...amazon, NOPASS_STORE: "dynamodb", AWS_ENDPOINT_URL_DYNAMODB: database };
  const service = await startProcess({ ...settings, ...quiet, ...store }, heap);
  return {
    service,
    port: service.port,
    url: service.url,
    secretKey,
    otherKey,
    callHeaders: (key) => ({
      ":method": "POST",
      ":scheme": "http",
      ":path": "/nopass.v1.NoPassService/VerifyCode",
      ":authority": "localhost",
      "content-type": "application/json",
      ...(key ? { authorization: `Bearer ${secretKey}` } : {}),
    }),
    async close() {
      service.kill("SIGKILL");
      await service.ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** What Node takes for its heap by itself in the container of 512 MiB that the template for Kubernetes gives. */
const heap = ["--max-old-space-size=256"];

/** The port is told by a line of the level `info`. */
const quiet = { LOG_LEVEL: "info", NOPASS_DRAIN_DELAY: "0" } as const;
