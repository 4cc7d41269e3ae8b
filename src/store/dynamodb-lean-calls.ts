import { type DynamoDBClient, GetItemCommand, type GetItemCommandOutput } from "@aws-sdk/client-dynamodb";
import type { AwsTimeouts } from "../aws/handler.ts";
import type { OpenHttp, RequestHandler } from "../aws/http.ts";
import { resolveService } from "../aws/sdk-request.ts";
import { type AwsAnswer, createTransport, type Transport } from "../aws/transport.ts";
import { type ItemCalls, isDecided } from "./dynamodb-calls.ts";
import { dynamoTimeouts, maxConnections } from "./dynamodb-client.ts";
import type { Item } from "./dynamodb-item.ts";

/**
 * The calls in DynamoDB's own protocol (JSON 1.0), without what the SDK does around them.
 *
 * They cost a tenth of the SDK's. `test/store/` holds both to the same promises.
 */
export function createLeanCalls(transport: Transport): ItemCalls {
  return {
    async update(table, key, write) {
      const body = `{${keyOf(table, key)},"ReturnValues":"ALL_OLD","ReturnValuesOnConditionCheckFailure":"ALL_OLD",${JSON.stringify(write).slice(1)}`;
      const answer = await transport.post(update, Buffer.from(body));
      const conditionFailed = answer.refusal === "ConditionalCheckFailedException";
      if (answer.status !== 200 && !conditionFailed) throw new DynamoError(answer);
      const { Attributes, Item } = parse(answer);
      return conditionFailed ? { applied: false, old: Item } : { applied: true, old: Attributes };
    },

    async get(table, key) {
      const answer = await transport.post(get, Buffer.from(`{${keyOf(table, key)},"ConsistentRead":true}`));
      if (answer.status !== 200) throw new DynamoError(answer);
      return parse(answer).Item;
    },

    isFinal: (error) =>
      error instanceof DynamoError &&
      error.refused &&
      !error.mended &&
      isDecided(error.$metadata.httpStatusCode, error.name),
  };
}

/** Opens the transport of a client: to the same endpoint, with the same credentials. */
export function openDynamoTransport(
  client: DynamoDBClient,
  openHttp: OpenHttp,
  { connectMs, requestMs }: AwsTimeouts = dynamoTimeouts,
): Transport {
  const resolve = () => {
    const command = new GetItemCommand({ TableName: "resolve", Key: { pk: { S: "resolve" } } });
    return resolveService<GetItemCommandOutput>(command, () => client.send(command, {}));
  };
  return createTransport({
    headers: ["UpdateItem", "GetItem"].map((operation) => ({
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
    })),
    resolve,
    credentials: client.config.credentials,
    openHttp,
    handler: client.config.requestHandler as RequestHandler,
    limits: {
      connectMs,
      requestMs,
      idleMs: 30_000,
      connections: maxConnections,
      // An item has 400 KB at most, and twice that in JSON.
      answerBytes: 1024 * 1024,
    },
    refusalOf,
  });
}

const [update, get] = [0, 1] as const;

/** Some answers repeat what was sent, so no text of theirs is kept. */
class DynamoError extends Error {
  override readonly name: string;
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId: string | undefined };
  readonly mended: boolean;
  /** DynamoDB itself has said why, not somebody on the way. */
  readonly refused: boolean;

  constructor({ status, refusal, requestId, mended = false }: AwsAnswer) {
    super("DynamoDB did not do what it was asked");
    this.name = refusal ?? "UnreadableAnswer";
    this.$metadata = { httpStatusCode: status, requestId };
    this.refused = refusal !== undefined;
    this.mended = mended;
  }
}

function keyOf(table: string, key: string): string {
  return `"TableName":${JSON.stringify(table)},"Key":{"pk":{"S":${JSON.stringify(key)}}}`;
}

interface Body {
  readonly __type?: unknown;
  readonly Attributes?: Item;
  readonly Item?: Item;
}

function parse(answer: AwsAnswer): Body {
  const body = parseObject(answer.text);
  if (body === undefined) throw new DynamoError({ ...answer, refusal: undefined });
  return body;
}

function parseObject(text: string): Body | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** `com.amazonaws.dynamodb.v20120810#Name`, or the name alone. */
function refusalOf(text: string): string | undefined {
  const type = parseObject(text)?.__type;
  const name = typeof type === "string" ? type.slice(type.lastIndexOf("#") + 1) : "";
  return /^\w{1,100}$/.test(name) ? name : undefined;
}
