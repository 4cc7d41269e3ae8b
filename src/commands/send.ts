import { parseArgs } from "node:util";
import { Code, ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { ErrorInfoSchema } from "../../gen/google/rpc/error_details_pb.js";
import { NoPassService } from "../../gen/nopass/v1/nopass_pb.js";
import { type Command, type Terminal, UsageError } from "./command.ts";

/** Sends a code to an address, to see that mails arrive. */
export const send: Command = {
  usage: "send EMAIL [--url URL]",
  summary: "have a running service mail a code, with the API key in NOPASS_API_KEY",
  run: (args, terminal) =>
    withClient(args, terminal, [1, 1], async (client, [email = ""]) => {
      const { challengeId } = await client.sendCode({ email });
      terminal.out(`${challengeId}\n`);
      terminal.err("the code is on its way; judge it with: nopass verify CHALLENGE_ID CODE\n");
    }),
};

/** Has a code judged. */
export const verify: Command = {
  usage: "verify CHALLENGE_ID [CODE] [--url URL]",
  summary:
    "have a running service judge a code, with the API key in NOPASS_API_KEY; asks for a code that is not given",
  run: (args, terminal) =>
    withClient(args, terminal, [1, 2], async (client, [challengeId = "", typed]) => {
      const code = typed ?? (await terminal.ask("code: "));
      const { email, receipt } = await client.verifyCode({ challengeId, code });
      terminal.out(`${email}\n`);
      terminal.err(`the mailbox is proven; the receipt is ${receipt}\n`);
    }),
};

type Client = ReturnType<typeof createClient<typeof NoPassService>>;

async function withClient(
  args: readonly string[],
  { env, err }: Terminal,
  [least, most]: readonly [number, number],
  call: (client: Client, words: readonly string[]) => Promise<void>,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { url: { type: "string", default: "http://localhost:3600" } },
  });
  if (positionals.length < least || positionals.length > most)
    throw new UsageError(positionals.length < least ? "a word is missing" : "there are too many words");
  const key = env.NOPASS_API_KEY;
  if (!key) throw new UsageError("NOPASS_API_KEY is not set: put the API key there");
  const authorise: Interceptor = (next) => (request) => {
    request.header.set("authorization", `Bearer ${key}`);
    return next(request);
  };
  const transport = createGrpcTransport({
    baseUrl: values.url,
    interceptors: [authorise],
    defaultTimeoutMs: 10_000,
  });
  try {
    await call(createClient(NoPassService, transport), positionals);
    return 0;
  } catch (error) {
    const refused = ConnectError.from(error);
    const reason = refused.findDetails(ErrorInfoSchema)[0]?.reason ?? Code[refused.code];
    err(`${reason}: ${refused.rawMessage}\n`);
    return 1;
  }
}
