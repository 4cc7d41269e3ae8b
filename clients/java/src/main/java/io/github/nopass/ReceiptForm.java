package io.github.nopass;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * A receipt of the right form (RFC 7515, section 7.1), of which nothing has been believed yet.
 *
 * @param alg {@code ES256} or {@code EdDSA}
 * @param kid the name of the key
 * @param signed what the signature is over
 * @param signature as it stands there
 * @param payload the part with the claims
 */
record ReceiptForm(String alg, String kid, byte[] signed, byte[] signature, String payload) {
  private static final String TYPE = "nopass-receipt+jwt";

  /** Twice the longest receipt there can be: everything in it is bounded. */
  private static final int LONGEST = 4096;

  /**
   * Reads a receipt. The header is exactly {@code alg}, {@code kid} and {@code typ}. There is no
   * list of dangerous parameters to keep up to date: with any other one, the service did not write
   * it.
   */
  static ReceiptForm parse(String receipt) {
    if (receipt == null || receipt.length() > LONGEST) throw malformed();
    String[] parts = receipt.split("\\.", -1);
    if (parts.length != 3) throw malformed();
    for (String part : parts) decode(part);
    Map<?, ?> header = object(parts[0]);
    if (header.keySet().equals(Set.of("alg", "kid", "typ"))
        && header.get("alg") instanceof String alg
        && (alg.equals("ES256") || alg.equals("EdDSA"))
        && header.get("kid") instanceof String kid
        && !kid.isEmpty()
        && TYPE.equals(header.get("typ"))) {
      byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
      return new ReceiptForm(alg, kid, signed, decode(parts[2]), parts[1]);
    }
    throw malformed();
  }

  /** Refuses the receipt unless this key signed it. */
  void checkSignature(PublicKey key) {
    if (signature.length != 64) throw new ReceiptException(ReceiptReason.SIGNATURE);
    boolean isRight;
    try {
      Signature verifier =
          Signature.getInstance(alg.equals("ES256") ? "SHA256withECDSAinP1363Format" : "Ed25519");
      verifier.initVerify(key);
      verifier.update(signed);
      isRight = verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      isRight = false;
    }
    if (!isRight) throw new ReceiptException(ReceiptReason.SIGNATURE);
  }

  /** What the receipt says, which is to be believed once its signature holds. */
  Map<?, ?> claims() {
    return object(payload);
  }

  private static Map<?, ?> object(String part) {
    try {
      return Json.parseObject(decode(part));
    } catch (Json.Malformed e) {
      throw malformed();
    }
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
    throw malformed();
  }

  private static ReceiptException malformed() {
    return new ReceiptException(ReceiptReason.MALFORMED);
  }

  /** Shows nothing of the receipt. */
  @Override
  public String toString() {
    return "ReceiptForm";
  }
}
