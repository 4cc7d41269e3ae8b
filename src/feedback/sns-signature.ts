import { createVerify, X509Certificate } from "node:crypto";
import { isUrlOf, type SnsMessage, snsHostOf } from "./sns-message.ts";

/** Gets a text by HTTPS, without following redirects. Throws if it cannot. */
export type FetchText = (url: string) => Promise<string>;

export interface SnsVerifierDeps {
  readonly fetchText: FetchText;
  readonly now: () => Date;
  /** The topics whose messages are accepted. */
  readonly topics: readonly string[];
}

/** Whether Amazon SNS signed a message, and for one of our topics. Throws if the certificate cannot be had just now. */
export type VerifySns = (message: SnsMessage) => Promise<boolean>;

/**
 * Checks signatures as the SNS developer guide describes ("Verifying the signatures of Amazon SNS messages").
 *
 * The certificate's URL comes with the message, so it is fetched only from the host of SNS in the region of a topic that
 * is ours, and kept.
 */
export function createSnsVerifier({ fetchText, now, topics }: SnsVerifierDeps): VerifySns {
  const certificates = new Map<string, Promise<X509Certificate>>();

  function certificate(url: string): Promise<X509Certificate> {
    const known = certificates.get(url);
    if (known !== undefined) return known;
    if (certificates.size >= mostCertificates) throw new Error("SNS names more certificates than it has");
    const fetched = fetchText(url).then((pem) => new X509Certificate(pem));
    certificates.set(url, fetched);
    fetched.catch(() => certificates.delete(url));
    return fetched;
  }

  return async (message) => {
    const { TopicArn, SigningCertURL, SignatureVersion, Signature } = message;
    const host = topics.includes(TopicArn) ? snsHostOf(TopicArn) : undefined;
    const algorithm = algorithms.get(SignatureVersion);
    const signed = signedText(message);
    if (host === undefined || algorithm === undefined || signed === undefined) return false;
    if (!isUrlOf(SigningCertURL, host) || !certificatePath.test(new URL(SigningCertURL).pathname))
      return false;
    const { publicKey, validFromDate, validToDate } = await certificate(SigningCertURL);
    const at = now();
    if (at < validFromDate || at > validToDate) {
      certificates.delete(SigningCertURL);
      return false;
    }
    return createVerify(algorithm).update(signed).verify(publicKey, Signature, "base64");
  };
}

const algorithms: ReadonlyMap<string, string> = new Map([
  ["1", "RSA-SHA1"],
  ["2", "RSA-SHA256"],
]);

const certificatePath = /^\/SimpleNotificationService-[A-Za-z0-9]{1,64}\.pem$/;

/** SNS has a new one now and then; whoever makes up more of them gets none fetched. */
const mostCertificates = 16;

/** What is signed: names and values, a line each. */
function signedText(message: SnsMessage): string | undefined {
  const names = message.Type === "Notification" ? ofNotification : ofSubscription;
  const lines: string[] = [];
  for (const name of names) {
    const value = message[name];
    if (value === undefined && name === "Subject") continue;
    if (value === undefined) return undefined;
    lines.push(`${name}\n${value}\n`);
  }
  return lines.join("");
}

const ofNotification = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"] as const;
const ofSubscription = [
  "Message",
  "MessageId",
  "SubscribeURL",
  "Timestamp",
  "Token",
  "TopicArn",
  "Type",
] as const;
