package com.example.receipts;

import io.github.nopass.ReceiptKeys;
import io.github.nopass.ReceiptVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** Signs receipts as the service does, with a key of its own. */
final class TestSigner {
  private static final String ISSUER = "https://nopass.example";

  private final KeyPair pair;

  TestSigner() {
    try {
      pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  ReceiptVerifier verifier() {
    // The last 32 bytes of the key's X.509 form (RFC 8410, section 4).
    byte[] der = pair.getPublic().getEncoded();
    String x = encode(Arrays.copyOfRange(der, der.length - 32, der.length));
    String key =
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k-1\",\"use\":\"sig\",\"x\":\"" + x + "\"}";
    return ReceiptVerifier.builder()
        .issuer(ISSUER)
        .audience("acme")
        .keys(ReceiptKeys.of("{\"keys\":[" + key + "]}"))
        .build();
  }

  String receipt(String purpose, String nonce) throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String claims =
        """
        {"iss":"%s","aud":"acme","sub":"s","email":"ada@example.com","email_verified":true,
        "purpose":"%s","amr":["otp"],"auth_time":%d,"iat":%d,"exp":%d,"jti":"%s","nonce":"%s"}"""
            .formatted(ISSUER, purpose, now, now, now + 300, UUID.randomUUID(), nonce);
    String header = "{\"alg\":\"EdDSA\",\"kid\":\"k-1\",\"typ\":\"nopass-receipt+jwt\"}";
    String signed = encode(utf8(header)) + "." + encode(utf8(claims));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(pair.getPrivate());
    signature.update(utf8(signed));
    return signed + "." + encode(signature.sign());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
