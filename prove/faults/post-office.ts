import { type ParsedMail, simpleParser } from "mailparser";
import type { Answer } from "./http-faults.ts";

/** Where all mails end, whichever way they came. */
export interface PostOffice {
  /** The codes that were mailed to an address. */
  codesFor(email: string): readonly string[];
  /** Refuses the next mail to an address, for certain. */
  refuseNext(email: string): void;
  /** A request of SES's API, as SES answers it. */
  ses(body: string): Promise<Answer>;
  /** A post to a webhook: one that is repeated delivers nothing again. */
  webhook(id: string, body: string): Answer;
  /** A mail by SMTP; false refuses it. */
  smtp(mime: Buffer): Promise<boolean>;
  /** Every mail, as it came. */
  readonly texts: readonly string[];
}

export function createPostOffice(): PostOffice {
  const codes = new Map<string, string[]>();
  const refused = new Map<string, number>();
  const posted = new Set<string>();
  const texts: string[] = [];

  function take(to: string, code: string, text: string): boolean {
    const left = refused.get(to) ?? 0;
    if (left > 0) {
      refused.set(to, left - 1);
      return false;
    }
    texts.push(text);
    codes.set(to, [...(codes.get(to) ?? []), code]);
    return true;
  }

  function takeMime(mail: ParsedMail): boolean {
    const [to] = [mail.to ?? []].flat();
    return take(to?.value[0]?.address ?? "", codeIn(mail.subject), mail.text ?? "");
  }

  return {
    codesFor: (email) => codes.get(email) ?? [],
    refuseNext: (email) => void refused.set(email, (refused.get(email) ?? 0) + 1),
    async ses(body) {
      const data = new URLSearchParams(body).get("RawMessage.Data") ?? "";
      const taken = takeMime(await simpleParser(Buffer.from(data, "base64")));
      return taken ? sesAccepts : sesSays(400, "MessageRejected");
    },
    webhook(id, body) {
      if (posted.has(id)) return { status: 200, body: "" };
      const { to, code, text } = JSON.parse(body);
      if (!take(to, code, text)) return { status: 422, body: "" };
      posted.add(id);
      return { status: 200, body: "" };
    },
    smtp: async (mime) => takeMime(await simpleParser(mime)),
    texts,
  };
}

/** The subject begins with it: "12345678 is your Acme code". */
function codeIn(subject = ""): string {
  return /\d{6,10}/.exec(subject)?.[0] ?? "";
}

const namespace = 'xmlns="http://ses.amazonaws.com/doc/2010-12-01/"';

const sesAccepts: Answer = {
  status: 200,
  body:
    `<SendRawEmailResponse ${namespace}><SendRawEmailResult><MessageId>0102-1</MessageId>` +
    "</SendRawEmailResult></SendRawEmailResponse>",
};

export function sesSays(status: number, code: string): Answer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error>`;
  return {
    status,
    body: `<ErrorResponse ${namespace}>${error}<RequestId>7f1c-1</RequestId></ErrorResponse>`,
  };
}
