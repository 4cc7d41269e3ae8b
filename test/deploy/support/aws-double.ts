import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** The Parameter Store of AWS Systems Manager, as much of it as is used, in memory. */
export interface ParameterStoreDouble extends AsyncDisposable {
  readonly endpoint: string;
  /** Texts by name, for tests to edit. */
  readonly parameters: Map<string, string>;
  /** How often they were read. */
  reads(): number;
  /** From now on every request is refused with this error. */
  fail(error: string | undefined): void;
}

export async function openParameterStore(): Promise<ParameterStoreDouble> {
  const parameters = new Map<string, string>();
  let reads = 0;
  let failure: string | undefined;
  const operations: Record<string, (input: never) => [number, object]> = {
    GetParameters({ Names, WithDecryption }: { Names: readonly string[]; WithDecryption?: boolean }) {
      reads++;
      const found = Names.filter((name) => parameters.has(name));
      const textOf = (name: string) => (WithDecryption ? parameters.get(name) : "encrypted");
      return [
        200,
        {
          Parameters: found.map((Name) => ({ Name, Type: "SecureString", Value: textOf(Name) })),
          InvalidParameters: Names.filter((name) => !parameters.has(name)),
        },
      ];
    },
    PutParameter({
      Name,
      Value,
      Type,
      Overwrite,
    }: Record<"Name" | "Value" | "Type", string> & { Overwrite?: boolean }) {
      if (Type !== "SecureString") return [400, { __type: "ValidationException" }];
      if (parameters.has(Name) && !Overwrite) return [400, { __type: "ParameterAlreadyExists" }];
      parameters.set(Name, Value);
      return [200, { Version: 1 }];
    },
  };
  const server = createServer(async (request, response) => {
    const input = JSON.parse((await buffer(request)).toString());
    const operation = String(request.headers["x-amz-target"]).replace("AmazonSSM.", "");
    const [status, body] = failure
      ? [400, { __type: failure }]
      : (operations[operation]?.(input as never) ?? [400, { __type: "UnknownOperationException" }]);
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    parameters,
    reads: () => reads,
    fail(error) {
      failure = error;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
