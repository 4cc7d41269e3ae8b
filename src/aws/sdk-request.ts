import type { HttpTarget } from "./http.ts";
import type { SigningScope } from "./sigv4.ts";

/** Where the SDK would have sent a request, and under which scope it signed it. */
export interface ResolvedService {
  readonly target: HttpTarget;
  readonly scope: SigningScope;
}

/** As much of an SDK command as is used. */
export interface SdkCommand<Result> {
  readonly middlewareStack: {
    add(middleware: FinalMiddleware<Result>, options: FinalStep): void;
  };
}

type FinalMiddleware<Result> = () => (args: {
  readonly request: unknown;
}) => Promise<{ readonly response: unknown; readonly output: Result }>;

interface FinalStep {
  readonly step: "finalizeRequest";
  readonly priority: "low";
  readonly name: string;
}

/**
 * Has the SDK make a request, and keeps it from sending it.
 *
 * So region, profile, endpoint, FIPS, dual stack and whatever else the SDK's settings say are resolved by the SDK
 * itself. It needs credentials for that, and fails without.
 */
export async function resolveService<Result>(
  command: SdkCommand<Result>,
  send: () => Promise<unknown>,
): Promise<ResolvedService> {
  let request: SignedRequest | undefined;
  command.middlewareStack.add(
    () => async (args) => {
      request = args.request as SignedRequest;
      return { response: {}, output: { $metadata: {} } as Result };
    },
    { step: "finalizeRequest", priority: "low", name: "keepRequest" },
  );
  await send();
  const { protocol = "", hostname = "", port, path = "/", headers = {} } = request ?? {};
  const authorization = headers.authorization ?? "";
  const { region, service } = credentialScope.exec(authorization)?.groups ?? {};
  if (region === undefined || service === undefined)
    throw new Error("the SDK signs in a way that only it knows: set NOPASS_AWS_CLIENT=sdk");
  const host = headers.host ?? (port === undefined ? hostname : `${hostname}:${port}`);
  return { target: { protocol, hostname, port, path }, scope: { region, service, host, path } };
}

interface SignedRequest extends Partial<HttpTarget> {
  readonly headers?: Readonly<Record<string, string>>;
}

const credentialScope =
  /^AWS4-HMAC-SHA256 Credential=.*\/\d{8}\/(?<region>[^/]+)\/(?<service>[^/]+)\/aws4_request,/;
