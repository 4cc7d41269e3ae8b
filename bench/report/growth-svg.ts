import type { Curve } from "../sections/growth.ts";
import { dot, line, svg, text } from "./svg.ts";

const [columns, panelWidth, panelHeight, top] = [3, 300, 200, 44];
const [left, right, above, below] = [38, 14, 30, 34];
const [lowest, highest, limit] = [0.5, 1.5, 1.15];
const ticks = [0.5, 0.75, 1, 1.25, 1.5];

/** Shows what a sign-in costs while something grows, as a multiple of the cost at 100: a panel for each thing that grows. */
export function drawGrowth(curves: readonly Curve[]): string {
  const title = "CPU time of a sign-in while the service grows, to that at 100";
  const panels = [...Map.groupBy(curves, ({ what }) => whatGrows(what))];
  const body = [text(16, 26, "title", title)];
  panels.forEach(([name, drawn], i) => {
    const [x, y] = [(i % columns) * panelWidth, top + Math.floor(i / columns) * panelHeight];
    body.push(...drawPanel(name, drawn, x, y));
  });
  const rows = Math.ceil(panels.length / columns);
  const [lastX, lastY] = [(panels.length % columns) * panelWidth, top + (rows - 1) * panelHeight];
  const legendBelow = panels.length % columns === 0;
  const [x, y] = legendBelow ? [0, lastY + panelHeight] : [lastX, lastY + above];
  body.push(...drawLegend(x + left, y + 14));
  return svg(columns * panelWidth, top + rows * panelHeight + (legendBelow ? 100 : 0), title, body);
}

/** Curves of one thing differ in what follows a comma. */
function whatGrows(what: string): string {
  return what.split(", ")[0] ?? what;
}

function drawPanel(
  name: string,
  curves: readonly Curve[],
  panelX: number,
  panelY: number,
): readonly string[] {
  const [x0, x1] = [panelX + left, panelX + panelWidth - right];
  const [y0, y1] = [panelY + panelHeight - below, panelY + above];
  const sizes = curves.flatMap(({ points }) => points.map(({ size }) => size));
  const [least, largest] = [Math.log10(Math.min(...sizes)), Math.log10(Math.max(...sizes))];
  const x = (size: number) => x0 + ((Math.log10(size) - least) / (largest - least)) * (x1 - x0);
  const y = (ratio: number) => {
    const within = Math.min(highest, Math.max(lowest, ratio));
    return y0 - ((within - lowest) / (highest - lowest)) * (y0 - y1);
  };
  const across = (ratio: number, kind: string) =>
    line(
      [
        [x0, y(ratio)],
        [x1, y(ratio)],
      ],
      kind,
    );
  const body = [text(x0, panelY + 18, "", name)];
  for (const ratio of ticks)
    body.push(across(ratio, "grid"), text(x0 - 6, y(ratio) + 4, "quiet end", ratio.toFixed(2)));
  for (const size of new Set(sizes)) body.push(text(x(size), y0 + 18, "quiet middle", shortly(size)));
  body.push(across(limit, "limit"));
  curves.forEach(({ points }, i) => {
    // Side by side where both have a point.
    const at = (size: number) => x(size) + (i - (curves.length - 1) / 2) * 6;
    for (const { size, ratio } of points)
      body.push(
        line(
          [
            [at(size), y(ratio.min)],
            [at(size), y(ratio.max)],
          ],
          `thin line${i}`,
        ),
      );
    body.push(
      line(
        points.map(({ size, ratio }) => [at(size), y(ratio.median)]),
        `line${i}`,
      ),
    );
    for (const { size, ratio } of points) body.push(dot(at(size), y(ratio.median), `dot${i}`));
  });
  return body;
}

function drawLegend(x: number, y: number): readonly string[] {
  return [
    ...[0, 1].flatMap((i) => [
      line(
        [
          [x, y + i * 24 - 4],
          [x + 22, y + i * 24 - 4],
        ],
        `line${i}`,
      ),
      dot(x + 11, y + i * 24 - 4, `dot${i}`),
    ]),
    text(x + 30, y, "quiet", "all of them in use"),
    text(x + 30, y + 24, "quiet", "100 in use, the others idle"),
    line(
      [
        [x + 11, y + 36],
        [x + 11, y + 52],
      ],
      "thin line0",
    ),
    text(x + 30, y + 48, "quiet", "least and greatest of the rounds"),
    line(
      [
        [x, y + 68],
        [x + 22, y + 68],
      ],
      "limit",
    ),
    text(x + 30, y + 72, "quiet", `not above ${limit}`),
  ];
}

function shortly(size: number): string {
  if (size >= 1e6) return `${size / 1e6}M`;
  return size >= 1_000 ? `${size / 1_000}k` : String(size);
}
