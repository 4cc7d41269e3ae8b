package io.github.nopass;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Judges receipts of one service for one tenant, without asking the service. It is safe to share:
 * make one for the whole process.
 *
 * <p>Whoever holds a receipt can show it: give {@link ReceiptChecks.Builder#consume consume} where
 * it must count once, and {@link ReceiptChecks.Builder#nonce nonce} where it must belong to the
 * session that asked for the code.
 */
public final class ReceiptVerifier {
  private final String issuer;
  private final String audience;
  private final ReceiptKeys keys;
  private final boolean allowTest;
  private final Duration tolerance;
  private final Clock clock;

  private ReceiptVerifier(Builder builder) {
    issuer = builder.issuer;
    audience = builder.audience;
    keys = builder.keys;
    allowTest = builder.allowTest;
    tolerance = builder.tolerance;
    clock = builder.clock;
  }

  /**
   * Makes a verifier with the defaults, which fetches keys when the first receipt comes.
   *
   * @param issuer the public URL of the service, letter for letter and without a slash at the end
   * @param audience your tenant
   * @return a verifier
   * @throws IllegalArgumentException for what cannot work
   */
  public static ReceiptVerifier create(String issuer, String audience) {
    return builder().issuer(issuer).audience(audience).build();
  }

  /**
   * Starts a verifier with settings of its own.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Judges a receipt. Waits, for 5 seconds at most, only when keys have to be fetched.
   *
   * @param receipt as {@code verifyCode} returned it
   * @param checks what it has to be about
   * @return what it proves
   * @throws ReceiptException when it is refused
   */
  public VerifiedReceipt verify(String receipt, ReceiptChecks checks) {
    ReceiptForm form = ReceiptForm.parse(receipt);
    form.checkSignature(keys.find(form.alg(), form.kid()));
    ReceiptClaims claims = new ReceiptClaims(form.claims());
    Instant now = clock.instant();
    claims.checkRegistered(issuer, audience, now, tolerance);
    VerifiedReceipt verified = claims.read();
    if (verified.test() && !allowTest) throw new ReceiptException(ReceiptReason.TEST);
    checks.judge(verified, now, tolerance);
    // Twice the tolerance: the clock of a database may be wrong as well.
    Instant until = verified.expiresAt().plus(tolerance.multipliedBy(2));
    if (checks.guard != null && !checks.guard.consume(verified.id(), until))
      throw new ReceiptException(ReceiptReason.REPLAYED);
    return verified;
  }

  /**
   * Judges a receipt for signing in, without a nonce and as often as it is shown.
   *
   * @param receipt as {@code verifyCode} returned it
   * @return what it proves
   * @throws ReceiptException when it is refused
   */
  public VerifiedReceipt verify(String receipt) {
    return verify(receipt, ReceiptChecks.builder().build());
  }

  /**
   * Judges a receipt elsewhere.
   *
   * @param receipt as {@code verifyCode} returned it
   * @param checks what it has to be about
   * @param executor which may have to wait for keys, and for the replay guard
   * @return what it proves, or a {@link ReceiptException}
   */
  public CompletableFuture<VerifiedReceipt> verifyAsync(
      String receipt, ReceiptChecks checks, Executor executor) {
    return CompletableFuture.supplyAsync(() -> verify(receipt, checks), executor);
  }

  /** Collects the settings of a verifier. */
  public static final class Builder {
    private String issuer;
    private String audience;
    private ReceiptKeys keys;
    private boolean allowTest;
    private Duration tolerance = Duration.ofSeconds(30);
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * Sets the public URL of the service.
     *
     * @param issuer letter for letter, without a slash at the end
     * @return this
     */
    public Builder issuer(String issuer) {
      this.issuer = issuer;
      return this;
    }

    /**
     * Sets the tenant. Receipts for others are refused.
     *
     * @param audience your tenant
     * @return this
     */
    public Builder audience(String audience) {
      this.audience = audience;
      return this;
    }

    /**
     * Sets where the keys come from. Default: those published at {@code /.well-known/jwks.json}
     * below the issuer.
     *
     * @param keys which several verifiers can share
     * @return this
     */
    public Builder keys(ReceiptKeys keys) {
      this.keys = keys;
      return this;
    }

    /**
     * Accepts receipts of test keys and test addresses too. Anybody can have those: never in
     * production.
     *
     * @param allowTest true for that
     * @return this
     */
    public Builder allowTest(boolean allowTest) {
      this.allowTest = allowTest;
      return this;
    }

    /**
     * Sets how far this machine's clock may be from the service's. Default: 30 seconds.
     *
     * @param tolerance a minute at most
     * @return this
     */
    public Builder clockTolerance(Duration tolerance) {
      // The service publishes an old key for a minute after its last receipt has expired.
      if (tolerance.isNegative() || tolerance.compareTo(Duration.ofMinutes(1)) > 0)
        throw new IllegalArgumentException("clockTolerance must be between 0 and a minute");
      this.tolerance = tolerance;
      return this;
    }

    /**
     * @param clock stands in for the machine's, for tests
     * @return this
     */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Makes the verifier, which fetches keys when the first receipt comes.
     *
     * @return a verifier
     * @throws IllegalArgumentException for settings that cannot work
     */
    public ReceiptVerifier build() {
      if (issuer == null || issuer.isEmpty())
        throw new IllegalArgumentException("issuer is missing");
      if (issuer.endsWith("/"))
        throw new IllegalArgumentException("issuer ends with a slash: no receipt's issuer does");
      if (audience == null || audience.isEmpty())
        throw new IllegalArgumentException("audience is missing");
      if (keys == null) keys = ReceiptKeys.publishedAt(issuer + "/.well-known/jwks.json");
      return new ReceiptVerifier(this);
    }
  }
}
