import { type AddressObject, simpleParser } from "mailparser";

/** A mail as its reader's program sees it. */
export interface ParsedMail {
  readonly headers: readonly string[];
  readonly from: readonly { readonly name: string; readonly address: string | undefined }[];
  readonly to: readonly (string | undefined)[];
  readonly replyTo: readonly (string | undefined)[];
  readonly subject: string | undefined;
  readonly text: string | undefined;
  readonly html: string | false | undefined;
}

export async function parsedMail(mime: Uint8Array): Promise<ParsedMail> {
  const mail = await simpleParser(Buffer.from(mime), asItStands);
  return {
    headers: mail.headerLines.map(({ key }) => key),
    from: mailboxes(mail.from).map(({ name, address }) => ({ name, address })),
    to: mailboxes(mail.to).map(({ address }) => address),
    replyTo: mailboxes(mail.replyTo).map(({ address }) => address),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
  };
}

/** Neither part is made from the other, and no links are looked for in the text: nobody here asks for that. */
const asItStands = { skipTextToHtml: true, skipHtmlToText: true, skipTextLinks: true };

function mailboxes(header: AddressObject | AddressObject[] | undefined) {
  return [header ?? []].flat().flatMap(({ value }) => value);
}
