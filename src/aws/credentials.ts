/** As the SDK's provider chain gives them: from the environment, a profile, SSO, a container, IMDS, a web identity. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** From when on AWS takes them no more. */
  readonly expiration?: Date | undefined;
}

/** Asks wherever credentials come from. With `forceRefresh` what is known of them is not good enough. */
export type ProvideCredentials = (options?: { readonly forceRefresh?: boolean }) => Promise<AwsCredentials>;

export interface CredentialSource {
  /** Credentials that are valid now. Throws a {@link CredentialsError}. */
  current(): Promise<AwsCredentials>;
  /** AWS does not take these any more. True if the next call may have others. */
  refuse(credentials: AwsCredentials): boolean;
}

/** There is nothing to sign with. Its cause is what the provider said, which no log shows. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsProviderError";

  constructor(cause: unknown) {
    super(
      "there are no AWS credentials to be had: set them as for any other AWS tool, or see why the role gives none",
      {
        cause,
      },
    );
  }
}

/**
 * Keeps credentials until shortly before they expire, and asks for new ones while the old ones still serve.
 *
 * However many calls wait, the provider is asked once. Where it fails and the old ones are still valid, nobody notices.
 */
export function createCredentialSource(
  provide: ProvideCredentials,
  now: () => number = Date.now,
): CredentialSource {
  let known: AwsCredentials | undefined;
  let refused = false;
  let asking: Promise<AwsCredentials> | undefined;
  let askAgainMs = Number.NEGATIVE_INFINITY;

  async function ask(): Promise<AwsCredentials> {
    askAgainMs = now() + pauseMs;
    try {
      known = await provide(refused ? { forceRefresh: true } : {});
      refused = false;
      return known;
    } catch (cause) {
      throw new CredentialsError(cause);
    } finally {
      asking = undefined;
    }
  }

  return {
    async current() {
      const left = known === undefined || refused ? 0 : leftMs(known, now());
      if (known !== undefined && left > refreshBeforeMs) return known;
      if (known !== undefined && left > 0) {
        // What expires soon still serves; a provider that gives nothing newer is not asked by every call.
        if (asking === undefined && now() >= askAgainMs) {
          asking = ask();
          asking.catch(() => undefined);
        }
        return known;
      }
      asking ??= ask();
      return asking;
    },
    refuse(credentials) {
      // Others have come meanwhile, or these have just come: then asking again would not help.
      if (credentials !== known) return true;
      if (now() >= askAgainMs) refused = true;
      return refused;
    },
  };
}

function leftMs({ expiration }: AwsCredentials, nowMs: number): number {
  return expiration === undefined ? Number.POSITIVE_INFINITY : expiration.getTime() - nowMs;
}

/** As early as the SDK does it: role providers have new ones by then. */
const refreshBeforeMs = 300_000;

/** Between two questions that need not be asked at once. */
const pauseMs = 1_000;
