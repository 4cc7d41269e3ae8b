import { createHmac, hash } from "node:crypto";
import { HmacKey } from "../core/hmac.ts";
import type { AwsCredentials } from "./credentials.ts";

/** Where requests go, as their signatures name it. */
export interface SigningScope {
  readonly region: string;
  /** As in the credential scope: `dynamodb`, `ses`. */
  readonly service: string;
  /** With the port, unless it is the protocol's own. */
  readonly host: string;
  /** As it goes over the wire, percent-encoded. */
  readonly path: string;
}

/** Headers that all requests of one kind share, in the form that is signed. */
export interface PreparedHeaders {
  /** Names and values in turn, as they are sent. */
  readonly sent: readonly string[];
  readonly beforeDate: string;
  readonly afterDate: string;
  readonly afterToken: string;
  readonly names: string;
  readonly namesWithToken: string;
}

/** Signs POST requests to one address by AWS Signature Version 4. */
export interface Signer {
  /** Names in lower case; `host` and `x-amz-*` of the signature come by themselves. */
  prepare(headers: Readonly<Record<string, string>>): PreparedHeaders;
  /** All headers of a signed request, names and values in turn. */
  sign(headers: PreparedHeaders, body: Uint8Array, credentials: AwsCredentials, nowMs: number): string[];
}

/**
 * Signs as the SDK does, which `test/aws/sigv4.property.test.ts` holds it to, at a fraction of the cost.
 *
 * What is the same in all requests is put together once, and the key derived from the credentials is kept for its day
 * (IAM user guide, "Create a signed AWS API request").
 */
export function createSigner({ region, service, host, path }: SigningScope): Signer {
  const start = `POST\n${canonicalPath(path)}\n\n`;
  let second = Number.NaN;
  let timestamp = "";
  let key: DerivedKey | undefined;

  function stamp(nowMs: number): string {
    const now = Math.floor(nowMs / 1000);
    if (now !== second) {
      second = now;
      timestamp = new Date(now * 1000).toISOString().replace(/[-:]|\.000/g, "");
    }
    return timestamp;
  }

  function keyOf(credentials: AwsCredentials, day: string): DerivedKey {
    if (key === undefined || key.day !== day || key.credentials !== credentials) {
      const scope = `${day}/${region}/${service}/aws4_request`;
      key = {
        day,
        credentials,
        scope,
        secret: derive(credentials.secretAccessKey, day, region, service),
        credential: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=`,
      };
    }
    return key;
  }

  return {
    prepare: (headers) => prepare({ ...headers, host }),
    sign(headers, body, credentials, nowMs) {
      const date = stamp(nowMs);
      const { scope, secret, credential } = keyOf(credentials, date.slice(0, 8));
      const token = credentials.sessionToken || undefined;
      const names = token === undefined ? headers.names : headers.namesWithToken;
      const signedToken = token === undefined ? "" : `x-amz-security-token:${canonicalValue(token)}\n`;
      const request = hash(
        "sha256",
        `${start}${headers.beforeDate}x-amz-date:${date}\n${headers.afterDate}${signedToken}${headers.afterToken}\n${names}\n${hash("sha256", body)}`,
      );
      const text = Buffer.from(`AWS4-HMAC-SHA256\n${date}\n${scope}\n${request}`);
      const signature = secret.text(text, "hex");
      const signed = [...headers.sent, "x-amz-date", date];
      if (token !== undefined) signed.push("x-amz-security-token", token);
      signed.push("authorization", `${credential}${names}, Signature=${signature}`);
      return signed;
    },
  };
}

interface DerivedKey {
  readonly day: string;
  readonly credentials: AwsCredentials;
  readonly scope: string;
  readonly secret: HmacKey;
  /** The beginning of the header. */
  readonly credential: string;
}

/** Not as bytes: to hand them over anew each time costs more than all the rest of the signature. */
function derive(secret: string, ...scope: readonly string[]): HmacKey {
  let key: Buffer = Buffer.from(`AWS4${secret}`);
  for (const part of [...scope, "aws4_request"]) key = createHmac("sha256", key).update(part).digest();
  return new HmacKey(key);
}

function prepare(headers: Readonly<Record<string, string>>): PreparedHeaders {
  const names = Object.keys(headers).sort();
  const lines = (from: string, to: string) =>
    names
      .filter((name) => name > from && name < to)
      .map((name) => `${name}:${canonicalValue(headers[name] ?? "")}\n`)
      .join("");
  const [date, token] = ["x-amz-date", "x-amz-security-token"] as const;
  return {
    sent: Object.entries(headers).flat(),
    beforeDate: lines("", date),
    afterDate: lines(date, token),
    afterToken: lines(token, "\uffff"),
    names: [...names, date].sort().join(";"),
    namesWithToken: [...names, date, token].sort().join(";"),
  };
}

function canonicalValue(value: string): string {
  return value.replace(/[\r\n\t ]+/g, " ").replace(/^ | $/g, "");
}

/** Encoded once more, without empty segments and dots, as every service but S3 wants it. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  const end = segments.length > 0 && path.endsWith("/") ? "/" : "";
  const encoded = encodeURIComponent(`/${segments.join("/")}${end}`).replaceAll("%2F", "/");
  // RFC 3986 §2.2: reserved, though encodeURIComponent leaves them.
  return encoded.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
