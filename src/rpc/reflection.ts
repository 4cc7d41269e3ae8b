import { create, type DescFile, type DescMessage, type DescService, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, type ConnectRouter } from "@connectrpc/connect";
import {
  ServerReflection,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
  ServerReflectionResponseSchema,
} from "../../gen/grpc/reflection/v1/reflection_pb.js";
import { ServerReflection as ServerReflectionAlpha } from "../../gen/grpc/reflection/v1alpha/reflection_pb.js";

/** `v1` and, for tools that know no other, `v1alpha`: the same messages under another name. */
export const reflectionServices = [ServerReflection, ServerReflectionAlpha] as const;

/** Lists services and their messages to tools like `grpcurl` and `buf curl`. */
export function createReflectionRoutes(services: readonly DescService[]): (router: ConnectRouter) => void {
  const listed = [...services, ...reflectionServices];
  const files = filesOf(listed);
  const symbols = symbolsOf(files.values());

  function answer({
    messageRequest: request,
  }: ServerReflectionRequest): ServerReflectionResponse["messageResponse"] {
    switch (request.case) {
      case "listServices":
        return respond({
          case: "listServicesResponse",
          value: { service: listed.map(({ typeName }) => ({ name: typeName })) },
        });
      case "fileByFilename":
        return fileResponse(files.get(request.value));
      case "fileContainingSymbol":
        return fileResponse(symbols.get(request.value));
      case "allExtensionNumbersOfType":
        return symbols.has(request.value)
          ? respond({ case: "allExtensionNumbersResponse", value: { baseTypeName: request.value } })
          : notFound();
      default:
        return notFound();
    }
  }

  async function* reflect(requests: AsyncIterable<ServerReflectionRequest>) {
    for await (const request of requests)
      yield create(ServerReflectionResponseSchema, {
        validHost: request.host,
        originalRequest: request,
        messageResponse: answer(request),
      });
  }

  return (router) => {
    router.service(ServerReflection, { serverReflectionInfo: reflect });
    // The generated types differ in name only.
    const alpha = reflect as (requests: AsyncIterable<unknown>) => AsyncIterable<never>;
    router.service(ServerReflectionAlpha, { serverReflectionInfo: alpha });
  };
}

type Response = NonNullable<
  Parameters<typeof create<typeof ServerReflectionResponseSchema>>[1]
>["messageResponse"];

function respond(response: Response): ServerReflectionResponse["messageResponse"] {
  return create(ServerReflectionResponseSchema, { messageResponse: response as never }).messageResponse;
}

function notFound(): ServerReflectionResponse["messageResponse"] {
  return respond({ case: "errorResponse", value: { errorCode: Code.NotFound, errorMessage: "not found" } });
}

/** The file with all that it imports, so that a tool need not ask again. */
function fileResponse(file: DescFile | undefined): ServerReflectionResponse["messageResponse"] {
  if (file === undefined) return notFound();
  const closure = [...closureOf([file]).values()].map(({ proto }) =>
    toBinary(FileDescriptorProtoSchema, proto),
  );
  return respond({ case: "fileDescriptorResponse", value: { fileDescriptorProto: closure } });
}

function filesOf(services: readonly DescService[]): ReadonlyMap<string, DescFile> {
  return closureOf(services.map(({ file }) => file));
}

function closureOf(roots: readonly DescFile[]): ReadonlyMap<string, DescFile> {
  const files = new Map<string, DescFile>();
  const visit = (file: DescFile) => {
    if (files.has(file.proto.name)) return;
    files.set(file.proto.name, file);
    file.dependencies.forEach(visit);
  };
  roots.forEach(visit);
  return files;
}

function symbolsOf(files: Iterable<DescFile>): ReadonlyMap<string, DescFile> {
  const symbols = new Map<string, DescFile>();
  const addMessage = (message: DescMessage, file: DescFile) => {
    symbols.set(message.typeName, file);
    for (const { name } of message.fields) symbols.set(`${message.typeName}.${name}`, file);
    for (const { typeName } of message.nestedEnums) symbols.set(typeName, file);
    for (const nested of message.nestedMessages) addMessage(nested, file);
  };
  for (const file of files) {
    for (const message of file.messages) addMessage(message, file);
    for (const { typeName } of [...file.enums, ...file.extensions]) symbols.set(typeName, file);
    for (const { typeName, methods } of file.services) {
      symbols.set(typeName, file);
      for (const { name } of methods) symbols.set(`${typeName}.${name}`, file);
    }
  }
  return symbols;
}
