import { readFileSync } from "node:fs";
import type { Clock } from "../core/ports.ts";
import { answer, type Page, type Pages } from "../http/pages.ts";
import type { Mail, MailTransport } from "../mail/mail.ts";

/** Keeps the last mails in memory instead of sending them, and shows them. */
export interface Inbox {
  readonly transport: MailTransport;
  readonly pages: Pages;
}

const kept = 50;

/** An inbox for development. Each mail is passed on to `next` too. */
export function createInbox(next: MailTransport, clock: Clock): Inbox {
  const mails: (Mail & { readonly sent_at: string })[] = [];
  return {
    transport: {
      async deliver(mail) {
        const delivery = await next.deliver(mail);
        if (delivery.kind === "accepted") mails.unshift({ ...mail, sent_at: clock().toISOString() });
        mails.length = Math.min(mails.length, kept);
        return delivery;
      },
    },
    pages: {
      "/inbox": file("inbox.html", "text/html"),
      "/inbox/inbox.css": file("inbox.css", "text/css"),
      "/inbox/inbox.js": file("inbox.js", "text/javascript"),
      "/inbox/messages": (req, res) => {
        const to = new URL(req.url ?? "", "http://localhost").searchParams.get("to")?.trim().toLowerCase();
        const shown = mails.filter((mail) => to === undefined || mail.to.toLowerCase() === to);
        const messages = shown.map(({ to, subject, text, html, code, sent_at }) => ({
          to,
          subject,
          text,
          html,
          code,
          sent_at,
        }));
        answer(res, 200, "application/json", JSON.stringify(messages));
      },
    },
  };
}

function file(name: string, type: string): Page {
  const content = readFileSync(new URL(`pages/${name}`, import.meta.url), "utf8");
  return (_req, res) => {
    res.setHeader("content-security-policy", policy);
    answer(res, 200, type, content);
  };
}

/** The mail's own HTML is shown in a frame without scripts; its styles are inline, as mail clients want them. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; " +
  "img-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
