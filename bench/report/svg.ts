/** Texts and lines of a picture that can be read on a light page and on a dark one. */
export function svg(width: number, height: number, title: string, body: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${style}</style>`,
    ...body,
    "</svg>\n",
  ].join("\n");
}

export function text(x: number, y: number, kind: string, words: string): string {
  return `<text x="${round(x)}" y="${round(y)}" class="${kind}">${escaped(words)}</text>`;
}

export function bar(x: number, y: number, width: number, height: number, kind: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(1, width))}" height="${height}" rx="2" class="${kind}"/>`;
}

export function line(points: readonly (readonly [number, number])[], kind: string): string {
  return `<polyline points="${points.map((point) => point.map(round).join(",")).join(" ")}" class="${kind}"/>`;
}

export function dot(x: number, y: number, kind: string): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="3.5" class="${kind}"/>`;
}

/** Colours that people with any kind of colour vision can tell apart (Okabe and Ito). */
const style = [
  "text{font:13px system-ui,-apple-system,'Segoe UI',sans-serif;fill:#1f2328}",
  ".title{font-size:16px;font-weight:600}.quiet{fill:#59636e}.end{text-anchor:end}.middle{text-anchor:middle}.quiet.end,.quiet.middle{fill:#59636e}",
  ".floor{fill:#8c959f}.ours{fill:#0072b2}.standard{fill:#d55e00}",
  ".grid{fill:none;stroke:#d1d9e0}.limit{fill:none;stroke:#cf222e;stroke-dasharray:5 4}",
  ...["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00"].map(
    (colour, i) => `.line${i}{fill:none;stroke:${colour};stroke-width:2}.dot${i}{fill:${colour}}`,
  ),
  ".thin{stroke-width:1;stroke-opacity:.6}",
  "@media (prefers-color-scheme:dark){text{fill:#f0f6fc}.quiet,.quiet.end,.quiet.middle{fill:#9198a1}.grid{stroke:#3d444d}.ours{fill:#56b4e9}.floor{fill:#6e7681}.standard{fill:#e69f00}.limit{stroke:#f85149}",
  ".line0{stroke:#56b4e9}.dot0{fill:#56b4e9}.line1{stroke:#e69f00}.dot1{fill:#e69f00}.line4{stroke:#f0e442}.dot4{fill:#f0e442}}",
].join("");

function escaped(words: string): string {
  return words.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
