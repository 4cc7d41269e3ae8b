import { copyOnClick } from "./copy.ts";
import { find } from "./find.ts";
import { type ListedMail, listMails } from "./mails.ts";
import { createReader } from "./reader.ts";
import { activateTabs } from "./tabs.ts";

const main = find("main", HTMLElement);
const list = find("mails", HTMLOListElement);
const template = find("row", HTMLTemplateElement);
const filter = find("filter", HTMLInputElement);
const state = find("state", HTMLElement);
const calm = state.textContent;
const reader = createReader();
const rows = new Map<string, HTMLLIElement>();
let mails: readonly ListedMail[] = [];

activateTabs(document);
filter.value = new URLSearchParams(location.search).get("to") ?? "";
filter.addEventListener("input", () => {
  const query = filter.value === "" ? "" : `?to=${encodeURIComponent(filter.value)}`;
  history.replaceState(null, "", `${location.pathname}${query}${location.hash}`);
  show();
});
addEventListener("hashchange", () => {
  show();
  if (selectedId() !== "") find("mail", HTMLElement).focus();
});
document.addEventListener("visibilitychange", () => void refresh());
await refresh();
setInterval(refresh, 1_000);

/** Asks for the mails while somebody looks. */
async function refresh(): Promise<void> {
  if (document.hidden) return;
  try {
    const known = mails[0]?.id;
    const isFirst = rows.size === 0;
    mails = await listMails();
    state.textContent = calm;
    const [newest] = mails;
    if (newest !== undefined && newest.id !== known && !isFirst)
      find("status", HTMLElement).textContent = `New mail to ${newest.to}`;
    show();
  } catch {
    state.textContent = "NoPass does not answer. This page goes on when it is back.";
  }
}

function show(): void {
  const ids = new Set(mails.map(({ id }) => id));
  for (const [id, row] of rows)
    if (!ids.has(id)) {
      row.remove();
      rows.delete(id);
    }
  for (const mail of mails.toReversed()) if (!rows.has(mail.id)) list.prepend(createRow(mail));

  const wanted = filter.value.trim().toLowerCase();
  const shown = mails.filter(({ to }) => to.includes(wanted));
  const selected = mails.find(({ id }) => id === selectedId()) ?? shown[0];
  for (const mail of mails) {
    const row = rows.get(mail.id);
    if (row === undefined) continue;
    row.hidden = !shown.includes(mail);
    if (mail === selected) row.querySelector("a")?.setAttribute("aria-current", "true");
    else row.querySelector("a")?.removeAttribute("aria-current");
  }
  find("empty", HTMLElement).hidden = mails.length > 0;
  find("none", HTMLElement).hidden = mails.length === 0 || shown.length > 0;
  filter.hidden = mails.length === 0;
  main.classList.toggle("bare", mails.length === 0);
  main.classList.toggle(
    "reading",
    mails.some(({ id }) => id === selectedId()),
  );
  reader.show(selected);
}

/** Without a choice the newest mail is shown. */
function selectedId(): string {
  return location.hash.slice(1);
}

function createRow({ id, to, subject, code, sentAt }: ListedMail): HTMLLIElement {
  const row = template.content.querySelector("li")?.cloneNode(true) as HTMLLIElement;
  const [link, button] = [row.querySelector("a"), row.querySelector("button")];
  const [address, time, about] = [".to", "time", "bdi"].map((part) => row.querySelector<HTMLElement>(part));
  if (!link || !button || !address || !time || !about) throw new Error("the template of a row is not whole");
  link.href = `#${id}`;
  address.textContent = to;
  time.textContent = new Date(sentAt).toLocaleTimeString();
  about.textContent = subject;
  button.textContent = code;
  button.setAttribute("aria-label", `Copy the code ${code}`);
  copyOnClick(button, "Code", () => code);
  rows.set(id, row);
  return row;
}
