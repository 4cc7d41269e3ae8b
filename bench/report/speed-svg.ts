import type { CallCost } from "../sections/calls.ts";
import { bar, svg, text } from "./svg.ts";

const shown = [
  ["SendCode, gRPC", "grpc", "send"],
  ["SendCode, Connect on HTTP/1.1", "connect-1", "send"],
  ["VerifyCode, gRPC", "grpc", "verify"],
  ["VerifyCode, Connect on HTTP/1.1", "connect-1", "verify"],
  ["refused: unknown key, gRPC", "grpc", "bad key"],
  ["refused: forged challenge, gRPC", "grpc", "forged id"],
] as const;

const rows = [
  ["floor", "floor: a bare handler with the same calls to AWS"],
  ["ours", "NoPass"],
  ["standard", "usual stack: connect-node and the AWS SDK"],
] as const;

const [width, left, right, top] = [800, 230, 60, 74];
const [barHeight, groupHeight] = [13, 58];

/** Shows what a call costs, beside the least that it could and what it usually would. */
export function drawSpeed(calls: readonly CallCost[]): string {
  const costs = shown.flatMap(([name, wire, kind]) => {
    const cost = calls.find((each) => each.wire === wire && each.kind === kind);
    return cost === undefined ? [] : [{ name, cost }];
  });
  const most = Math.max(...costs.flatMap(({ cost }) => rows.map(([row]) => cost[row].median)));
  const scale = (width - left - right) / most;
  const title = "CPU time per call, in microseconds: less is better";
  const body = [text(16, 26, "title", title)];
  let x = 16;
  for (const [row, name] of rows) {
    body.push(bar(x, 42, 11, 11, row), text(x + 17, 52, "quiet", name));
    x += 40 + name.length * 6.8;
  }
  costs.forEach(({ name, cost }, group) => {
    const y = top + group * groupHeight;
    body.push(text(left - 12, y + 27, "end", name));
    rows.forEach(([row], i) => {
      const { median } = cost[row];
      const at = y + 2 + i * (barHeight + 2);
      body.push(
        bar(left, at, median * scale, barHeight, row),
        text(left + median * scale + 6, at + 11, "quiet", median.toFixed(0)),
      );
    });
  });
  return svg(width, top + costs.length * groupHeight + 6, title, body);
}
