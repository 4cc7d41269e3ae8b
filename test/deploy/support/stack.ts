import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { simpleParser } from "mailparser";
import { accepts, openSesDouble } from "../../mail/support/ses-double.ts";
import { openLocalTable } from "../../support/local-table.ts";
import { openParameterStore } from "./aws-double.ts";
import { resolve } from "./intrinsics.ts";
import { type RunningFunction, startFunction } from "./invoke.ts";
import type { Packaged } from "./package.ts";

/** A packaged service with everything of AWS that it uses, on this machine. */
export async function openStack(packaged: Packaged) {
  const [table, parameters, ses] = [
    await openLocalTable(),
    await openParameterStore(),
    await openSesDouble([accepts]),
  ];
  const aws = {
    AWS_REGION: "eu-west-3",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ENDPOINT_URL_SSM: parameters.endpoint,
    AWS_ENDPOINT_URL_SES: ses.endpoint,
  };
  const fileOf = (handler: string) => join(packaged.folder, handler.replace(/\.handler$/, ".mjs"));
  const functionNamed = (name: string) => packaged.template.Resources[name]?.Properties ?? {};

  /** The environment that the template gives to the service. */
  function environment(values: Readonly<Record<string, string>> = {}): Record<string, string> {
    const known = {
      "AWS::StackName": "nopass-v1",
      Table: table.table,
      From: "login@acme.example",
      ConfigurationSet: "nopass-v1-set",
      FeedbackTopic: "arn:aws:sns:eu-west-3:123456789012:nopass-v1-feedback",
      "HttpApi.ApiEndpoint": "https://a1b2c3d4e5.execute-api.eu-west-3.amazonaws.com",
      ...values,
    };
    const conditions = { HasFromName: "FromName" in values, HasPublicUrl: "PublicUrl" in values };
    const variables = Object.entries(functionNamed("ApiLambdaFunction").Environment.Variables);
    return Object.fromEntries(variables.map(([name, value]) => [name, resolve(value, known, conditions)]));
  }

  return {
    parameters,
    environment,
    startService(env = environment()): Promise<RunningFunction> {
      return startFunction(fileOf(functionNamed("ApiLambdaFunction").Handler), { ...aws, ...env });
    },
    startSetup(): Promise<RunningFunction> {
      return startFunction(fileOf(functionNamed("SetupLambdaFunction").Handler), aws);
    },
    /** The code of the mail that was sent last. */
    async code(): Promise<string> {
      const data = new URLSearchParams(ses.requests.at(-1)).get("RawMessage.Data") ?? "";
      const mail = await simpleParser(Buffer.from(data, "base64"));
      return /\b\d{6}\b/.exec(mail.subject ?? "")?.[0] ?? "";
    },
    mails: () => ses.requests.length,
    async [Symbol.asyncDispose]() {
      await Promise.all([table.close(), parameters[Symbol.asyncDispose](), ses[Symbol.asyncDispose]()]);
    },
  };
}

export type Stack = Awaited<ReturnType<typeof openStack>>;

/** Runs the stack's custom resource as CloudFormation does, and returns what it was answered. */
export async function runSetupOf(
  setup: RunningFunction,
  type: "Create" | "Update" | "Delete",
): Promise<Record<string, string>> {
  const answered = Promise.withResolvers<Record<string, string>>();
  const server = createServer(async (request, response) => {
    // S3 refuses any other: the address is signed without a content type.
    const right = request.method === "PUT" && request.headers["content-type"] === undefined;
    const body = JSON.parse((await buffer(request)).toString());
    response.writeHead(right ? 200 : 403).end(() => answered.resolve(right ? body : { Status: "REFUSED" }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  await setup.invoke({
    RequestType: type,
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signed`,
    StackId: "arn:aws:cloudformation:eu-west-3:123456789012:stack/nopass-v1/1",
    RequestId: "8b1f",
    LogicalResourceId: "Secrets",
    ResourceType: "Custom::NoPassSecrets",
    ResourceProperties: { Prefix: "/nopass-v1", Brand: "", Host: "acme.example" },
  });
  server.close();
  return answered.promise;
}
