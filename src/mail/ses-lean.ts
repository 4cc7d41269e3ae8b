import { GetSendQuotaCommand, type GetSendQuotaCommandOutput, type SESClient } from "@aws-sdk/client-ses";
import type { AwsTimeouts } from "../aws/handler.ts";
import type { OpenHttp, RequestHandler } from "../aws/http.ts";
import { resolveService } from "../aws/sdk-request.ts";
import { type AwsAnswer, createTransport, type Transport } from "../aws/transport.ts";
import type { RawMail, SesCall } from "./ses-call.ts";
import { maxConnections, maxIdleMs, sesTimeouts } from "./ses-client.ts";

/** The call in SES's own protocol (Query, version 2010-12-01), without what the SDK does around it. */
export function createLeanSesCall(transport: Transport): SesCall {
  return async (mail) => {
    const answer = await transport.post(0, Buffer.from(formOf(mail), "latin1"));
    const { status, requestId, text } = answer;
    if (status >= 400) throw new LeanSesError(answer);
    const messageId = status === 200 ? accepted.exec(text)?.[1] : undefined;
    return { messageId, $metadata: { httpStatusCode: status, requestId } };
  };
}

/** Opens the transport of a client: to the same endpoint, with the same credentials. */
export function openSesTransport(
  client: SESClient,
  openHttp: OpenHttp,
  { connectMs, requestMs }: AwsTimeouts = sesTimeouts,
): Transport {
  return createTransport({
    headers: [{ "content-type": "application/x-www-form-urlencoded" }],
    resolve: () => {
      const command = new GetSendQuotaCommand({});
      return resolveService<GetSendQuotaCommandOutput>(command, () => client.send(command, {}));
    },
    credentials: client.config.credentials,
    openHttp,
    handler: client.config.requestHandler as RequestHandler,
    limits: {
      connectMs,
      requestMs,
      idleMs: maxIdleMs,
      connections: maxConnections,
      answerBytes: 64 * 1024,
    },
    refusalOf: (text) => refused.exec(text)?.[1],
  });
}

/** Written by hand: a form of this size takes longer to encode than to sign. */
function formOf({ mime, source, to, configurationSet, tags }: RawMail): string {
  const set =
    configurationSet === undefined ? "" : `&ConfigurationSetName=${encodeURIComponent(configurationSet)}`;
  // In the base64 of ASCII hardly any sign has to be escaped: these are searches, not replacements.
  const data = Buffer.from(mime.buffer, mime.byteOffset, mime.byteLength)
    .toString("base64")
    .replaceAll("+", "%2B")
    .replaceAll("/", "%2F")
    .replaceAll("=", "%3D");
  return (
    `Action=SendRawEmail&Version=2010-12-01&Source=${encodeURIComponent(source)}` +
    `&Destinations.member.1=${encodeURIComponent(to)}${set}` +
    `&Tags.member.1.Name=kind&Tags.member.1.Value=${encodeURIComponent(tags.kind)}` +
    `&Tags.member.2.Name=tenant&Tags.member.2.Value=${encodeURIComponent(tags.tenant)}` +
    `&RawMessage.Data=${data}`
  );
}

const accepted = /<SendRawEmailResponse[\s>].*<MessageId>([^<]+)<\/MessageId>/s;
const refused = /<ErrorResponse[\s>].*?<Error>.*?<Code>([\w.]{1,100})<\/Code>/s;

/** SES's message repeats addresses: it is looked at, and goes no further. */
class LeanSesError extends Error {
  override readonly name: string;
  readonly Code: string | undefined;
  readonly mended: boolean;
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId: string | undefined };

  constructor({ status, refusal, requestId, text, mended = false }: AwsAnswer) {
    super(refusal === undefined ? "" : text);
    this.name = refusal ?? "UnreadableAnswer";
    this.Code = refusal;
    this.mended = mended;
    this.$metadata = { httpStatusCode: status, requestId };
  }
}
