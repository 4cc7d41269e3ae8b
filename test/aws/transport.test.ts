import { DynamoDBClient, GetItemCommand, type GetItemCommandOutput } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { AwsCredentials } from "../../src/aws/credentials.ts";
import type { Http, HttpAnswer, HttpTarget } from "../../src/aws/http.ts";
import { resolveService } from "../../src/aws/sdk-request.ts";
import { AwsSettingsError, createTransport } from "../../src/aws/transport.ts";
import { minutes, noonMs } from "../support/noon.ts";

afterEach(() => vi.unstubAllEnvs());

const keys = { accessKeyId: "AKID", secretAccessKey: "secret" };

describe("where requests go is what the SDK says", () => {
  test.for([
    { env: {}, host: "dynamodb.eu-north-1.amazonaws.com", region: "eu-north-1" },
    { env: { AWS_REGION: "cn-north-1" }, host: "dynamodb.cn-north-1.amazonaws.com.cn", region: "cn-north-1" },
    {
      env: { AWS_REGION: "us-east-2", AWS_USE_FIPS_ENDPOINT: "true" },
      host: "dynamodb-fips.us-east-2.amazonaws.com",
      region: "us-east-2",
    },
    {
      env: { AWS_USE_DUALSTACK_ENDPOINT: "true" },
      host: "dynamodb.eu-north-1.api.aws",
      region: "eu-north-1",
    },
    {
      env: { AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:8000" },
      host: "127.0.0.1:8000",
      region: "eu-north-1",
    },
  ])("$env: $host", async ({ env, host, region }) => {
    vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    for (const [name, value] of Object.entries({ AWS_REGION: "eu-north-1", ...env })) vi.stubEnv(name, value);
    const { scope, target } = await resolve(new DynamoDBClient({ credentials: keys }));
    expect(scope).toEqual({ region, service: "dynamodb", host, path: "/" });
    expect(`${target.hostname}${target.port === undefined ? "" : `:${target.port}`}`).toBe(host);
    expect(target.protocol).toBe(host.startsWith("127.") ? "http:" : "https:");
  });

  test("without a region a call fails, says what to look at, and the next one asks again", async () => {
    let asked = 0;
    const { transport } = scripted([ok], {
      resolve: async () => {
        if (asked++ === 0) throw new Error("Region is missing");
        return service;
      },
    });
    await expect(transport.post(0, body)).rejects.toThrow(AwsSettingsError);
    expect(await transport.post(0, body)).toMatchObject({ status: 200 });
  });
});

describe("a request that was refused for its signature", () => {
  test("is signed by AWS's clock from then on, when ours is wrong", async () => {
    const theirs = noonMs + minutes(20);
    const { transport, dates } = scripted([refusal("RequestExpired", theirs), ok, ok]);
    expect(await transport.post(0, body)).toMatchObject({ refusal: "RequestExpired", mended: true });
    expect(await transport.post(0, body)).toMatchObject({ status: 200 });
    expect(dates()).toEqual(["20260601T120000Z", "20260601T122000Z"]);
  });

  test("stays refused when the clocks agree: the key is wrong", async () => {
    const { transport } = scripted([refusal("InvalidSignatureException", noonMs + minutes(3))]);
    expect(await transport.post(0, body)).toMatchObject({ mended: false });
  });

  test("stays refused when the answer does not say what time it is", async () => {
    const { transport } = scripted([refusal("InvalidSignatureException", Number.NaN)]);
    expect(await transport.post(0, body)).toMatchObject({ mended: false });
  });

  test("is signed with other credentials from then on, when those have expired early", async () => {
    let nowMs = noonMs;
    const given: AwsCredentials[] = [keys, { ...keys, accessKeyId: "OTHER" }];
    const { transport, authorizations } = scripted([ok, refusal("ExpiredTokenException", noonMs), ok], {
      credentials: async () => given.shift() ?? keys,
      now: () => nowMs,
    });
    await transport.post(0, body);
    nowMs += minutes(1);
    expect(await transport.post(0, body)).toMatchObject({ mended: true });
    await transport.post(0, body);
    expect(authorizations().map((text) => /Credential=(\w+)/.exec(text)?.[1])).toEqual([
      "AKID",
      "AKID",
      "OTHER",
    ]);
  });

  test("is not mended when it was refused for anything else", async () => {
    const { transport } = scripted([refusal("AccessDeniedException", noonMs + minutes(20))]);
    expect(await transport.post(0, body)).toMatchObject({ refusal: "AccessDeniedException", mended: false });
  });
});

const body = Buffer.from("{}");
const service = {
  target: { protocol: "http:", hostname: "localhost", port: 1, path: "/" } satisfies HttpTarget,
  scope: { region: "eu-central-1", service: "dynamodb", host: "localhost:1", path: "/" },
};
const ok: HttpAnswer = { status: 200, text: "", header: () => undefined };

function refusal(code: string, dateMs: number): HttpAnswer {
  const date = Number.isNaN(dateMs) ? undefined : new Date(dateMs).toUTCString();
  return { status: 400, text: code, header: (name) => (name === "date" ? date : undefined) };
}

/** A transport whose other side gives these answers in turn. */
function scripted(
  answers: readonly HttpAnswer[],
  options: Partial<Parameters<typeof createTransport>[0]> = {},
) {
  const left = [...answers];
  const posted: (readonly string[])[] = [];
  const http: Http = {
    async post(headers) {
      posted.push(headers);
      return left.shift() ?? ok;
    },
    close() {},
  };
  const transport = createTransport({
    headers: [{ "content-type": "application/json" }],
    resolve: async () => service,
    credentials: async () => keys,
    openHttp: () => http,
    handler: { handle: () => Promise.reject(new Error("not this way")) },
    limits: { connectMs: 1, requestMs: 1, idleMs: 1, connections: 1, answerBytes: 1 },
    refusalOf: (text) => text || undefined,
    now: () => noonMs,
    ...options,
  });
  const each = (name: string) => posted.map((headers) => headers[headers.indexOf(name) + 1] ?? "");
  return { transport, dates: () => each("x-amz-date"), authorizations: () => each("authorization") };
}

function resolve(client: DynamoDBClient) {
  const command = new GetItemCommand({ TableName: "t", Key: { pk: { S: "k" } } });
  return resolveService<GetItemCommandOutput>(command, () => client.send(command, {}));
}
