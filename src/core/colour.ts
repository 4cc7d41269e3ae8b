/** Text and what it stands on, as `#rrggbb`. */
export interface Colours {
  readonly text: string;
  readonly background: string;
}

/** WCAG 2.2, 1.4.3: what text of any size needs. */
export const leastContrast = 4.5;

/** How far apart two colours are, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast({ text, background }: Colours): number {
  const [a, b] = [luminance(text), luminance(background)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/**
 * The colour itself if it can be read on a background, or else the nearest shade that can.
 *
 * It is mixed with black or white, whichever the background is further from: by itself that one can always be read, as
 * the two together have a contrast of 21, and so one of them at least its root, 4.58.
 */
export function readableOn(background: string, text: string): string {
  const end = contrast({ text: "#ffffff", background }) > contrast({ text: "#000000", background }) ? 255 : 0;
  let shade = text;
  for (let percent = 1; contrast({ text: shade, background }) < leastContrast; percent++)
    shade = mix(text, end, percent / 100);
  return shade;
}

function mix(colour: string, end: number, share: number): string {
  const channels = channelsOf(colour).map((channel) => Math.round(channel + (end - channel) * share));
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channelsOf(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
