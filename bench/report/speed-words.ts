import type { Kind } from "../case.ts";
import type { Results } from "./results.ts";

/** What the README says about speed: a picture and what was measured last, in two sentences. */
export function speedInWords({ calls = [], runs }: Pick<Results, "calls" | "runs">): string {
  const cost = (kind: Kind) => {
    const found = calls.find((each) => each.wire === "grpc" && each.kind === kind);
    if (found === undefined) throw new Error(`${kind} by gRPC was not measured`);
    return found;
  };
  const [send, verify, refused] = [cost("send"), cost("verify"), cost("bad key")];
  const micros = (each: typeof send) => `${each.ours.median.toFixed(0)} µs`;
  const times = (value: number) => value.toFixed(1);
  return [
    "![CPU time per call, beside the floor and the usual stack](docs/images/speed.svg)",
    "",
    `By gRPC, SendCode takes ${micros(send)} of one core (${runs.calls?.machine}) and VerifyCode ${micros(verify)}: ${times(send.toFloor.median)} and`,
    `${times(verify.toFloor.median)} times the floor, a bare handler that makes the same signed calls to AWS, where connect-node with the AWS SDK`,
    `takes ${times(1 / send.toStandard.median)} and ${times(1 / verify.toStandard.median)} times as much as NoPass. An unknown key is refused in ${micros(refused)}.`,
  ].join("\n");
}
