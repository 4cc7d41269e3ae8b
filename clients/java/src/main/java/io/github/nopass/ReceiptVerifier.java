package io.github.nopass;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private static final String TYPE = "nopass-receipt+jwt";

  /** Twice the longest receipt there can be: everything in it is bounded. */
  private static final int LONGEST = 4096;

  /** The service's promise. A longer life would outlast the memory of replay guards. */
  private static final long LONGEST_LIFE_SECONDS = 300;

  private static final List<String> REQUIRED =
      List.of(
          "iss",
          "aud",
          "sub",
          "email",
          "email_verified",
          "purpose",
          "amr",
          "auth_time",
          "iat",
          "exp",
          "jti");

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
    String[] parts = partsOf(receipt);
    checkSignature(parts, headerOf(parts[0]));
    Map<?, ?> claims = object(parts[1]);
    Instant now = clock.instant();
    checkRegistered(claims, now);
    VerifiedReceipt verified = read(claims);
    if (verified.test() && !allowTest) throw refusal(ReceiptReason.TEST);
    checkSubject(verified, checks, now);
    // Twice the tolerance: the clock of a database may be wrong as well.
    Instant until = verified.expiresAt().plus(tolerance.multipliedBy(2));
    if (checks.guard != null && !checks.guard.consume(verified.id(), until))
      throw refusal(ReceiptReason.REPLAYED);
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

  private static ReceiptException refusal(ReceiptReason reason) {
    return new ReceiptException(reason);
  }

  private static String[] partsOf(String receipt) {
    if (receipt == null || receipt.length() > LONGEST) throw refusal(ReceiptReason.MALFORMED);
    String[] parts = receipt.split("\\.", -1);
    if (parts.length != 3) throw refusal(ReceiptReason.MALFORMED);
    for (String part : parts) decode(part);
    return parts;
  }

  /** Takes canonical base64url only: no padding, white space or stray trailing bits. */
  private static byte[] decode(String part) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(part);
      String canonical = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      if (!part.isEmpty() && canonical.equals(part)) return bytes;
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw refusal(ReceiptReason.MALFORMED);
  }

  private static Map<?, ?> object(String part) {
    try {
      return Json.parseObject(decode(part));
    } catch (Json.Malformed e) {
      throw refusal(ReceiptReason.MALFORMED);
    }
  }

  private record Header(String alg, String kid) {}

  /**
   * The header is exactly {@code alg}, {@code kid} and {@code typ}. There is no list of dangerous
   * parameters to keep up to date: with any other one, the service did not write it.
   */
  private static Header headerOf(String part) {
    Map<?, ?> header = object(part);
    if (header.keySet().equals(Set.of("alg", "kid", "typ"))
        && header.get("alg") instanceof String alg
        && (alg.equals("ES256") || alg.equals("EdDSA"))
        && header.get("kid") instanceof String kid
        && !kid.isEmpty()
        && TYPE.equals(header.get("typ"))) return new Header(alg, kid);
    throw refusal(ReceiptReason.MALFORMED);
  }

  private void checkSignature(String[] parts, Header header) {
    PublicKey key = keys.find(header.alg, header.kid);
    byte[] signature = decode(parts[2]);
    byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    if (signature.length != 64) throw refusal(ReceiptReason.SIGNATURE);
    boolean isRight;
    try {
      Signature verifier =
          Signature.getInstance(
              header.alg.equals("ES256") ? "SHA256withECDSAinP1363Format" : "Ed25519");
      verifier.initVerify(key);
      verifier.update(signed);
      isRight = verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      isRight = false;
    }
    if (!isRight) throw refusal(ReceiptReason.SIGNATURE);
  }

  /** What RFC 7519 has rules for. */
  private void checkRegistered(Map<?, ?> claims, Instant now) {
    if (!claims.keySet().containsAll(REQUIRED)) throw refusal(ReceiptReason.CLAIMS);
    if (!issuer.equals(claims.get("iss"))) throw refusal(ReceiptReason.ISSUER);
    // A list is allowed there. One that has us and others in it would be good in two places.
    if (!audience.equals(claims.get("aud"))) throw refusal(ReceiptReason.AUDIENCE);
    if (!(claims.get("iat") instanceof Double)) throw refusal(ReceiptReason.CLAIMS);
    double nowSeconds = Math.floor(now.toEpochMilli() / 1000.0);
    double forgiven = tolerance.toMillis() / 1000.0;
    if (claims.containsKey("nbf")) {
      if (!(claims.get("nbf") instanceof Double notBefore)) throw refusal(ReceiptReason.CLAIMS);
      if (notBefore > nowSeconds + forgiven) throw refusal(ReceiptReason.NOT_YET);
    }
    if (!(claims.get("exp") instanceof Double expires)) throw refusal(ReceiptReason.CLAIMS);
    if (expires <= nowSeconds - forgiven) throw refusal(ReceiptReason.EXPIRED);
  }

  private VerifiedReceipt read(Map<?, ?> claims) {
    boolean isTest = Boolean.TRUE.equals(claims.get("test"));
    boolean isSaid =
        Boolean.TRUE.equals(claims.get("email_verified"))
            && claims.get("amr") instanceof List<?> methods
            && methods.contains("otp")
            && (isTest || !claims.containsKey("test") || Boolean.FALSE.equals(claims.get("test")));
    if (!isSaid) throw refusal(ReceiptReason.CLAIMS);
    VerifiedReceipt verified =
        new VerifiedReceipt(
            text(claims, "email"),
            text(claims, "purpose"),
            text(claims, "sub"),
            audience,
            time(claims, "auth_time"),
            time(claims, "iat"),
            time(claims, "exp"),
            text(claims, "jti"),
            claims.containsKey("nonce") ? Optional.of(text(claims, "nonce")) : Optional.empty(),
            isTest);
    Instant issued = verified.issuedAt();
    boolean isInOrder =
        verified.email().contains("@")
            && !verified.verifiedAt().isAfter(issued)
            && issued.isBefore(verified.expiresAt())
            && !verified.expiresAt().isAfter(issued.plusSeconds(LONGEST_LIFE_SECONDS));
    if (!isInOrder) throw refusal(ReceiptReason.CLAIMS);
    return verified;
  }

  private static String text(Map<?, ?> claims, String name) {
    if (claims.get(name) instanceof String text && !text.isEmpty() && text.length() <= 256)
      return text;
    throw refusal(ReceiptReason.CLAIMS);
  }

  private static Instant time(Map<?, ?> claims, String name) {
    // As many seconds as an Instant can be moved by without an end, some 30 million years.
    if (claims.get(name) instanceof Double seconds
        && seconds == Math.rint(seconds)
        && Math.abs(seconds) <= 1e15) return Instant.ofEpochSecond(seconds.longValue());
    throw refusal(ReceiptReason.CLAIMS);
  }

  private void checkSubject(VerifiedReceipt receipt, ReceiptChecks checks, Instant now) {
    if (receipt.issuedAt().isAfter(now.plus(tolerance))) throw refusal(ReceiptReason.NOT_YET);
    if (!receipt.purpose().equals(checks.purpose)) throw refusal(ReceiptReason.PURPOSE);
    boolean isNonceLost =
        checks.isNonceExpected && (checks.nonce == null || checks.nonce.isEmpty());
    if (isNonceLost || !receipt.nonce().equals(Optional.ofNullable(checks.nonce)))
      throw refusal(ReceiptReason.NONCE);
    if (checks.maxAge != null
        && Duration.between(receipt.verifiedAt(), now.minus(tolerance)).compareTo(checks.maxAge)
            > 0) throw refusal(ReceiptReason.EXPIRED);
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
     * Sets the clock, for tests.
     *
     * @param clock by default the machine's
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
        throw new IllegalArgumentException(
            "issuer ends with a slash, which no receipt's issuer does");
      if (audience == null || audience.isEmpty())
        throw new IllegalArgumentException("audience is missing");
      if (keys == null) keys = ReceiptKeys.publishedAt(issuer + "/.well-known/jwks.json");
      return new ReceiptVerifier(this);
    }
  }
}
