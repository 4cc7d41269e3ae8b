import { parseArgs } from "node:util";
import { SettingsError } from "../config/env.ts";
import { parseSettings } from "../config/settings.ts";
import { parseTenants } from "../config/tenants.ts";
import { readTenantsFile } from "../config/tenants-file.ts";
import { parseEmail } from "../core/email.ts";
import { createKeyring } from "../core/keyring.ts";
import { createHearFeedback } from "../core/undeliverable.ts";
import { createDynamoClient } from "../store/dynamodb-client.ts";
import { createDynamoStores } from "../world.ts";
import { type Command, UsageError } from "./command.ts";
import { settleEnv } from "./settled-env.ts";

/** Lets an address be mailed again whose mail bounced, for operators who know better. */
export const addressClear: Command = {
  usage: "address clear EMAIL [--tenant T]",
  summary: "let an address be mailed again whose mail bounced or was complained about; settings as for serve",
  async run(args, { env, out }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { tenant: { type: "string" } },
    });
    const [email = "", ...more] = positionals;
    if (parseEmail(email) === undefined || more.length > 0) throw new UsageError("one address is needed");
    const { env: settled, tenants: text } = await settleEnv(env);
    const settings = parseSettings(settled);
    if (settings.store.kind !== "dynamodb")
      throw new SettingsError([
        "NOPASS_STORE is memory, which only the service itself can reach: restart it",
      ]);
    const { tenants } = parseTenants(text ?? (await readTenantsFile(settings.tenantsFile)), settings.tls);
    if (values.tenant !== undefined && !tenants.some(({ id }) => id === values.tenant))
      throw new UsageError("there is no such tenant");
    const client = createDynamoClient({}, { connectMs: 2_000, requestMs: 5_000 });
    const clear = createHearFeedback({
      marks: createDynamoStores(client, settings.store.table).marks,
      keyring: createKeyring(settings.keyring.reveal()),
      clock: () => new Date(),
      tenants: () => tenants,
      pauseMs: settings.feedback.pauseMs,
    });
    const changed = await clear({ kind: "cleared", email, tenant: values.tenant, atMs: Date.now() });
    client.destroy();
    out(changed ? "it is mailed again\n" : "it was not kept from being mailed\n");
    return 0;
  },
};
