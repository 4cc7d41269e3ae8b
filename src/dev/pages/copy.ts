import { find } from "./find.ts";

/** Makes a button copy a text, which is asked for at the click, and tell that it did. */
export function copyOnClick(button: HTMLElement, what: string, text: () => string): void {
  button.addEventListener("click", async () => {
    const copied = await write(text());
    find("status", HTMLElement).textContent = copied ? `${what} copied` : `${what} could not be copied`;
    if (!copied) return;
    button.dataset.copied = "";
    setTimeout(() => delete button.dataset.copied, shownMs);
  });
}

const shownMs = 2_000;

/** Browsers have a clipboard for pages of this machine and of https only, and may be told not to give it. */
async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
