import { type RecordedCall, toCurl } from "./calls.ts";
import { copyOnClick } from "./copy.ts";
import { find } from "./find.ts";
import { highlight, pretty } from "./highlight.ts";
import { activateTabs } from "./tabs.ts";

const kept = 6;
let count = 0;

/** Adds a call to those that are shown, the newest first and open. */
export function showCall(call: RecordedCall): void {
  const list = find("calls", HTMLOListElement);
  find("no-calls", HTMLElement).hidden = true;
  for (const details of list.querySelectorAll("details")) details.open = false;
  list.prepend(createEntry(call));
  while (list.children.length > kept) list.lastElementChild?.remove();
}

function createEntry(call: RecordedCall): HTMLLIElement {
  const { method, url, body, answer, ms } = call;
  const template = find("call", HTMLTemplateElement);
  const entry = template.content.querySelector("li")?.cloneNode(true) as HTMLLIElement;
  const id = `call-${++count}`;
  for (const element of entry.querySelectorAll("[id]")) element.id = `${id}-${element.id}`;
  for (const name of ["aria-controls", "aria-labelledby"])
    for (const element of entry.querySelectorAll(`[${name}]`))
      element.setAttribute(name, `${id}-${element.getAttribute(name)}`);

  const part = (name: string) => entry.querySelector(`.${name}`) as HTMLElement;
  part("method").textContent = method;
  part("outcome").textContent = answer === undefined ? "no answer" : `${answer.status} in ${ms} ms`;
  part("outcome").classList.add(answer?.status === 200 ? "good" : "bad");
  highlight(part("request"), `POST ${new URL(url).pathname}\n\n${pretty(body)}`, "json");
  highlight(
    part("answer"),
    answer === undefined ? "The service could not be reached." : pretty(answer.body),
    "json",
  );
  part("curl").textContent = toCurl(call, location.origin);
  copyOnClick(part("copy"), "Command", () => toCurl(call, location.origin));
  activateTabs(entry);
  return entry;
}
