import { showNoMail } from "./arrived.ts";
import { find } from "./find.ts";
import { highlight } from "./highlight.ts";
import { checkReceipt, decodeReceipt, type ReceiptCheck, type ReceiptTrust } from "./receipt.ts";

/** Shows a receipt decoded and checked: here, and by a server that knows nothing but the published keys. */
export async function showReceipt(receipt: string, trust: ReceiptTrust): Promise<void> {
  showNoMail();
  find("signed-in", HTMLElement).hidden = false;
  find("no-receipt", HTMLElement).hidden = true;
  find("receipt", HTMLElement).hidden = false;
  showParts(find("receipt-text", HTMLElement), receipt);
  const { header, claims } = decodeReceipt(receipt);
  for (const [id, json] of [
    ["receipt-header", header],
    ["receipt-claims", claims],
  ] as const)
    highlight(find(id, HTMLElement), JSON.stringify(json, null, 2), "json");
  showChecks(await checkReceipt(receipt, trust));
  await showSession(receipt);
}

/** Header, claims and signature, each in a colour. */
function showParts(element: HTMLElement, receipt: string): void {
  const spans = receipt.split(".").map((text, index) => {
    const span = document.createElement("span");
    span.className = ["key", "string", "number"][index] ?? "";
    span.textContent = text;
    return span;
  });
  element.replaceChildren(...spans.flatMap((span, index) => (index === 0 ? [span] : [".", span])));
}

function showChecks(checks: readonly ReceiptCheck[]): void {
  const entries = checks.map(({ what, holds }) => {
    const entry = document.createElement("li");
    entry.className = holds ? "holds" : "fails";
    const verdict = document.createElement("span");
    verdict.className = "unseen";
    verdict.textContent = holds ? "Holds: " : "Fails: ";
    entry.append(verdict, what);
    return entry;
  });
  find("receipt-checks", HTMLElement).replaceChildren(...entries);
}

async function showSession(receipt: string): Promise<void> {
  const shown = find("session", HTMLElement);
  try {
    const answer = await fetch("/session", { headers: { authorization: `Bearer ${receipt}` } });
    const body = JSON.stringify(await answer.json(), null, 2);
    highlight(shown, `GET /session → ${answer.status}\n\n${body}`, "json");
  } catch {
    shown.textContent = "The server could not be reached.";
  }
}
