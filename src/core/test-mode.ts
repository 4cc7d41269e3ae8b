import type { CodeFormat } from "./code.ts";
import type { EmailAddress } from "./email.ts";
import type { Caller } from "./tenant.ts";

/**
 * The fixed code of a test, or `undefined` where a real code has to be mailed.
 *
 * A test address has its own until its end date, with every key. With a test key all other addresses have zeros.
 */
export function testCodeOf(
  { tenant, test }: Caller,
  email: EmailAddress,
  format: CodeFormat,
  nowMs: number,
): string | undefined {
  const listed = tenant.testAddresses.find((address) => address.email === email);
  if (listed !== undefined && nowMs < listed.until.getTime()) return listed.code;
  return test ? "0".repeat(format.length) : undefined;
}
