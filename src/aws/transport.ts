import { type AwsCredentials, createCredentialSource, type ProvideCredentials } from "./credentials.ts";
import type { Http, HttpAnswer, HttpLimits, OpenHttp, RequestHandler } from "./http.ts";
import type { ResolvedService } from "./sdk-request.ts";
import { createSigner, type PreparedHeaders, type Signer } from "./sigv4.ts";

export interface TransportOptions {
  /** The headers that all requests have in common. */
  readonly headers: readonly Readonly<Record<string, string>>[];
  /** Asks the SDK; again for the next call, when it fails. */
  readonly resolve: () => Promise<ResolvedService>;
  readonly credentials: ProvideCredentials;
  readonly openHttp: OpenHttp;
  /** Of the SDK's client. */
  readonly handler: RequestHandler;
  readonly limits: HttpLimits;
  /** The service's own name for a refusal, as its protocol writes it. */
  readonly refusalOf: (text: string) => string | undefined;
  readonly now?: () => number;
}

export interface AwsAnswer {
  readonly status: number;
  readonly text: string;
  /** Of an answer with status 400 or more, if it is the service's own. */
  readonly refusal?: string | undefined;
  readonly requestId?: string | undefined;
  /** The refusal was of the signature alone, and what was wrong with it has been mended: the next call may do. */
  readonly mended?: boolean;
}

/** Posts signed requests to one service of AWS. */
export interface Transport {
  /** `kind` is an index of the headers. Fails with a `CredentialsError`, an {@link AwsSettingsError} or a `ConnectionError`. */
  post(kind: number, body: Uint8Array): Promise<AwsAnswer>;
  close(): void;
}

/** A transport of little cost: what the SDK resolves is asked of it once, and what it does each time is done here. */
export function createTransport(options: TransportOptions): Transport {
  const { now = Date.now, refusalOf } = options;
  const source = createCredentialSource(options.credentials, now);
  let opening: Promise<Opened> | undefined;
  let opened: Opened | undefined;
  let skewMs = 0;

  function open(): Promise<Opened> {
    opening ??= openOnce(options).then(
      (done) => {
        opened = done;
        return done;
      },
      (error) => {
        opening = undefined;
        throw error;
      },
    );
    return opening;
  }

  /** Whether the reason of a refusal was found and is gone. */
  function mend(refusal: string | undefined, answer: HttpAnswer, used: AwsCredentials): boolean {
    if (refusal === undefined) return false;
    if (credentialFaults.has(refusal)) return source.refuse(used);
    if (!clockFaults.has(refusal)) return false;
    const theirs = Date.parse(answer.header("date") ?? "");
    if (!(Math.abs(theirs - (now() + skewMs)) > toleratedSkewMs)) return false;
    skewMs = theirs - now();
    return true;
  }

  return {
    async post(kind, body) {
      // First, as the SDK needs them to resolve the rest, and would say less of what is wrong with them.
      const credentials = await source.current();
      const { http, signer, headers } = opened ?? (await open());
      const prepared = headers[kind] as PreparedHeaders;
      const answer = await http.post(signer.sign(prepared, body, credentials, now() + skewMs), body);
      const { status, text } = answer;
      if (status < 400) return { status, text };
      const refusal = refusalOf(text);
      const requestId = answer.header("x-amzn-requestid");
      return { status, text, refusal, requestId, mended: mend(refusal, answer, credentials) };
    },
    close: () => opened?.http.close(),
  };
}

interface Opened {
  readonly http: Http;
  readonly signer: Signer;
  readonly headers: readonly PreparedHeaders[];
}

async function openOnce({ resolve, openHttp, limits, handler, headers }: TransportOptions): Promise<Opened> {
  const { scope, target } = await resolve().catch((cause) => {
    throw new AwsSettingsError(cause);
  });
  const signer = createSigner(scope);
  return { http: await openHttp(target, limits, handler), signer, headers: headers.map(signer.prepare) };
}

/** The SDK does not know where to send requests to. */
export class AwsSettingsError extends Error {
  override readonly name = "AwsSettingsError";

  constructor(cause: unknown) {
    super("the endpoint of AWS cannot be resolved: see that AWS_REGION and AWS_ENDPOINT_URL are right", {
      cause,
    });
  }
}

/** Names of both protocols: the credentials are not, or no longer, known. */
const credentialFaults: ReadonlySet<string> = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
]);

/** So the request was signed for another time than AWS's. */
const clockFaults: ReadonlySet<string> = new Set([
  "InvalidSignatureException",
  "RequestExpired",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
]);

/** AWS takes five minutes; the SDK corrects from four. */
const toleratedSkewMs = 240_000;
