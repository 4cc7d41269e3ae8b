package io.github.nopass;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ReceiptVerifierTest {
  private static final long NOON = Instant.parse("2026-01-01T12:00:00Z").getEpochSecond();
  private static final KeyPair ES = newKey("EC");
  private static final KeyPair ED = newKey("Ed25519");

  private final TestClock clock = new TestClock();
  private final ReceiptVerifier verifier = verifier(false);

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "EdDSA"})
  void believesAReceipt(String alg) {
    VerifiedReceipt receipt = verifier.verify(receipt(alg, claims()));
    assertEquals("ada@example.com", receipt.email());
    assertEquals("subject", receipt.subject());
    assertEquals("id", receipt.id());
    assertEquals(Optional.empty(), receipt.nonce());
    assertEquals(Instant.ofEpochSecond(NOON + 300), receipt.expiresAt());
    assertFalse(receipt.toString().contains("ada"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "iss|\"https://other.example\"|ISSUER",
        "aud|[\"acme\"]|AUDIENCE",
        "purpose|\"delete-account\"|PURPOSE",
        "nonce|\"other\"|NONCE",
        "nonce|\"\"|CLAIMS",
        "exp|1767269101|CLAIMS",
        "exp|-1|EXPIRED",
        "exp|1e400|CLAIMS",
        "exp|\"1767269000\"|CLAIMS",
        "iat|1767268831|NOT_YET",
        "nbf|1767268831|NOT_YET",
        "auth_time|1767268801|CLAIMS",
        "auth_time|1e18|CLAIMS",
        "email|\"ada\"|CLAIMS",
        "email_verified|\"true\"|CLAIMS",
        "amr|[\"pwd\"]|CLAIMS",
        "jti|null|CLAIMS",
        "test|true|TEST",
        "test|0|CLAIMS",
        "sub\":\"a\",\"sub|\"b\"|MALFORMED",
      })
  void refusesClaims(String name, String value, ReceiptReason reason) throws Exception {
    String claims = JsonWriter.write(claims());
    String replaced = claims.replaceAll("\"" + name + "\":(\"[^\"]*\"|\\[[^]]*]|[0-9]+|true)", "");
    String changed =
        (replaced.substring(0, replaced.length() - 1) + ",\"" + name + "\":" + value + "}")
            .replace("{,", "{")
            .replace(",,", ",");
    assertEquals(reason, refusalOf(signed("ES256", header("ES256"), changed)));
  }

  @Test
  void refusesWhatIsMissing() {
    for (String name : claims().keySet()) {
      Map<String, Object> claims = claims();
      claims.remove(name);
      assertEquals(ReceiptReason.CLAIMS, refusalOf(receipt("ES256", claims)), name);
    }
  }

  @Test
  void refusesAnotherForm() {
    String good = receipt("ES256", claims());
    String[] parts = good.split("\\.");
    List<String> bad = new ArrayList<>(List.of("", "..", good + ".", "." + good, good + "="));
    bad.addAll(List.of(good + "\n", " " + good, parts[0] + "." + parts[1], "A".repeat(1_000_000)));
    bad.add(parts[0] + "." + parts[1] + ".");
    for (String header :
        List.of(
            "{\"alg\":\"none\",\"kid\":\"es\",\"typ\":\"nopass-receipt+jwt\"}",
            "{\"alg\":\"HS256\",\"kid\":\"es\",\"typ\":\"nopass-receipt+jwt\"}",
            "{\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":\"JWT\"}",
            "{\"alg\":\"ES256\",\"kid\":\"\",\"typ\":\"nopass-receipt+jwt\"}",
            "{\"alg\":\"ES256\",\"typ\":\"nopass-receipt+jwt\"}",
            "{\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":\"nopass-receipt+jwt\",\"b64\":true}",
            "{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"es\",\"typ\":\"nopass-receipt+jwt\"}"))
      bad.add(signed("ES256", header, JsonWriter.write(claims())));
    for (String each : bad) assertEquals(ReceiptReason.MALFORMED, refusalOf(each), each);
    assertEquals(ReceiptReason.MALFORMED, refusalOf(null));
  }

  @Test
  void refusesSignatures() {
    String[] parts = receipt("ES256", claims()).split("\\.");
    String input = parts[0] + "." + parts[1] + ".";
    byte[] right = Base64.getUrlDecoder().decode(parts[2]);
    byte[] changed = right.clone();
    changed[40] ^= 1;
    for (byte[] signature :
        List.of(new byte[64], new byte[1], changed, Arrays.copyOf(right, 63), new byte[70]))
      assertEquals(ReceiptReason.SIGNATURE, refusalOf(input + encode(signature)));
    String other = signed("EdDSA", header("ES256"), JsonWriter.write(claims()));
    assertEquals(ReceiptReason.SIGNATURE, refusalOf(other));
    String confused =
        signed("ES256", header("ES256").replace("ES256", "EdDSA"), JsonWriter.write(claims()));
    assertEquals(ReceiptReason.KEY_UNKNOWN, refusalOf(confused));
  }

  /** RFC 8032 §5.1.7 has S below the order, so that there is one signature and not two. */
  @Test
  void refusesASecondSpellingOfAnEd25519Signature() {
    String[] parts = receipt("EdDSA", claims()).split("\\.");
    byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    byte[] s = littleEndian(Arrays.copyOfRange(signature, 32, 64));
    byte[] moved = fixed(new BigInteger(1, s).add(order));
    System.arraycopy(littleEndian(moved), 0, signature, 32, 32);
    assertEquals(
        ReceiptReason.SIGNATURE, refusalOf(parts[0] + "." + parts[1] + "." + encode(signature)));
  }

  @Test
  void refusesAKeyOffItsCurve() {
    String keys = jwks().replaceFirst("\"y\":\"[^\"]*\"", "\"y\":\"" + encode(new byte[32]) + "\"");
    ReceiptVerifier other = builder().keys(ReceiptKeys.of(keys)).build();
    assertEquals(
        ReceiptReason.KEYS_UNAVAILABLE, refusalOf(other, receipt("ES256", claims()), checks()));
  }

  @Test
  void comparesTheNonce() {
    Map<String, Object> claims = claims();
    claims.put("nonce", "n");
    String receipt = receipt("ES256", claims);
    assertEquals(Optional.of("n"), verifier.verify(receipt, checks().nonce("n").build()).nonce());
    for (String nonce : Arrays.asList("m", "", null))
      assertEquals(ReceiptReason.NONCE, refusalOf(verifier, receipt, checks().nonce(nonce)));
    String without = receipt("ES256", claims());
    for (String nonce : Arrays.asList("m", "", null))
      assertEquals(ReceiptReason.NONCE, refusalOf(verifier, without, checks().nonce(nonce)));
  }

  @Test
  void countsEachReceiptOnceAndLast() {
    ReplayGuard guard = ReplayGuard.inMemory(1, clock);
    String receipt = receipt("ES256", claims());
    refusalOf(verifier, receipt, checks().purpose("other").consume(guard));
    verifier.verify(receipt, checks().consume(guard).build());
    assertEquals(ReceiptReason.REPLAYED, refusalOf(verifier, receipt, checks().consume(guard)));
    assertThrows(IllegalStateException.class, () -> guard.consume("another", Instant.MAX));
    clock.advance(361);
    assertTrue(guard.consume("another", Instant.MAX));
  }

  @Test
  void acceptsTestsWhereAllowed() {
    Map<String, Object> claims = claims();
    claims.put("test", true);
    assertTrue(verifier(true).verify(receipt("ES256", claims)).test());
  }

  @Test
  void refusesWhatIsOld() {
    String receipt = receipt("ES256", claims());
    clock.advance(100);
    assertEquals(
        ReceiptReason.EXPIRED,
        refusalOf(verifier, receipt, checks().maxAge(Duration.ofSeconds(60))));
    clock.advance(229);
    verifier.verify(receipt);
    clock.advance(1);
    assertEquals(ReceiptReason.EXPIRED, refusalOf(receipt));
  }

  @Test
  void keepsThePublishedKeysAndAsksOnceForAnUnknownOne() {
    try (FakeService service = new FakeService()) {
      ReceiptKeys keys =
          ReceiptKeys.publishedAt(
              service.url() + "/jwks.json", java.net.http.HttpClient.newHttpClient(), clock);
      ReceiptVerifier published = builder().keys(keys).build();
      String receipt = receipt("ES256", claims());
      service.then(503, "");
      assertEquals(ReceiptReason.KEYS_UNAVAILABLE, refusalOf(published, receipt, checks()));
      assertEquals(ReceiptReason.KEYS_UNAVAILABLE, refusalOf(published, receipt, checks()));
      assertEquals(1, service.received.size());

      clock.advance(1);
      service.then(exchange -> sendBriefly(exchange, "{\"keys\":[]}"));
      service.then(exchange -> sendBriefly(exchange, jwks()));
      assertEquals(ReceiptReason.KEY_UNKNOWN, refusalOf(published, receipt, checks()));
      assertEquals(2, service.received.size());
      clock.advance(30);
      published.verify(receipt);
      assertEquals(3, service.received.size());

      // The keys are stale, and the service answers 500: they stay good, and it is left alone.
      clock.advance(31);
      assertDoesNotThrow(() -> published.verify(receipt));
      assertDoesNotThrow(() -> published.verify(receipt));
      assertEquals(4, service.received.size());
      String unknown =
          signed("ES256", header("ES256").replace("\"es\"", "\"new\""), JsonWriter.write(claims()));
      assertEquals(ReceiptReason.KEYS_UNAVAILABLE, refusalOf(published, unknown, checks()));
      assertEquals(4, service.received.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "http://a.example/jwks", "https://u:p@a.example", "ftp://localhost"})
  void refusesAnAddressThatCannotBeTrusted(String url) {
    assertThrows(IllegalArgumentException.class, () -> ReceiptKeys.publishedAt(url));
  }

  @Test
  void refusesSettingsThatCannotWork() {
    assertThrows(
        IllegalArgumentException.class, () -> ReceiptVerifier.create("https://a.example/", "acme"));
    assertThrows(
        IllegalArgumentException.class, () -> ReceiptVerifier.create("https://a.example", ""));
    assertThrows(IllegalArgumentException.class, () -> ReceiptKeys.of("{\"keys\":[]}"));
    assertThrows(IllegalArgumentException.class, () -> ReceiptKeys.of("{\"keys\":[{\"d\":\"\"}]}"));
  }

  private static void sendBriefly(HttpExchange exchange, String keys) throws IOException {
    exchange.getResponseHeaders().set("Cache-Control", "public, max-age=1");
    FakeService.send(exchange, 200, keys);
  }

  private ReceiptReason refusalOf(String receipt) {
    return refusalOf(verifier, receipt, checks());
  }

  private static ReceiptReason refusalOf(
      ReceiptVerifier verifier, String receipt, ReceiptChecks.Builder checks) {
    ReceiptChecks built = checks.build();
    return assertThrows(ReceiptException.class, () -> verifier.verify(receipt, built)).reason();
  }

  private static ReceiptChecks.Builder checks() {
    return ReceiptChecks.builder();
  }

  private ReceiptVerifier verifier(boolean allowTest) {
    return builder().keys(ReceiptKeys.of(jwks())).allowTest(allowTest).build();
  }

  private ReceiptVerifier.Builder builder() {
    return ReceiptVerifier.builder().issuer("https://nopass.example").audience("acme").clock(clock);
  }

  private static Map<String, Object> claims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", "https://nopass.example");
    claims.put("aud", "acme");
    claims.put("sub", "subject");
    claims.put("email", "ada@example.com");
    claims.put("email_verified", true);
    claims.put("purpose", "sign-in");
    claims.put("amr", List.of("otp"));
    claims.put("auth_time", NOON);
    claims.put("iat", NOON);
    claims.put("exp", NOON + 300);
    claims.put("jti", "id");
    return claims;
  }

  private static String header(String alg) {
    String kid = alg.equals("ES256") ? "es" : "ed";
    return JsonWriter.write(Map.of("alg", alg, "kid", kid, "typ", "nopass-receipt+jwt"));
  }

  private static String receipt(String alg, Map<String, Object> claims) {
    return signed(alg, header(alg), JsonWriter.write(claims));
  }

  private static String signed(String alg, String header, String claims) {
    String input = encode(FakeService.utf8(header)) + "." + encode(FakeService.utf8(claims));
    try {
      boolean isEs256 = alg.equals("ES256");
      Signature signer =
          Signature.getInstance(isEs256 ? "SHA256withECDSAinP1363Format" : "Ed25519");
      signer.initSign((isEs256 ? ES : ED).getPrivate());
      signer.update(FakeService.utf8(input));
      return input + "." + encode(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String jwks() {
    ECPublicKey es = (ECPublicKey) ES.getPublic();
    EdECPublicKey ed = (EdECPublicKey) ED.getPublic();
    byte[] y = fixed(ed.getPoint().getY());
    if (ed.getPoint().isXOdd()) y[0] |= (byte) 0x80;
    return JsonWriter.write(
        Map.of(
            "keys",
            List.of(
                Map.of(
                    "kty", "EC",
                    "crv", "P-256",
                    "kid", "es",
                    "x", encode(fixed(es.getW().getAffineX())),
                    "y", encode(fixed(es.getW().getAffineY()))),
                Map.of(
                    "kty", "OKP", "crv", "Ed25519", "kid", "ed", "x", encode(littleEndian(y))))));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] fixed(BigInteger number) {
    byte[] bytes = new byte[32];
    byte[] all = number.toByteArray();
    int length = Math.min(32, all.length);
    System.arraycopy(all, all.length - length, bytes, 32 - length, length);
    return bytes;
  }

  private static byte[] littleEndian(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int index = 0; index < bytes.length; index += 1)
      reversed[index] = bytes[bytes.length - 1 - index];
    return reversed;
  }

  private static KeyPair newKey(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class TestClock extends Clock {
    private Instant now = Instant.ofEpochSecond(NOON);

    void advance(long seconds) {
      now = now.plusSeconds(seconds);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
