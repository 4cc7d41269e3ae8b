import type { Latency } from "../sections/latency.ts";
import { dot, line, svg, text } from "./svg.ts";

const [width, height, left, right, top, bottom] = [800, 360, 64, 70, 44, 56];
const percentiles = [
  ["p99.9", "p999"],
  ["p99", "p99"],
  ["p90", "p90"],
  ["p50", "p50"],
] as const;

/** Shows how long calls take while more and more of them come. */
export function drawLatency({ saturation, rates }: Latency): string {
  const values = rates.flatMap((rate) => percentiles.map(([, name]) => rate[name]));
  const [lowest, highest] = [
    Math.floor(Math.log10(Math.min(...values))),
    Math.ceil(Math.log10(Math.max(...values))),
  ];
  const most = Math.max(...rates.map(({ percent }) => percent));
  const x = (percent: number) => left + (percent / most) * (width - left - right);
  const y = (ms: number) =>
    height - bottom - ((Math.log10(ms) - lowest) / (highest - lowest)) * (height - top - bottom);
  const title = "Time of SendCode by gRPC at fixed rates, in milliseconds";
  const body = [text(16, 26, "title", title)];
  for (let power = lowest; power <= highest; power++) {
    const ms = 10 ** power;
    body.push(
      line(
        [
          [left, y(ms)],
          [width - right, y(ms)],
        ],
        "grid",
      ),
      text(left - 8, y(ms) + 4, "quiet end", String(Number(ms.toPrecision(1)))),
    );
  }
  for (const { percent } of rates)
    body.push(text(x(percent), height - bottom + 20, "quiet middle", String(percent)));
  const axis = `percent of the ${Math.round(saturation).toLocaleString("en")} calls a second that saturate one core`;
  body.push(text((left + width - right) / 2, height - bottom + 42, "quiet middle", axis));
  percentiles.forEach(([label, name], i) => {
    body.push(
      line(
        rates.map((rate) => [x(rate.percent), y(rate[name])]),
        `line${i}`,
      ),
    );
    for (const rate of rates) body.push(dot(x(rate.percent), y(rate[name]), `dot${i}`));
    const last = rates.at(-1);
    if (last) body.push(text(x(last.percent) + 10, y(last[name]) + 4, "quiet", label));
  });
  return svg(width, height, title, body);
}
