package io.github.nopass;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a receipt has to be about. */
public final class ReceiptChecks {
  private final String purpose;
  private final boolean isNonceExpected;
  private final String nonce;
  private final Duration maxAge;
  final ReplayGuard guard;

  private ReceiptChecks(Builder builder) {
    purpose = builder.purpose;
    isNonceExpected = builder.isNonceExpected;
    nonce = builder.nonce;
    maxAge = builder.maxAge;
    guard = builder.guard;
  }

  /**
   * Starts checks of a receipt for signing in, without a nonce and as often as it is shown.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Judges what a genuine receipt is about. */
  void judge(VerifiedReceipt receipt, Instant now, Duration tolerance) {
    if (receipt.issuedAt().isAfter(now.plus(tolerance)))
      throw new ReceiptException(ReceiptReason.NOT_YET);
    if (!receipt.purpose().equals(purpose)) throw new ReceiptException(ReceiptReason.PURPOSE);
    boolean isNonceLost = isNonceExpected && (nonce == null || nonce.isEmpty());
    if (isNonceLost || !receipt.nonce().equals(Optional.ofNullable(nonce)))
      throw new ReceiptException(ReceiptReason.NONCE);
    if (maxAge != null
        && Duration.between(receipt.verifiedAt(), now.minus(tolerance)).compareTo(maxAge) > 0)
      throw new ReceiptException(ReceiptReason.EXPIRED);
  }

  /** Collects checks. */
  public static final class Builder {
    private String purpose = "sign-in";
    private boolean isNonceExpected;
    private String nonce;
    private Duration maxAge;
    private ReplayGuard guard;

    private Builder() {}

    /**
     * Sets what the code was sent for. A receipt for anything else is refused. Default: {@code
     * sign-in}, as in {@code sendCode}.
     *
     * @param purpose as {@code sendCode} was called with
     * @return this
     */
    public Builder purpose(String purpose) {
      if (purpose == null || purpose.isEmpty())
        throw new IllegalArgumentException("purpose is missing");
      this.purpose = purpose;
      return this;
    }

    /**
     * Sets the nonce that was given to {@code sendCode} in this session.
     *
     * <p>When this is not called, only a receipt without a nonce is accepted. Called with null or
     * an empty text, none is: a session that has lost its nonce does not switch the check off.
     *
     * @param nonce as {@code sendCode} was called with
     * @return this
     */
    public Builder nonce(String nonce) {
      this.isNonceExpected = true;
      this.nonce = nonce;
      return this;
    }

    /**
     * Sets how long ago the code may have been typed, for what needs a fresh proof. Default: as
     * long as receipts live.
     *
     * @param maxAge 0 or more
     * @return this
     */
    public Builder maxAge(Duration maxAge) {
      if (maxAge.isNegative()) throw new IllegalArgumentException("maxAge must not be negative");
      this.maxAge = maxAge;
      return this;
    }

    /**
     * Accepts each receipt once. Asked last, when all else holds; what it throws comes through, and
     * refuses too.
     *
     * @param guard which remembers
     * @return this
     */
    public Builder consume(ReplayGuard guard) {
      this.guard = guard;
      return this;
    }

    /**
     * Makes the checks.
     *
     * @return checks that do not change any more
     */
    public ReceiptChecks build() {
      return new ReceiptChecks(this);
    }
  }
}
