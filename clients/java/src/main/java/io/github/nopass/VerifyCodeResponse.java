package io.github.nopass;

import java.time.Instant;

/**
 * What was proven. There is no answer for "not proven": that is a {@link NoPassException}.
 *
 * @param email the proven mailbox in its canonical form. Use this one, never one that came beside
 *     the code
 * @param purpose what {@code sendCode} was called with. Compare it, so that a code for one thing
 *     does not open another
 * @param verifyTime when the code was judged
 * @param receipt the same statement as a signed JWS, for a back end to check without asking the
 *     service
 * @param receiptExpireTime when the receipt stops being accepted
 * @param knownDevice keep it on the end user's device, and send it with the next {@code sendCode}
 *     for this address. It proves nothing
 * @param test whether nothing was mailed, and so nothing proven: the key is for tests, or the
 *     address is a test address
 */
public record VerifyCodeResponse(
    String email,
    String purpose,
    Instant verifyTime,
    String receipt,
    Instant receiptExpireTime,
    String knownDevice,
    boolean test) {

  /** Shows neither the address nor the tokens. */
  @Override
  public String toString() {
    return "VerifyCodeResponse[purpose="
        + purpose
        + ", verifyTime="
        + verifyTime
        + ", receiptExpireTime="
        + receiptExpireTime
        + ", test="
        + test
        + "]";
  }
}
