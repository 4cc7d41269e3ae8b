import { createFirstSecrets } from "../commands/first-secrets.ts";

/** What CloudFormation asks of a custom resource (user guide, "Custom resource request objects"). */
export interface SetupEvent {
  readonly RequestType: "Create" | "Update" | "Delete";
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly ResourceProperties: { readonly Prefix: string; readonly Brand: string; readonly Host: string };
}

export interface SetupDeps {
  /** Creates an encrypted parameter. False if there is one of that name, which is left as it is. */
  readonly create: (name: string, text: string) => Promise<boolean>;
  /** Waits for so many milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>;
  /** Puts an answer to the address that CloudFormation named. */
  readonly answer: (url: string, body: Uint8Array) => Promise<void>;
}

/**
 * Makes the secrets of a new service, once: neither a later deployment nor the stack's deletion touches them.
 *
 * CloudFormation always gets an answer, or it would wait for an hour. No secret stands in it.
 */
export async function runSetup(event: SetupEvent, { create, answer, pause }: SetupDeps): Promise<void> {
  const reason =
    event.RequestType === "Delete"
      ? undefined
      : await problemOf(() => setUp(event, onceAllowed(create, pause)));
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = {
    Status: reason === undefined ? "SUCCESS" : "FAILED",
    ...(reason === undefined ? {} : { Reason: reason }),
    PhysicalResourceId: `secrets:${event.ResourceProperties.Prefix}`,
    StackId,
    RequestId,
    LogicalResourceId,
    NoEcho: true,
  };
  await answer(event.ResponseURL, new TextEncoder().encode(JSON.stringify(body)));
}

async function setUp({ ResourceProperties }: SetupEvent, create: SetupDeps["create"]): Promise<void> {
  const { Prefix, Brand, Host } = ResourceProperties;
  const secrets = await createFirstSecrets(Brand || Host, Host);
  await create(`${Prefix}/keyring`, secrets.keyring);
  await create(`${Prefix}/receipt-keys`, secrets.receiptKeys);
  const isNew = await create(`${Prefix}/tenants`, secrets.tenants);
  // An older key of that name would fit to no tenants file.
  if (isNew && !(await create(`${Prefix}/first-api-key`, secrets.apiKey)))
    throw new SetupError(
      `delete the parameters ${Prefix}/tenants and ${Prefix}/first-api-key and deploy again`,
    );
}

/** A role that was made a moment ago is not yet known everywhere (IAM user guide, "Changes that I make are not always…"). */
function onceAllowed(create: SetupDeps["create"], pause: SetupDeps["pause"]): SetupDeps["create"] {
  return async (name, text) => {
    for (const waitMs of waitsMs) {
      try {
        return await create(name, text);
      } catch (error) {
        if ((error as Error).name !== "AccessDeniedException") throw error;
        await pause(waitMs);
      }
    }
    return create(name, text);
  };
}

const waitsMs = [1_000, 2_000, 4_000, 8_000];

class SetupError extends Error {
  override readonly name = "SetupError";
}

async function problemOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    // What the SDK says may hold what it was given.
    return error instanceof SetupError
      ? error.message
      : `the secrets cannot be stored (${(error as Error).name})`;
  }
}
