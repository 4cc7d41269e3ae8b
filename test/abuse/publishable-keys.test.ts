import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTenantEntry } from "../config/support/tenants.ts";
import { allProtocols, connect } from "../e2e/support/protocols.ts";
import { fromServer, publishableKey, secretKey } from "./support/keys.ts";
import { acmeOrigins, globexOrigin, listedRows, type OriginRow, refusedRows } from "./support/origins.ts";
import { post } from "./support/post.ts";
import { answerOf } from "./support/tally.ts";
import { startWithTenants, type TenantsService, unlimited } from "./support/tenants-service.ts";

const publishable = publishableKey({ origins: acmeOrigins });
const secret = secretKey();
const theirs = publishableKey({ origins: [globexOrigin] });

let service: TenantsService;
beforeAll(async () => {
  service = await startWithTenants([
    aTenantEntry({ limits: unlimited, keys: [publishable.entry, secret.entry] }),
    aTenantEntry({ id: "globex", limits: unlimited, keys: [theirs.entry] }),
  ]);
});
afterAll(() => service.stop());

let addresses = 0;
const anEmail = () => `ada-${addresses++}@example.com`;

describe.for(allProtocols)("over %s", (protocol) => {
  const send = (key: { readonly text: string }, { origin }: OriginRow) => {
    const headers = { ...fromServer(key), ...(origin === undefined ? {} : { origin }) };
    return answerOf(connect(protocol, { url: service.url, headers }).sendCode({ email: anEmail() }));
  };

  test.for(listedRows)("a publishable key may be used on a page of $what", async (row) => {
    expect(await send(publishable, row)).toBe("ok");
  });

  test.for(refusedRows)("a publishable key may not be used with $what", async (row) => {
    expect(await send(publishable, row)).toBe("KEY_FORBIDDEN");
  });

  test("a secret key may not be used with any origin at all", async () => {
    const rows = [...listedRows, ...refusedRows].filter(({ origin }) => origin !== undefined);
    for (const row of rows) expect([row.what, await send(secret, row)]).toEqual([row.what, "KEY_FORBIDDEN"]);
  });

  test("a secret key may be used by a server, which names no origin", async () => {
    expect(await send(secret, { what: "no origin", origin: undefined })).toBe("ok");
  });

  test("a listed origin is worth nothing without a key, or with another tenant's", async () => {
    const [origin] = acmeOrigins;
    const client = connect(protocol, { url: service.url, headers: { origin } });
    expect(await answerOf(client.sendCode({ email: anEmail() }))).toBe("KEY_UNKNOWN");
    expect(await send(theirs, { what: "acme's", origin })).toBe("KEY_FORBIDDEN");
    expect(await send(theirs, { what: "its own", origin: globexOrigin })).toBe("ok");
  });
});

test.for([
  ["nothing in it", ""],
  ["a letter outside ASCII", "https://b\u00fccher.example"],
  ["a blank in front of the host", "https:// app.acme.example"],
])("an origin with %s is not listed, however it is sent", async ([, origin = ""]) => {
  for (const key of [publishable, secret]) {
    const { reason } = await post(
      service.url,
      "SendCode",
      { ...fromServer(key), origin },
      { email: anEmail() },
    );
    expect(reason).toBe("KEY_FORBIDDEN");
  }
});

test("who was refused for an origin has sent nothing", async () => {
  const before = service.mails.length;
  for (const { origin } of refusedRows) {
    const headers = { ...fromServer(publishable), ...(origin === undefined ? {} : { origin }) };
    await post(service.url, "SendCode", headers, { email: anEmail() });
  }
  expect(service.mails).toHaveLength(before);
});
