package io.github.nopass;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a receipt says, in the words of JWT (RFC 7519).
 *
 * @param claims by name
 */
record ReceiptClaims(Map<?, ?> claims) {
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

  /** What RFC 7519 has rules for. */
  void checkRegistered(String issuer, String audience, Instant now, Duration tolerance) {
    if (!claims.keySet().containsAll(REQUIRED)) throw new ReceiptException(ReceiptReason.CLAIMS);
    if (!issuer.equals(claims.get("iss"))) throw new ReceiptException(ReceiptReason.ISSUER);
    // A list is allowed there. One that has us and others in it would be good in two places.
    if (!audience.equals(claims.get("aud"))) throw new ReceiptException(ReceiptReason.AUDIENCE);
    if (!(claims.get("iat") instanceof Double)) throw new ReceiptException(ReceiptReason.CLAIMS);
    double nowSeconds = Math.floor(now.toEpochMilli() / 1000.0);
    double forgiven = tolerance.toMillis() / 1000.0;
    if (claims.containsKey("nbf")) {
      if (!(claims.get("nbf") instanceof Double notBefore))
        throw new ReceiptException(ReceiptReason.CLAIMS);
      if (notBefore > nowSeconds + forgiven) throw new ReceiptException(ReceiptReason.NOT_YET);
    }
    if (!(claims.get("exp") instanceof Double expires))
      throw new ReceiptException(ReceiptReason.CLAIMS);
    if (expires <= nowSeconds - forgiven) throw new ReceiptException(ReceiptReason.EXPIRED);
  }

  /** Reads what the receipt proves. What only resembles a receipt's claims is refused. */
  VerifiedReceipt read() {
    boolean isTest = Boolean.TRUE.equals(claims.get("test"));
    boolean isSaid =
        Boolean.TRUE.equals(claims.get("email_verified"))
            && claims.get("amr") instanceof List<?> methods
            && methods.contains("otp")
            && (isTest || !claims.containsKey("test") || Boolean.FALSE.equals(claims.get("test")));
    if (!isSaid) throw new ReceiptException(ReceiptReason.CLAIMS);
    VerifiedReceipt verified =
        new VerifiedReceipt(
            text("email"),
            text("purpose"),
            text("sub"),
            text("aud"),
            time("auth_time"),
            time("iat"),
            time("exp"),
            text("jti"),
            claims.containsKey("nonce") ? Optional.of(text("nonce")) : Optional.empty(),
            isTest);
    Instant issued = verified.issuedAt();
    boolean isInOrder =
        verified.email().contains("@")
            && !verified.verifiedAt().isBefore(Instant.EPOCH)
            && !verified.verifiedAt().isAfter(issued)
            && issued.isBefore(verified.expiresAt())
            && !verified.expiresAt().isAfter(issued.plusSeconds(LONGEST_LIFE_SECONDS));
    if (!isInOrder) throw new ReceiptException(ReceiptReason.CLAIMS);
    return verified;
  }

  private String text(String name) {
    if (claims.get(name) instanceof String text && !text.isEmpty() && text.length() <= 256)
      return text;
    throw new ReceiptException(ReceiptReason.CLAIMS);
  }

  private Instant time(String name) {
    // As many seconds as an Instant can be moved by without an end, some 30 million years.
    if (claims.get(name) instanceof Double seconds
        && seconds == Math.rint(seconds)
        && Math.abs(seconds) <= 1e15) return Instant.ofEpochSecond(seconds.longValue());
    throw new ReceiptException(ReceiptReason.CLAIMS);
  }

  /** Shows nothing of the receipt. */
  @Override
  public String toString() {
    return "ReceiptClaims";
  }
}
