import { createServer as createHttp1 } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import type { AddressInfo } from "node:net";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SESClient } from "@aws-sdk/client-ses";
import { createContextValues } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { parseSettings } from "../../src/config/settings.ts";
import { openTenantsFile } from "../../src/config/tenants-file.ts";
import { createKeyring } from "../../src/core/keyring.ts";
import { createSendCode } from "../../src/core/send-code.ts";
import { createVerifyCode } from "../../src/core/verify-code.ts";
import { createCallerLimits } from "../../src/limits/caller-limits.ts";
import { createCapacity } from "../../src/limits/capacity.ts";
import { createLeases } from "../../src/limits/leases.ts";
import { createMailer } from "../../src/mail/mailer.ts";
import { createSesTransport } from "../../src/mail/ses.ts";
import { createSdkSesCall } from "../../src/mail/ses-sdk.ts";
import { createReceipts } from "../../src/receipt/signer.ts";
import { type Call, callKey } from "../../src/rpc/call.ts";
import { refuse } from "../../src/rpc/errors.ts";
import { createGate } from "../../src/rpc/gate.ts";
import { refusals } from "../../src/rpc/refusals.ts";
import { createMethods, createRoutes } from "../../src/rpc/routes.ts";
import { createDynamoStores, createWorld } from "../../src/world.ts";
import { createEnvironment } from "../../test/e2e/support/environment.ts";
import { serveMeasurer } from "../processes.ts";

/**
 * The same use cases on connect-node's own adapter and on the AWS SDK with its defaults: what most would have built.
 *
 * It writes no log and counts nothing, so it is given an advantage.
 */
const { settings: given, secretKey, publishableKey } = await createEnvironment({});
const settings = parseSettings({ ...given, NOPASS_STORE: "memory", NOPASS_MAIL: "console" });
const nothing = () => {};
const tenants = await openTenantsFile(
  settings.tenantsFile,
  { reloaded: nothing, reloadFailed: nothing },
  10_000,
  undefined,
);
const { clock, randomBytes, randomInt, pace, openHttp } = createWorld(settings, {});
const { store, leases } = createDynamoStores(new DynamoDBClient({}), "nopass", { client: "sdk", openHttp });
const keyring = createKeyring(settings.keyring.reveal());
const signer = await createReceipts(settings.receiptKeys.reveal());
const transport = createSesTransport(createSdkSesCall(new SESClient({})), { clock, randomInt });
const mailer = createMailer(transport, { from: settings.mail.from });
const limits = createCallerLimits(createLeases(leases, keyring), {
  attackSuspected: nothing,
  attackOver: nothing,
});
const shared = { keyring, store, clock, randomBytes, randomInt, limits };
const capacity = createCapacity(settings.maxCalls);
const methods = createMethods({
  sendCode: createSendCode({ ...shared, mailer, pace, bounced: nothing }),
  verifyCode: createVerifyCode({ ...shared, signer, issuer: settings.publicUrl }),
  capacity,
  track: nothing,
  codeStep: nothing,
});
const gate = createGate({
  findKey: (id) => tenants.current().findKey(id),
  allowsOrigin: ({ origins }, origin) => origins.includes(origin),
  limits,
  capacity,
  clock,
});
const adapter = connectNodeAdapter({
  routes: createRoutes(methods),
  interceptors: [
    refusals,
    (next) => (request) => {
      const call = request.contextValues.get(callKey);
      try {
        const [authorization, origin] = [request.header.get("authorization"), request.header.get("origin")];
        gate(
          request.method,
          { ...(authorization ? { authorization } : {}), ...(origin ? { origin } : {}) },
          call,
        );
      } catch (error) {
        throw refuse(call, error);
      }
      return next(request);
    },
  ],
  contextValues: () => {
    const call: Call = { requestId: crypto.randomUUID(), network: "192.0.2.1", certificateNames: [] };
    return createContextValues().set(callKey, call);
  },
});
const h2 = createHttp2(adapter).listen(0, "127.0.0.1");
const h1 = createHttp1(adapter).listen(0, "127.0.0.1", () => {
  const url = (server: { address(): unknown }) =>
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  serveMeasurer({ h2: url(h2), h1: url(h1), secretKey, publishableKey });
});
