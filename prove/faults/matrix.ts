import { setTimeout as sleep } from "node:timers/promises";
import { type Client, targetOf } from "../../test/e2e/support/clients/client.ts";
import { connectClients } from "../../test/e2e/support/clients/connect.ts";
import { openGrpcJs } from "../../test/e2e/support/clients/grpc-js.ts";
import { inBatches } from "../support/in-batches.ts";
import { createRandom, seedOf } from "../support/random.ts";
import { type Cell, describeCell, randomCell, wholeMatrix } from "./cells.ts";
import { type Clients, type Heard, playCell } from "./play-cell.ts";
import type { Probed } from "./probe.ts";
import type { Actor, Stage } from "./stage.ts";

/** None that calls through the global `fetch`: the connections that it keeps would look like a leak. */
const openers = [
  openGrpcJs,
  connectClients["connect-node, gRPC-Web, HTTP/2"],
  connectClients["connect-node, Connect, HTTP/2, binary"],
  connectClients["connect-node, gRPC"],
  connectClients["connect-node, Connect, HTTP/1.1, JSON"],
  connectClients["connect-node, gRPC-Web, HTTP/1.1"],
] as const;

export interface MatrixOptions {
  /** The first cell, and how many. */
  readonly first: number;
  readonly trials: number;
  readonly seed: number;
  progress(line: string): void;
  /** Called for each service once all cells are played, before it is told to stop. */
  atTheEnd?(actor: Actor): Promise<void>;
}

export interface MatrixOutcome {
  readonly heard: Heard;
  readonly violations: readonly string[];
  /** Sends that were answered as sent after a call in doubt, without a mail. */
  readonly unmailed: number;
}

/** Plays the whole matrix, and random cells if more are asked for; then looks for what was left lying. */
export async function playMatrix(
  stage: Stage,
  { first, trials, seed, progress, atTheEnd }: MatrixOptions,
): Promise<MatrixOutcome> {
  const matrix = wholeMatrix();
  const violations: string[] = [];
  const heard: Heard = { secrets: new Map(), refusals: [] };
  let unmailed = 0;
  const opened = new Map(stage.actors.map((actor) => [actor, clientsOf(actor, stage)]));
  const before = await Promise.all(stage.actors.map(({ service }) => service.probe()));
  await inBatches({ first, trials, progress }, atOnce, async (trial) => {
    // In strides, so that also a part of the matrix has something of everything.
    const place = trial < matrix.length ? (trial * stride) % matrix.length : trial;
    const cell: Cell = matrix[place] ?? randomCell(createRandom(seedOf(seed, trial)));
    const actor = stage.actors.find(({ mailer }) => mailer === cell.mailer);
    const clients = actor && opened.get(actor);
    const chosen = clients?.[cell.client % clients.length];
    if (actor === undefined || chosen === undefined) throw new Error(`there is no actor for ${cell.mailer}`);
    const played = await playCell(cell, `cell-${seed}-${trial}`, actor, chosen, stage, heard);
    if (played.unmailed) unmailed++;
    for (const what of played.violations) violations.push(`cell ${trial}: ${what}. ${describeCell(cell)}`);
  });
  for (const clients of opened.values())
    for (const { once, thrice } of clients) {
      once.close();
      thrice.close();
    }
  for (const [i, actor] of stage.actors.entries()) {
    await atTheEnd?.(actor);
    violations.push(
      ...(await leftovers(actor, before[i])).map((what) => `the service with ${actor.mailer}: ${what}`),
    );
  }
  return { violations, unmailed, heard };
}

/** Has no divisor in common with the size of the matrix. */
const stride = 5;

/** As many that the waiting for timeouts does not add up. */
const atOnce = 24;

function clientsOf({ service: { url } }: Actor, { keys }: Stage): readonly Clients[] {
  const open = (key: string): readonly Client[] =>
    openers.map((opener) => opener(targetOf({ url, secretKey: key })));
  const thrice = open(keys.thrice);
  return open(keys.once).map((once, i) => ({ once, thrice: thrice[i] ?? once }));
}

/** Whatever a service still holds when nobody calls it any more, and whether it ends as it should. */
async function leftovers(
  { service, database, mails }: Actor,
  before: Probed | undefined,
): Promise<readonly string[]> {
  const found: string[] = [];
  const held = ({ resources, listeners }: Probed) =>
    ["TCPSocketWrap", "TCPServerWrap", "TTYWrap", "FSReqCallback"]
      .map((kind) => `${kind} ${resources[kind] ?? 0}`)
      .concat(`listeners ${listeners}`)
      .join(", ");
  let after = await service.probe();
  for (let waited = 0; waited < idleMs && before && held(after) !== held(before); waited += 250) {
    database.closeIdle();
    mails.closeIdle();
    await sleep(250);
    after = await service.probe();
  }
  if (before && held(after) !== held(before))
    found.push(`it held ${held(before)} at first, and ${held(after)} in the end`);
  const timers = (after.resources.Timeout ?? 0) - (before?.resources.Timeout ?? 0);
  if (timers > mostTimers) found.push(`it has ${timers} timers more than at first`);
  service.kill("SIGTERM");
  const code = await Promise.race([service.ended, sleep(stopMs).then(() => "not at all")]);
  if (code !== 0) found.push(`it ended with ${code}`);
  if (service.errors() !== "") found.push(`it printed ${JSON.stringify(service.errors().slice(0, 2_000))}`);
  return found;
}

/** Connections that are kept are given up after 5 s without use. */
const idleMs = 20_000;
const stopMs = 10_000;
const mostTimers = 3;
