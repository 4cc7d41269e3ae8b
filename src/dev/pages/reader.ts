import { copyOnClick } from "./copy.ts";
import { find } from "./find.ts";
import { htmlUrl, type ListedMail, mailHeaders, mailText, sourceUrl } from "./mails.ts";

/** The part of the inbox that shows one mail. */
export interface Reader {
  /** Shows a mail, or nothing. The one that is shown already is left as it is, with what is selected in it. */
  show(mail: ListedMail | undefined): void;
}

/** Takes over the elements of the page that a mail is shown in. */
export function createReader(): Reader {
  const article = find("mail", HTMLElement);
  const code = find("code", HTMLButtonElement);
  let shown: ListedMail | undefined;
  copyOnClick(code, "Code", () => shown?.code ?? "");
  return {
    show(mail) {
      article.hidden = mail === undefined;
      if (mail === undefined || mail.id === shown?.id) return;
      shown = mail;
      const { id, subject, to, from, sentAt } = mail;
      setText("subject", subject);
      setText("to", to);
      setText("from", from);
      const sent = new Date(sentAt);
      setText("sent", sent.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" }));
      find("sent", HTMLTimeElement).dateTime = sentAt;
      code.textContent = mail.code;
      code.setAttribute("aria-label", `Copy the code ${mail.code}`);
      find("download", HTMLAnchorElement).href = sourceUrl(id);
      find("as-html", HTMLElement).replaceChildren(createFrame(id));
      void fill("as-text", mailText(id));
      void fill("as-headers", mailHeaders(id));
    },
  };

  async function fill(panel: string, text: Promise<string>): Promise<void> {
    const pre = find(panel, HTMLElement).querySelector("pre");
    if (pre === null) return;
    const of = shown;
    const content = await text.catch(() => "This mail is not kept any more.");
    if (of === shown) pre.textContent = content;
  }
}

/** A mail's HTML is a stranger's: the frame runs nothing, and belongs to no origin. */
function createFrame(id: string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "");
  frame.title = "The mail as HTML";
  frame.src = htmlUrl(id);
  return frame;
}

function setText(id: string, text: string): void {
  find(id, HTMLElement).textContent = text;
}
