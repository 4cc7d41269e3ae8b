import type { Clock } from "../core/ports.ts";
import type { HttpRequest, HttpResponse } from "../http/one-port.ts";
import { answer, type Page, type Pages } from "../http/pages.ts";
import type { Mail, MailTransport } from "../mail/mail.ts";
import { writeMime } from "../mail/mime.ts";
import { answerWithMail } from "./mail-page.ts";
import { htmlPage, script } from "./page-files.ts";

/** Keeps the last mails in memory instead of sending them, and shows them. */
export interface Inbox {
  readonly transport: MailTransport;
  readonly pages: Pages;
}

/** A mail that was kept. Ids count up from 1. */
interface KeptMail extends Mail {
  readonly id: string;
  readonly sentAt: Date;
}

const kept = 50;

/** An inbox for development. Each mail is passed on to `next` too. */
export function createInbox(next: MailTransport, clock: Clock): Inbox {
  const mails: KeptMail[] = [];
  let count = 0;

  /** A page of one mail, which `?id=` names. */
  const pageOf =
    (show: (mail: KeptMail, res: HttpResponse) => void): Page =>
    (req, res) => {
      const mail = mails.find(({ id }) => id === queryOf(req).get("id"));
      if (mail === undefined) answer(res, 404, "text/plain", "this mail is not kept any more\n");
      else show(mail, res);
    };

  return {
    transport: {
      async deliver(mail) {
        const delivery = await next.deliver(mail);
        if (delivery.kind === "accepted") mails.unshift({ ...mail, id: String(++count), sentAt: clock() });
        mails.length = Math.min(mails.length, kept);
        return delivery;
      },
    },
    pages: {
      "/inbox": htmlPage("inbox.html"),
      "/inbox/inbox.js": script("inbox.ts"),
      "/inbox/messages": (req, res) => {
        const to = queryOf(req).get("to")?.trim().toLowerCase();
        const shown = mails.filter((mail) => to === undefined || mail.to.toLowerCase() === to);
        const messages = shown.map(({ to, subject, text, html, code, sentAt }) => ({
          to,
          subject,
          text,
          html,
          code,
          sent_at: sentAt,
        }));
        answer(res, 200, "application/json", JSON.stringify(messages));
      },
      "/inbox/list": (_req, res) => {
        const list = mails.map(({ id, to, from, subject, code, sentAt }) => ({
          id,
          to,
          from,
          subject,
          code,
          sentAt,
        }));
        answer(res, 200, "application/json", JSON.stringify(list));
      },
      "/inbox/text": pageOf(({ text }, res) => answer(res, 200, "text/plain", text)),
      "/inbox/html": pageOf(({ html }, res) => answerWithMail(res, html)),
      "/inbox/source": pageOf((mail, res) => {
        res.setHeader("content-disposition", `attachment; filename="nopass-${mail.id}.eml"`);
        answer(res, 200, "message/rfc822", Buffer.from(writeMime(mail, mail.sentAt)).toString("latin1"));
      }),
    },
  };
}

function queryOf(req: HttpRequest): URLSearchParams {
  return new URL(req.url ?? "", "http://localhost").searchParams;
}
