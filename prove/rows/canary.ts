import { type Needle, needle } from "../../test/e2e/support/needles.ts";
import { startOtlpReceiver } from "../../test/telemetry/support/otlp-receiver.ts";
import { wholeMatrix } from "../faults/cells.ts";
import { playMatrix } from "../faults/matrix.ts";
import { createSearch } from "../faults/search.ts";
import { openStage } from "../faults/stage.ts";
import type { Row } from "../row.ts";

const metricsToken = "token-of-the-scraper-51f0";

/** Whether a secret or a person gets out where it does not belong, whatever goes wrong. */
export const canary: Row = {
  name: "canary",
  invariant:
    "under every fault, no log, trace, metric, table or refusal holds an address, a code, a key, a token or an id",
  method:
    "the fault matrix, with all that was said and written searched for every secret in some forty forms",
  unit: "call path under faults",
  trials: { quick: wholeMatrix().length / 3, full: 3_000 },
  async run({ first, trials, seed, progress }) {
    const receiver = await startOtlpReceiver();
    const stage = await openStage({
      LOG_LEVEL: "trace",
      NOPASS_METRICS_TOKEN: metricsToken,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    });
    const scrapes: string[] = [];
    const { violations, heard } = await playMatrix(stage, {
      first,
      trials,
      seed,
      progress,
      async atTheEnd({ service: { url } }) {
        const answer = await fetch(`${url}/metrics`, {
          headers: { authorization: `Bearer ${metricsToken}`, connection: "close" },
        });
        scrapes.push(await answer.text());
      },
    });
    const tables = await Promise.all(stage.actors.map(({ dump }) => dump()));
    const places: Readonly<Record<string, string>> = {
      "standard output": stage.actors.map(({ service }) => service.output()).join("\n"),
      "standard error": stage.actors.map(({ service }) => service.errors()).join("\n"),
      "the metrics": scrapes.join("\n"),
      "exported traces and metrics": receiver.exports.map(({ body }) => body).join("\n"),
      "the tables": JSON.stringify(tables),
      refusals: heard.refusals.join("\n"),
    };
    const empty = Object.entries(places).filter(([place, text]) => text === "" && place !== "standard error");
    const search = createSearch(needlesOf(heard.secrets, [...Object.values(stage.keys), stage.keyring]));
    const leaks = Object.entries(places).flatMap(([place, text]) =>
      search.found(text).map((what) => `${place}: ${what} is to be found there`),
    );
    // A search that cannot find shows nothing: the mails do hold the codes.
    const sees = search.found(stage.office.texts.join("\n")).some((what) => what.startsWith("code"));
    await stage.close();
    await receiver[Symbol.asyncDispose]();
    return {
      trials,
      violations: [
        ...violations,
        ...leaks,
        ...empty.map(([place]) => `there was nothing to search: ${place}`),
        ...(sees ? [] : ["the search does not find the codes in the mails"]),
      ],
      facts: {
        secrets: heard.secrets.size,
        characters: Object.values(places).reduce((sum, text) => sum + text.length, 0),
      },
    };
  },
};

/** Each secret of the run in all the forms in which it could leak. */
function needlesOf(secrets: ReadonlyMap<string, string>, keys: readonly string[]): readonly Needle[] {
  return [
    ...[...secrets].map(([secret, kind]) => needle(`${kind} ${secret}`, secret)),
    ...keys.flatMap((key) => [needle("a key", key), needle("the secret of a key", key.slice(-38, -6))]),
  ];
}
