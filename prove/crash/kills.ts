import { rm } from "node:fs/promises";
import { createEnvironment } from "../../test/e2e/support/environment.ts";
import { itemOf } from "../../test/support/local-table.ts";
import { startHttpProxy } from "../faults/http-proxy.ts";
import { createPostOffice, sesSays } from "../faults/post-office.ts";
import { amazon, keysOf, openDatabase } from "../faults/stage.ts";
import { createRandom, seedOf } from "../support/random.ts";
import { createLives } from "./lives.ts";
import { askAway, policy, type Story, signIn } from "./people.ts";

export interface Kills {
  readonly violations: readonly string[];
  readonly people: number;
  readonly calls: number;
  /** Sends beyond a budget that took the place of one that was never mailed. */
  readonly takenBack: number;
  /** Milliseconds from each kill until the next process had answered a call, in ascending order. */
  readonly backAfterMs: readonly number[];
}

/** Lets people live through `kills` deaths of each instance; what survives is the table and the mails. */
export async function killAgainAndAgain(
  kills: number,
  instances: number,
  seed: number,
  progress: (line: string) => void,
): Promise<Kills> {
  const environment = await createEnvironment(policy);
  const database = await openDatabase({ givesItem: true });
  const office = createPostOffice();
  const ses = await startHttpProxy({
    keyOf: () => undefined,
    reach: ({ body }) => office.ses(body),
    throttled: sesSays(400, "Throttling"),
    broken: sesSays(500, "InternalFailure"),
  });
  const settings = {
    ...environment.settings,
    ...amazon,
    ...database.settings,
    NOPASS_STORE: "dynamodb",
    NOPASS_MAIL: "ses",
    NOPASS_DRAIN_DELAY: "0",
    AWS_ENDPOINT_URL_SES: ses.endpoint,
  };
  const keys = keysOf(environment.keyring);
  const violations: string[] = [];
  const backAfterMs: number[] = [];
  let [people, calls, deaths, takenBack] = [0, 0, 0, 0];

  async function oneInstance(instance: number): Promise<void> {
    const share = Math.floor(kills / instances) + (instance < kills % instances ? 1 : 0);
    const random = createRandom(seedOf(seed, instance));
    const lives = createLives(settings, environment.secretKey, random);
    const persist: typeof lives.persist = (call) => {
      calls++;
      return lives.persist(call);
    };
    let over = false;
    const walkers = Array.from({ length: peopleAtOnce }, async (_, walker) => {
      for (let count = 0; !over; count++) {
        const email = `p${instance}-${walker}-${count}@example.com`;
        people++;
        const story: Story = {
          lives: { persist },
          random,
          email,
          codes: () => office.codesFor(email),
          async counted() {
            const items = await Promise.all(
              keys.addressKeys(email, "acme").map((key) => itemOf(database.local, key)),
            );
            return items.reduce((sends, item) => sends + (item?.sends ?? 0), 0);
          },
          tookBack: () => void takenBack++,
          blame: (what) => void violations.push(`${email} (of ${instances} instances): ${what}`),
        };
        await (random.chance(25) ? askAway(story) : signIn(story));
      }
    });
    await lives.dieTimes(share, () => {
      if (++deaths % Math.max(1, Math.floor(kills / 10)) === 0) progress(`${deaths} of ${kills}`);
    });
    over = true;
    await Promise.all(walkers);
    await lives.end();
    backAfterMs.push(...lives.backAfterMs);
    violations.push(
      ...lives.errors.map((text) => `a process printed ${JSON.stringify(text.slice(0, 1_000))}`),
    );
  }

  await Promise.all(Array.from({ length: instances }, (_, instance) => oneInstance(instance)));
  await ses.close();
  await database.close();
  await rm(environment.folder, { recursive: true });
  return { violations, people, calls, takenBack, backAfterMs: backAfterMs.toSorted((a, b) => a - b) };
}

const peopleAtOnce = 12;
