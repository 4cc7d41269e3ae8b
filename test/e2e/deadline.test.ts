import { describe, expect, test } from "vitest";
import { limitDeadline, maxCallMs } from "../../src/rpc/deadline.ts";
import { minutes, seconds } from "../support/noon.ts";
import { targetOf } from "./support/clients/client.ts";
import { connect } from "./support/protocols.ts";
import { refusalOf } from "./support/refusal.ts";
import { startService } from "./support/service.ts";
import { createSilentStore } from "./support/silent-store.ts";

describe("the service answers within ten seconds, whatever deadline its caller set", () => {
  test.concurrent.for(["gRPC", "gRPC-Web", "Connect in JSON"] as const)("over %s", async (protocol) => {
    const silent = createSilentStore();
    await using service = await startService({ world: { store: silent.store } });
    using _ended = silent;
    const client = connect(protocol, targetOf(service));
    const startedAt = performance.now();
    const { code } = await refusalOf(
      client.sendCode({ email: "ada@example.com" }, { timeoutMs: minutes(1) }),
    );
    const tookMs = performance.now() - startedAt;
    expect(code).toBe("deadline_exceeded");
    expect(tookMs).toBeGreaterThan(seconds(9));
    expect(tookMs).toBeLessThan(seconds(13));
  });
});

describe("a deadline", () => {
  const limit = `${maxCallMs}`;
  test.for([
    { grpc: true, asked: "60S", given: `${limit}m` },
    { grpc: true, asked: "1H", given: `${limit}m` },
    { grpc: true, asked: "99999999S", given: `${limit}m` },
    { grpc: true, asked: "10001m", given: `${limit}m` },
    { grpc: true, asked: "10S", given: "10S" },
    { grpc: true, asked: "300m", given: "300m" },
    { grpc: true, asked: "250000u", given: "250000u" },
    { grpc: true, asked: undefined, given: `${limit}m` },
    { grpc: false, asked: "60000", given: limit },
    { grpc: false, asked: "9999999999", given: limit },
    { grpc: false, asked: "10000", given: "10000" },
    { grpc: false, asked: "300", given: "300" },
    { grpc: false, asked: undefined, given: limit },
  ])("of $asked is $given (gRPC: $grpc)", ({ grpc, asked, given }) => {
    const headers = headersWith(grpc, asked);
    limitDeadline(headers);
    expect(headers.get(nameOf(grpc))).toBe(given);
  });
});

function nameOf(grpc: boolean): string {
  return grpc ? "grpc-timeout" : "connect-timeout-ms";
}

function headersWith(grpc: boolean, asked: string | undefined): Headers {
  const type = grpc ? "application/grpc" : "application/json";
  return new Headers({ "content-type": type, ...(asked === undefined ? {} : { [nameOf(grpc)]: asked }) });
}
