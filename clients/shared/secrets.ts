/** Replaces every secret of a call in a text that may be shown. */
export type StrikeOut = (text: string) => string;

/** Makes the StrikeOut for these secrets. */
export function createStrikeOut(secrets: readonly (string | undefined)[]): StrikeOut {
  const longestFirst = secrets
    .filter((secret) => secret !== undefined)
    // Striking out three digits would strike out half of every port and status, and hide nothing.
    .filter((secret) => secret.length > 3)
    .sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((kept, secret) => kept.replaceAll(secret, "[redacted]"), text);
}

/**
 * Copies what helps to find a fault: name, text and code of an error and of its causes.
 *
 * The errors themselves must not be shown. They hold the headers of the answer, in which a proxy may have repeated
 * those of the request.
 */
export function withoutSecrets(error: Error, strikeOut: StrikeOut): Error {
  return causesOf(error).reduceRight<Error | undefined>(
    (cause, original) => copyOf(original, cause, strikeOut),
    undefined,
  ) as Error;
}

/** Lists an error and its causes, outermost first. */
export function causesOf(error: Error): readonly Error[] {
  const causes: Error[] = [];
  for (let next: unknown = error; next instanceof Error && !causes.includes(next); next = next.cause) {
    causes.push(next);
  }
  return causes;
}

function copyOf(original: Error, cause: Error | undefined, strikeOut: StrikeOut): Error {
  const copy = new Error(strikeOut(original.message), cause === undefined ? {} : { cause });
  copy.name = original.name;
  // Where the copy was made tells nothing.
  copy.stack = `${copy.name}: ${copy.message}`;
  return "code" in original && typeof original.code === "string"
    ? Object.assign(copy, { code: original.code })
    : copy;
}
