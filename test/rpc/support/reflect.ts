import type { MessageInitShape } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import {
  ServerReflection,
  type ServerReflectionRequestSchema,
  type ServerReflectionResponse,
} from "../../../gen/grpc/reflection/v1/reflection_pb.js";

export type Question = NonNullable<MessageInitShape<typeof ServerReflectionRequestSchema>["messageRequest"]>;

/** Asks the server what it serves, one question over one stream. */
export async function reflect(url: string, question: Question): Promise<ServerReflectionResponse> {
  const client = createClient(ServerReflection, createGrpcTransport({ baseUrl: url }));
  async function* questions() {
    yield { messageRequest: question };
  }
  for await (const answer of client.serverReflectionInfo(questions())) return answer;
  throw new Error("the stream ended without an answer");
}
