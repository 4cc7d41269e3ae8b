package io.github.nopass;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A JWK set (RFC 7517), of which only keys for receipts are used: P-256 and Ed25519. */
final class KeySet implements ReceiptKeys {
  private final List<Map<?, ?>> keys = new ArrayList<>();

  KeySet(Map<?, ?> set) throws Json.Malformed {
    if (!(set.get("keys") instanceof List<?> list)) throw new Json.Malformed("no keys");
    for (Object each : list) {
      if (!(each instanceof Map<?, ?> key)) throw new Json.Malformed("a key that is no object");
      keys.add(key);
    }
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  boolean hasPrivate() {
    return keys.stream().anyMatch(KeySet::isPrivate);
  }

  @Override
  public PublicKey find(String alg, String kid) {
    List<Map<?, ?>> fitting = keys.stream().filter(key -> fits(key, alg, kid)).toList();
    if (fitting.isEmpty()) throw new ReceiptException(ReceiptReason.KEY_UNKNOWN);
    if (fitting.size() > 1) throw unusable("two keys have this name");
    Map<?, ?> key = fitting.get(0);
    if (isPrivate(key)) throw unusable("a private key is published");
    try {
      return alg.equals("ES256") ? p256(key) : ed25519(key);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unusable("a key cannot be read");
    }
  }

  private static boolean fits(Map<?, ?> key, String alg, String kid) {
    boolean isEs256 = alg.equals("ES256");
    return kid.equals(key.get("kid"))
        && (isEs256 ? "EC" : "OKP").equals(key.get("kty"))
        && (isEs256 ? "P-256" : "Ed25519").equals(key.get("crv"))
        && (!(key.get("alg") instanceof String said) || said.equals(alg))
        && (!(key.get("use") instanceof String use) || use.equals("sig"))
        && (!(key.get("key_ops") instanceof List<?> uses) || uses.contains("verify"));
  }

  private static boolean isPrivate(Map<?, ?> key) {
    return key.containsKey("d") || key.containsKey("k");
  }

  private static ReceiptException unusable(String fault) {
    return new ReceiptException(
        ReceiptReason.KEYS_UNAVAILABLE, new IllegalArgumentException(fault));
  }

  private static PublicKey p256(Map<?, ?> key) throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
    BigInteger x = new BigInteger(1, coordinate(key, "x"));
    BigInteger y = new BigInteger(1, coordinate(key, "y"));
    checkOnCurve(curve, x, y);
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve));
  }

  /** Not every provider does it when it makes a key. */
  private static void checkOnCurve(ECParameterSpec spec, BigInteger x, BigInteger y)
      throws InvalidKeySpecException {
    BigInteger p = ((ECFieldFp) spec.getCurve().getField()).getP();
    BigInteger right =
        x.pow(3).add(spec.getCurve().getA().multiply(x)).add(spec.getCurve().getB()).mod(p);
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.pow(2).mod(p).equals(right))
      throw new InvalidKeySpecException("not on the curve");
  }

  /** RFC 8032 §5.1.2: y in little-endian order, with the sign of x in its highest bit. */
  private static PublicKey ed25519(Map<?, ?> key) throws GeneralSecurityException {
    byte[] encoded = coordinate(key, "x");
    byte[] reversed = new byte[32];
    for (int index = 0; index < 32; index += 1) reversed[index] = encoded[31 - index];
    boolean isOdd = reversed[0] < 0;
    reversed[0] &= 0x7f;
    EdECPoint point = new EdECPoint(isOdd, new BigInteger(1, reversed));
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
  }

  private static byte[] coordinate(Map<?, ?> key, String name) throws InvalidKeySpecException {
    if (!(key.get(name) instanceof String text))
      throw new InvalidKeySpecException("no coordinate " + name);
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    if (bytes.length != 32) throw new InvalidKeySpecException("coordinate of another length");
    return bytes;
  }
}
