import type { Settings } from "../../config/settings.ts";
import { Failure } from "../../core/failure.ts";
import { createKeyring } from "../../core/keyring.ts";
import { createSendCode } from "../../core/send-code.ts";
import type { Caller, Tenant } from "../../core/tenant.ts";
import { createVerifyCode } from "../../core/verify-code.ts";
import { createCallerLimits } from "../../limits/caller-limits.ts";
import { createLeases } from "../../limits/leases.ts";
import { createFailover } from "../../mail/failover.ts";
import { createMailer } from "../../mail/mailer.ts";
import { createReceipts } from "../../receipt/signer.ts";
import { createWorld } from "../../world.ts";
import type { Terminal } from "../command.ts";
import { type Finding, ok, problem } from "./finding.ts";

/**
 * Mails a code to a person, asks for it on the terminal, and judges it: with the settings, the table and the mailer of
 * the service, and without a running one. It counts like any other send to the address.
 */
export async function checkLive(
  settings: Settings,
  tenant: Tenant,
  email: string,
  { ask, err }: Pick<Terminal, "ask" | "err">,
): Promise<Finding> {
  const subject = "live";
  const world = createWorld(settings, {});
  const keyring = createKeyring(settings.keyring.reveal());
  const unheard = { attackSuspected() {}, attackOver() {} };
  const limits = createCallerLimits(createLeases(world.leases, keyring), unheard);
  const transport = createFailover(world.mailers, { clock: world.clock, onChange() {} });
  const mailer = createMailer(transport, { from: settings.mail.from });
  const signer = await createReceipts(settings.receiptKeys.reveal());
  const sendCode = createSendCode({ ...world, keyring, mailer, limits, bounced() {} });
  const verifyCode = createVerifyCode({ ...world, keyring, limits, signer, issuer: settings.publicUrl });
  const caller: Caller = { tenant, keyId: "check", keyKind: "secret", test: false };
  const note = () => undefined;
  try {
    const { challengeId } = await sendCode({ ...noFields, email }, caller, note);
    err("a code is on its way\n");
    const code = (await ask("code: ")).trim();
    if (code === "")
      return problem(
        subject,
        "the mail was handed over, but no code was typed: see the spam folder, then the findings on sender, DKIM and DMARC",
      );
    await verifyCode({ challengeId, code, attemptId: "" }, caller, note);
    return ok(subject, "a code was mailed, typed and verified");
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return problem(subject, `${error.reason}: ${error.message}; ${remedies[error.reason] ?? defaultRemedy}`);
  } finally {
    for (const { close } of world.mailers) close?.();
  }
}

const noFields = {
  ttlMs: undefined,
  locale: "",
  purpose: "",
  nonce: "",
  idempotencyKey: "",
  challengeId: "",
  clientIp: "",
  knownDevice: "",
  stranger: false,
};

const remedies: Readonly<Record<string, string>> = {
  EMAIL_INVALID: "state one plain address that the tenant's `recipients` allow",
  COOLING_DOWN: "wait for the tenant's cool_down",
  ADDRESS_LIMITED: "redeem a code, or wait for the end of the address's 24 hours",
  ADDRESS_UNDELIVERABLE: "run `nopass address clear` with this address, or state another",
  CODE_REJECTED: "run it again, and type the code of the newest mail",
  STORE_UNAVAILABLE: "see the findings on the table",
  OVERLOADED: "run it again when there are fewer calls, or start more instances",
  DELIVERY_FAILED: "see the findings on the mailer; in the SES sandbox, the recipient must be verified too",
  DELIVERY_UNKNOWN: "the mailer did not answer in time: see that the network lets it through",
};
const defaultRemedy = "see the log of the service";
