package io.github.nopass;

import java.time.Instant;
import java.util.Optional;

/**
 * What a receipt proves: at {@code verifiedAt}, somebody who can read the mail of {@code email}
 * typed the code.
 *
 * @param email the proven mailbox in its canonical form. Use this one, never one that came beside
 *     the receipt
 * @param purpose what the code was sent for
 * @param subject a pseudonym of the address for this tenant. It changes with the service's keys:
 *     match accounts by the address
 * @param audience the tenant
 * @param verifiedAt when the code was judged
 * @param issuedAt when the receipt was signed
 * @param expiresAt when it stops being accepted
 * @param id the same for every receipt of one proof. Count uses by it: a receipt's text can be
 *     changed, and stay valid
 * @param nonce what was given to {@code sendCode}
 * @param test whether it was made with a test key or for a test address. Only ever true where that
 *     is allowed
 */
public record VerifiedReceipt(
    String email,
    String purpose,
    String subject,
    String audience,
    Instant verifiedAt,
    Instant issuedAt,
    Instant expiresAt,
    String id,
    Optional<String> nonce,
    boolean test) {

  /** Shows neither the address nor the nonce. */
  @Override
  public String toString() {
    return "VerifiedReceipt[purpose=" + purpose + ", verifiedAt=" + verifiedAt + "]";
  }
}
