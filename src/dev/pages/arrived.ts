import { copyOnClick } from "./copy.ts";
import { find } from "./find.ts";
import { type ListedMail, listMails } from "./mails.ts";

const everyMs = 500;
let shown: ListedMail | undefined;
let wanted = 0;

copyOnClick(find("arrived-code", HTMLElement), "Code", () => shown?.code ?? "");

/** Waits for the next mail to an address, and shows its code below the form. A later call takes the place of this one. */
export async function showMailTo(email: string): Promise<void> {
  const mine = ++wanted;
  const to = email.trim().toLowerCase();
  const before = shown?.id;
  while (mine === wanted) {
    const mails = await listMails().catch(() => []);
    const newest = mails.find((mail) => mail.to === to);
    if (newest !== undefined && newest.id !== before) {
      show(newest);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Hides what is shown, and waits for nothing any more. */
export function showNoMail(): void {
  wanted++;
  find("arrived", HTMLElement).hidden = true;
}

function show(mail: ListedMail): void {
  shown = mail;
  const code = find("arrived-code", HTMLElement);
  code.textContent = mail.code;
  code.setAttribute("aria-label", `Copy the code ${mail.code}`);
  find("arrived-link", HTMLAnchorElement).href = `/inbox#${mail.id}`;
  find("arrived", HTMLElement).hidden = false;
}
