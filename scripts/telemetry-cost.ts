import { targetOf } from "../test/e2e/support/clients/client.ts";
import { connectClients } from "../test/e2e/support/clients/connect.ts";
import { startService } from "../test/e2e/support/service.ts";
import { startOtlpReceiver } from "../test/telemetry/support/otlp-receiver.ts";

/**
 * Measures what telemetry costs: processor time of a sign-in (one code sent, one judged) over gRPC and the memory store,
 * its client in the same process.
 */
const signIns = 3_000;
const rounds = 5;

await using receiver = await startOtlpReceiver();
const metrics = { NOPASS_METRICS_TOKEN: "token-of-the-measurement" };
const modes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  off: {},
  metrics,
  "metrics and traces": { ...metrics, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
};

async function measure(env: Readonly<Record<string, string>>): Promise<number> {
  await using service = await startService({ env: { LOG_LEVEL: "silent", ...env } });
  const client = connectClients["connect-node, gRPC"](targetOf(service));
  const signIn = async (i: number) => {
    const email = `person${i}@example.com`;
    const { challengeId } = await client.sendCode({ email });
    await client.verifyCode({ challengeId, code: service.mails.at(-1)?.code ?? "" });
  };
  for (let i = 0; i < 500; i++) await signIn(i);
  const before = process.cpuUsage();
  for (let i = 0; i < signIns; i++) await signIn(i + 1_000);
  const { user, system } = process.cpuUsage(before);
  client.close();
  return (user + system) / signIns;
}

const figures = Object.entries(modes).map(([mode, env]) => ({ mode, env, all: [] as number[] }));
// Turn by turn, so that a busy moment of the machine hits all of them.
for (let round = 0; round < rounds; round++) for (const { env, all } of figures) all.push(await measure(env));
for (const { mode, all } of figures) {
  // The least is nearest to what the work itself needs: other processes only ever add.
  process.stdout.write(`${mode.padEnd(20)}${Math.min(...all).toFixed(0)} µs of processor time a sign-in\n`);
}
