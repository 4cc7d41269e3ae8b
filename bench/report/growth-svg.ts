import type { Curve } from "../sections/growth.ts";
import { dot, line, svg, text } from "./svg.ts";

const [width, height, left, right, top, bottom] = [800, 420, 60, 24, 44, 150];
const [lowest, highest, limit] = [0.8, 1.4, 1.15];

/** Shows what a sign-in costs while something grows, as a multiple of the cost at 100. */
export function drawGrowth(curves: readonly Curve[]): string {
  const largest = Math.max(...curves.flatMap(({ points }) => points.map(({ size }) => size)));
  const x = (size: number) => left + (Math.log10(size) / Math.log10(largest)) * (width - left - right);
  const y = (ratio: number) => {
    const within = Math.min(highest, Math.max(lowest, ratio));
    return height - bottom - ((within - lowest) / (highest - lowest)) * (height - top - bottom);
  };
  const title = "CPU time of a sign-in while the service grows, to that at 100";
  const body = [text(16, 26, "title", title)];
  for (let ratio = lowest; ratio < highest + 0.01; ratio += 0.1)
    body.push(
      line(
        [
          [left, y(ratio)],
          [width - right, y(ratio)],
        ],
        "grid",
      ),
      text(left - 8, y(ratio) + 4, "quiet end", ratio.toFixed(1)),
    );
  for (let size = 1; size <= largest; size *= 10)
    body.push(text(x(size), height - bottom + 20, "quiet middle", size.toLocaleString("en")));
  body.push(
    line(
      [
        [left, y(limit)],
        [width - right, y(limit)],
      ],
      "limit",
    ),
  );
  curves.forEach(({ what, points }, i) => {
    body.push(
      line(
        points.map(({ size, ratio }) => [x(size), y(ratio.median)]),
        `line${i}`,
      ),
    );
    for (const { size, ratio } of points) body.push(dot(x(size), y(ratio.median), `dot${i}`));
    const at = height - bottom + 44 + i * 20;
    body.push(dot(left + 4, at - 4, `dot${i}`), text(left + 16, at, "quiet", what));
  });
  return svg(width, height, title, body);
}
