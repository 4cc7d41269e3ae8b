/** A mail as the inbox lists it. */
export interface ListedMail {
  readonly id: string;
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly code: string;
  /** RFC 3339. */
  readonly sentAt: string;
}

/** The mails that are kept, newest first. Throws when the service does not answer. */
export async function listMails(): Promise<readonly ListedMail[]> {
  return JSON.parse(await text("/inbox/list"));
}

/** The text part of a mail. */
export function mailText(id: string): Promise<string> {
  return text(`/inbox/text?id=${id}`);
}

/** A mail's headers as they go out, without the ends of lines of SMTP. */
export async function mailHeaders(id: string): Promise<string> {
  const [headers = ""] = (await text(sourceUrl(id))).split("\r\n\r\n", 1);
  return headers.replaceAll("\r\n", "\n");
}

/** Where a mail's HTML is, under a policy of its own. */
export function htmlUrl(id: string): string {
  return `/inbox/html?id=${id}`;
}

/** Where the whole mail is, as it goes out. */
export function sourceUrl(id: string): string {
  return `/inbox/source?id=${id}`;
}

async function text(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} was answered with ${answer.status}`);
  return answer.text();
}
