import { create, createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { Code, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ServerReflection } from "../../gen/grpc/reflection/v1/reflection_pb.js";
import { ServerReflection as ServerReflectionAlpha } from "../../gen/grpc/reflection/v1alpha/reflection_pb.js";
import { startService, type TestService } from "../e2e/support/service.ts";
import { type Question, reflect } from "./support/reflect.ts";

const services = [
  "grpc.health.v1.Health",
  "grpc.reflection.v1.ServerReflection",
  "grpc.reflection.v1alpha.ServerReflection",
  "nopass.v1.NoPassService",
];

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

describe.for([
  { version: "v1", reflection: ServerReflection },
  { version: "v1alpha", reflection: ServerReflectionAlpha as unknown as typeof ServerReflection },
])("server reflection $version", ({ reflection }) => {
  const client = () => createClient(reflection, createGrpcTransport({ baseUrl: service.url }));

  test("answers several questions of one stream, in their order", async () => {
    const answers: string[] = [];
    async function* questions() {
      yield { host: "a", messageRequest: { case: "listServices" as const, value: "" } };
      yield {
        host: "b",
        messageRequest: { case: "fileContainingSymbol" as const, value: services[3] ?? "" },
      };
      yield { host: "c", messageRequest: { case: "fileByFilename" as const, value: "none.proto" } };
    }
    for await (const { validHost, originalRequest, messageResponse } of client().serverReflectionInfo(
      questions(),
    )) {
      expect(originalRequest?.host).toBe(validHost);
      answers.push(`${validHost} ${messageResponse.case}`);
    }
    expect(answers).toEqual(["a listServicesResponse", "b fileDescriptorResponse", "c errorResponse"]);
  });
});

test("all services are listed", async () => {
  const { messageResponse } = await reflect(service.url, { case: "listServices", value: "" });
  if (messageResponse.case !== "listServicesResponse") throw new Error(`${messageResponse.case}`);
  expect(messageResponse.value.service.map(({ name }) => name).sort()).toEqual(services);
});

describe("a file comes with all that it imports, so that a tool can call without the sources", () => {
  test.for([
    { case: "fileContainingSymbol", value: "nopass.v1.NoPassService" },
    { case: "fileContainingSymbol", value: "nopass.v1.NoPassService.SendCode" },
    { case: "fileContainingSymbol", value: "nopass.v1.SendCodeRequest" },
    { case: "fileContainingSymbol", value: "nopass.v1.SendCodeRequest.email" },
    { case: "fileContainingSymbol", value: "nopass.v1.CodeAlphabet" },
    { case: "fileByFilename", value: "nopass/v1/nopass.proto" },
  ] as const)("asked for by $case $value", async (question) => {
    const [file, ...imported] = await filesOf(question);
    expect(file?.name).toBe("nopass/v1/nopass.proto");
    for (const name of file?.dependency ?? []) expect(imported.map((each) => each.name)).toContain(name);
    const set = create(FileDescriptorSetSchema, {
      file: [file, ...imported].reverse().filter((each) => each !== undefined),
    });
    const methods = createFileRegistry(set)
      .getService("nopass.v1.NoPassService")
      ?.methods.map(({ name }) => name);
    expect(methods).toEqual(["SendCode", "VerifyCode"]);
  });

  test.for([
    { value: "grpc.health.v1.HealthCheckResponse.ServingStatus", want: "health" },
    { value: "google.protobuf.Duration", want: "google/protobuf/duration.proto" },
  ])("also $value", async ({ value, want }) => {
    const [file] = await filesOf({ case: "fileContainingSymbol", value });
    expect(file?.name).toContain(want);
  });
});

describe("what is not there is not found", () => {
  test.for([
    { case: "fileContainingSymbol", value: "nopass.v1.DeleteService" },
    { case: "fileContainingSymbol", value: "NoPassService" },
    { case: "fileContainingSymbol", value: "" },
    { case: "fileContainingSymbol", value: "constructor" },
    { case: "fileByFilename", value: "/etc/passwd" },
    { case: "fileByFilename", value: "../nopass.proto" },
    { case: "allExtensionNumbersOfType", value: "nopass.v1.Nothing" },
    {
      case: "fileContainingExtension",
      value: { containingType: "nopass.v1.SendCodeRequest", extensionNumber: 1 },
    },
  ] as const satisfies readonly Question[])("$case $value", async (question) => {
    const { messageResponse } = await reflect(service.url, question);
    expect(messageResponse).toMatchObject({ case: "errorResponse", value: { errorCode: Code.NotFound } });
  });
});

test("a message without extensions has none", async () => {
  const question = { case: "allExtensionNumbersOfType", value: "nopass.v1.SendCodeRequest" } as const;
  const { messageResponse } = await reflect(service.url, question);
  expect(messageResponse).toMatchObject({
    case: "allExtensionNumbersResponse",
    value: { baseTypeName: "nopass.v1.SendCodeRequest", extensionNumber: [] },
  });
});

test("nothing is told where reflection is off", async () => {
  await using quiet = await startService({ env: { NOPASS_REFLECTION: "off" } });
  const asked = reflect(quiet.url, { case: "listServices", value: "" });
  await expect(asked).rejects.toMatchObject({ code: Code.Unimplemented });
});

async function filesOf(question: Question): Promise<readonly FileDescriptorProto[]> {
  const { messageResponse } = await reflect(service.url, question);
  if (messageResponse.case !== "fileDescriptorResponse") throw new Error(`${messageResponse.case}`);
  return messageResponse.value.fileDescriptorProto.map((bytes) =>
    fromBinary(FileDescriptorProtoSchema, bytes),
  );
}
