import type { Kind } from "../case.ts";
import type { Wire } from "../load/connection.ts";
import type { CallCost } from "../sections/calls.ts";
import type { Measurements } from "./results.ts";

/** A ratio that must not be exceeded. */
export interface Judged {
  readonly what: string;
  readonly most: number;
  /** The median of the rounds, with the least and the greatest; undefined if it was not measured. */
  readonly measured: { readonly median: number; readonly min: number; readonly max: number } | undefined;
}

/** Every limit, with what was measured of it. */
export function judge(results: Measurements): readonly Judged[] {
  const cost = (wire: Wire, kind: Kind) =>
    results.calls?.find((each) => each.wire === wire && each.kind === kind);
  const toFloor = (what: string, wire: Wire, kind: Kind, most: number): Judged => ({
    what: `${what}, to its floor`,
    most,
    measured: cost(wire, kind)?.toFloor,
  });
  const toStandard = (what: string, kind: Kind): Judged => ({
    what: `${what}, to the usual stack`,
    most: 0.2,
    measured: cost("grpc", kind)?.toStandard,
  });
  return [
    toFloor("SendCode by gRPC", "grpc", "send", 2),
    toFloor("VerifyCode by gRPC", "grpc", "verify", 2),
    toFloor("SendCode by Connect over HTTP/1.1", "connect-1", "send", 2),
    toFloor("VerifyCode by Connect over HTTP/1.1", "connect-1", "verify", 2),
    ...(["bad key", "forged id"] as const).flatMap((kind) =>
      wires.map(({ wire, name }) => toFloor(`refused ${kind} by ${name}`, wire, kind, 1.5)),
    ),
    toStandard("SendCode by gRPC", "send"),
    toStandard("VerifyCode by gRPC", "verify"),
    ...(results.growth ?? []).map(({ what, points }) => ({
      what: `a sign-in with ${points.at(-1)?.size.toLocaleString("en")} ${what}, to 100`,
      most: 1.15,
      measured: points.at(-1)?.ratio,
    })),
  ];
}

const wires = [
  { wire: "grpc", name: "gRPC" },
  { wire: "connect", name: "Connect over HTTP/2" },
  { wire: "connect-1", name: "Connect over HTTP/1.1" },
] as const satisfies readonly { readonly wire: CallCost["wire"]; readonly name: string }[];
