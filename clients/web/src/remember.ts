import type { NoPassVerify } from "./element.ts";
import type { Challenge } from "./flow.ts";

const deviceName = "nopass-known-device";
const challengeName = "nopass-challenge";

/** What is kept of a challenge while its code is on the way: never the code, nor the receipt. */
interface Kept {
  /** What the receipt will be bound to: another element must not go on with it. */
  readonly context: string;
  readonly email: string;
  readonly challenge: Challenge;
}

/**
 * Lets an element go on where the page before it was when a phone threw it away, or a person reloaded it; and gives it
 * what the last proof on this device said.
 */
function remember(element: NoPassVerify): void {
  const context = ["url", "api-key", "purpose", "receipt-nonce"]
    .map((name) => element.getAttribute(name))
    .join();
  const kept = recall();
  const token = attempt(() => localStorage.getItem(deviceName));
  let known: Challenge | undefined;
  if (token) element.setAttribute("known-device", token);
  // A challenge that the page itself hands over is the later one.
  if (kept?.context === context && element.flow.state.step === "address")
    element.flow.resume(kept.challenge, kept.email);
  element.flow.subscribe(keep);
  keep();

  function keep(): void {
    const { step, email, challenge } = element.flow.state;
    const open = step === "code" ? challenge : undefined;
    if (open && open !== known)
      attempt(() =>
        sessionStorage.setItem(
          challengeName,
          JSON.stringify({ context, email, challenge: open } satisfies Kept),
        ),
      );
    // Redeemed, expired, closed or given up.
    if (!open && recall()?.context === context) attempt(() => sessionStorage.removeItem(challengeName));
    known = open;
  }
}

function recall(): Kept | undefined {
  return attempt(() => JSON.parse(sessionStorage.getItem(challengeName) ?? "") as Kept);
}

/** A page's storage may be forbidden, full or empty: it goes without. */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

const remembered = new WeakSet<Element>();

function rememberAll(): void {
  for (const element of document.querySelectorAll("nopass-verify"))
    if (!remembered.has(element)) {
      remembered.add(element);
      remember(element);
    }
}

// On a server there is no page. In one, an element may come later than this module.
globalThis.customElements?.whenDefined("nopass-verify").then(() => {
  rememberAll();
  new MutationObserver(rememberAll).observe(document, { childList: true, subtree: true });
});
globalThis.document?.addEventListener(
  "nopass-verified",
  ({
    target,
    detail,
  }: CustomEventInit<{ knownDevice: string }> & { readonly target: EventTarget | null }) => {
    if (!detail?.knownDevice) return;
    attempt(() => localStorage.setItem(deviceName, detail.knownDevice));
    (target as Element).setAttribute("known-device", detail.knownDevice);
  },
);
