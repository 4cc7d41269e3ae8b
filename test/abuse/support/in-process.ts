import type { LeaseStore } from "../../../src/core/limits.ts";
import { createPace } from "../../../src/core/pace.ts";
import type { ChallengeStore, Clock, ReceiptSigner } from "../../../src/core/ports.ts";
import type { SendCodeInput, VerifyCodeInput } from "../../../src/core/requests.ts";
import { createSendCode } from "../../../src/core/send-code.ts";
import type { Caller } from "../../../src/core/tenant.ts";
import { createVerifyCode } from "../../../src/core/verify-code.ts";
import { createCallerLimits } from "../../../src/limits/caller-limits.ts";
import { createLeases } from "../../../src/limits/leases.ts";
import { createMemoryStore } from "../../../src/store/memory.ts";
import { createMemoryLeaseStore } from "../../../src/store/memory-leases.ts";
import { capturingMailer } from "../../support/capturing-mailer.ts";
import { countingRandom } from "../../support/counting-random.ts";
import { aSendCodeInput, aVerifyCodeInput } from "../../support/inputs.ts";
import { aKeyring } from "../../support/keyrings.ts";

export interface InProcessOptions {
  readonly clock: Clock;
  readonly store?: ChallengeStore;
  readonly leases?: LeaseStore;
  readonly keyring?: ReturnType<typeof aKeyring>;
}

/** The use cases with the real limits in front of them, for attacks of more calls than are worth a socket each. */
export function inProcess(options: InProcessOptions) {
  const { clock, store = createMemoryStore(clock), keyring = aKeyring() } = options;
  const mailer = capturingMailer();
  const attacks: { readonly event: "suspected" | "over"; readonly tenant: string; readonly atMs: number }[] =
    [];
  const heard = (event: "suspected" | "over") => (tenant: string) =>
    void attacks.push({ event, tenant, atMs: clock().getTime() });
  const limits = createCallerLimits(createLeases(options.leases ?? createMemoryLeaseStore(), keyring), {
    attackSuspected: heard("suspected"),
    attackOver: heard("over"),
  });
  const compared: Record<string, number> = {};
  const counting: ChallengeStore = {
    ...store,
    async judge(request) {
      const verdict = await store.judge(request);
      if (verdict.kind === "right" || verdict.kind === "wrong")
        compared[request.address] = (compared[request.address] ?? 0) + 1;
      return verdict;
    },
  };
  const random = countingRandom();
  const pace = createPace({ ...random, now: () => clock().getTime(), sleep: async () => {} });
  const deps = { keyring, store: counting, mailer, clock, limits, pace, bounced() {}, ...random };
  const sendCode = createSendCode(deps);
  const verifyCode = createVerifyCode({ ...deps, signer, issuer: "https://nopass.example" });

  /** As the gate does, and with the same promise: who is not let in throws. */
  const admit = async (caller: Caller, action: "send" | "verify", network: string) =>
    limits.admit(caller, action, network, clock().getTime());
  const noteOn =
    (uncount: () => void) =>
    ({ test }: { readonly test: boolean }) => {
      if (test) uncount();
    };

  return {
    send: async (caller: Caller, network: string, input: Partial<SendCodeInput>) =>
      sendCode(aSendCodeInput(input), caller, noteOn(await admit(caller, "send", network))),
    verify: async (caller: Caller, network: string, input: Partial<VerifyCodeInput>) =>
      verifyCode(aVerifyCodeInput(input), caller, noteOn(await admit(caller, "verify", network))),
    mails: mailer.mails,
    /** Codes that were compared, by the item of their address. */
    compared: compared as Readonly<Record<string, number>>,
    attacks: attacks as readonly (typeof attacks)[number][],
    limits,
  };
}

/** Signs nothing: the receipt is its claims. */
const signer: ReceiptSigner = { sign: async (claims) => JSON.stringify(claims) };
