import type { FetchText } from "./sns-signature.ts";

/** Over HTTPS, small, soon, and from nowhere else than asked. */
export const fetchText: FetchText = async (url) => {
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`the answer was ${response.status}`);
  const text = await response.text();
  if (text.length > 64 * 1024) throw new Error("the answer was too long");
  return text;
};
