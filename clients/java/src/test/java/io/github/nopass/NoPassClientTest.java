package io.github.nopass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class NoPassClientTest {
  private static final SendCodeRequest ADA = SendCodeRequest.to("ada@example.com").build();
  private static final VerifyCodeRequest CODE = VerifyCodeRequest.of("nc1_canary", "481516");

  private final FakeService service = new FakeService();
  private final NoPassClient client = NoPassClient.create(service.url(), FakeService.KEY);

  @AfterEach
  void end() {
    client.close();
    service.close();
  }

  @Test
  void sendsEveryField() throws Exception {
    service.then(200, FakeService.SENT);
    SendCodeResponse sent =
        client.sendCode(
            SendCodeRequest.to("ada@example.com")
                .challengeId("nc1_x")
                .ttl(Duration.ofMillis(90_500))
                .locale("de-AT")
                .purpose("checkout")
                .nonce("n \"\\\n\u00e9\ud83d\ude00")
                .idempotencyKey("i".repeat(22))
                .clientIp("192.0.2.1")
                .knownDevice("kd")
                .stranger(true)
                .build());
    assertEquals(
        new SendCodeResponse(
            "nc1_canary",
            Instant.parse("2026-01-01T12:05:00Z"),
            Instant.parse("2026-01-01T12:00:30.250Z"),
            6,
            CodeAlphabet.DIGITS),
        sent);
    FakeService.Received request = service.received.get(0);
    assertEquals("/nopass.v1.NoPassService/SendCode", request.path());
    assertEquals(List.of("Bearer " + FakeService.KEY), request.headers().get("Authorization"));
    assertEquals(List.of("1"), request.headers().get("Connect-protocol-version"));
    assertEquals("90.500000000s", request.field("ttl"));
    assertEquals("n \"\\\n\u00e9\ud83d\ude00", request.field("nonce"));
    assertEquals(10, Json.parseObject(request.body()).size());
  }

  @Test
  void judgesACode() {
    service.then(200, FakeService.VERIFIED);
    VerifyCodeResponse verified = client.verifyCode(CODE);
    assertEquals("ada@example.com", verified.email());
    assertEquals("kd", verified.knownDevice());
    assertFalse(verified.test());
    assertTrue(service.received.get(0).field("attemptId").matches("[A-Za-z0-9_-]{22}"));
  }

  @Test
  void repeatsWithTheSameIdAndWaitsAsAsked() {
    service
        .refuse(
            503,
            "unavailable",
            "OVERLOADED",
            FakeService.detail("google.rpc.RetryInfo", FakeService.retryInfo(1)))
        .then(200, FakeService.SENT);
    long start = System.nanoTime();
    client.sendCode(ADA);
    assertTrue(System.nanoTime() - start >= 1_000_000_000);
    String first = service.received.get(0).field("idempotencyKey");
    assertEquals(first, service.received.get(1).field("idempotencyKey"));
    assertTrue(first.matches("[A-Za-z0-9_-]{22}"));
  }

  @ParameterizedTest
  @CsvSource({
    "503,unavailable,STORE_UNAVAILABLE,3",
    "503,unavailable,OVERLOADED,3",
    "503,unavailable,DELIVERY_FAILED,3",
    "503,unavailable,DELIVERY_UNKNOWN,1",
    "403,permission_denied,CODE_REJECTED,1",
    "429,resource_exhausted,COOLING_DOWN,1",
    "500,internal,INTERNAL,1",
  })
  void repeatsOnlyWhatIsSafe(int status, String code, NoPassReason reason, int calls) {
    for (int each = 0; each < 3; each += 1) service.refuse(status, code, reason.name());
    assertEquals(reason, refusalOf(() -> client.sendCode(ADA)).reason());
    assertEquals(calls, service.received.size());
  }

  @ParameterizedTest
  @CsvSource({"502,UNREACHABLE,3", "404,UNKNOWN,1", "200,UNKNOWN,1", "301,UNKNOWN,1"})
  void readsAProxysPage(int status, NoPassReason reason, int calls) {
    for (int each = 0; each < 3; each += 1)
      service.then(
          exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            FakeService.send(exchange, status, "<p>" + FakeService.KEY + "</p>");
          });
    assertEquals(reason, refusalOf(() -> client.sendCode(ADA)).reason());
    assertEquals(calls, service.received.size());
  }

  @Test
  void aBrokenConnectionIsRepeated() {
    service.then(exchange -> exchange.sendResponseHeaders(200, 100)).then(200, FakeService.SENT);
    assertEquals("nc1_canary", client.sendCode(ADA).challengeId());
  }

  @Test
  void aRefusedConnectionIsUnreachable() {
    service.close();
    NoPassException failure = refusalOf(() -> client.sendCode(ADA));
    assertEquals(NoPassReason.UNREACHABLE, failure.reason());
    assertTrue(failure.getCause().toString().startsWith("java.net.ConnectException"));
  }

  @Test
  void aWaitThatDoesNotFitIsNotWaited() {
    service.refuse(
        503,
        "unavailable",
        "DELIVERY_FAILED",
        FakeService.detail("google.rpc.RetryInfo", FakeService.retryInfo(11)));
    long start = System.nanoTime();
    NoPassException failure = refusalOf(() -> client.sendCode(ADA));
    assertEquals(Optional.of(Duration.ofSeconds(11)), failure.retryAfter());
    assertTrue(System.nanoTime() - start < 5_000_000_000L);
  }

  @Test
  void tellsWhatIsLeftAndWhatIsWrong() {
    byte[] left = FakeService.message(entry("attempts_left", "2"), entry("challenge_id", "nc1_y"));
    byte[] violation =
        FakeService.field(
            1,
            FakeService.message(
                FakeService.field(1, FakeService.utf8("ttl")),
                FakeService.field(2, FakeService.utf8("not for ada@example.com"))));
    byte[] info =
        FakeService.message(
            FakeService.field(1, FakeService.utf8("CODE_REJECTED")),
            FakeService.field(2, FakeService.utf8("nopass.v1")),
            left);
    service.then(
        403,
        "{\"code\":\"permission_denied\",\"details\":[%s,%s,{\"type\":\"x\",\"value\":\"***\"},7]}"
            .formatted(
                FakeService.detail("type.googleapis.com/google.rpc.ErrorInfo", info),
                FakeService.detail("google.rpc.BadRequest", violation)));
    NoPassException failure = refusalOf(() -> client.sendCode(ADA));
    assertEquals(NoPassReason.CODE_REJECTED, failure.reason());
    assertEquals(2, failure.attemptsLeft().getAsInt());
    assertEquals(Optional.of("nc1_y"), failure.challengeId());
    assertEquals(List.of(new Violation("ttl", "not for [redacted]")), failure.violations());
    assertEquals("CODE_REJECTED: the code is wrong, see attemptsLeft", failure.getMessage());
  }

  @Test
  void readsTheHeaderWhereThereIsNoDetail() {
    service.then(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "7");
          FakeService.send(exchange, 500, "{\"code\":\"internal\"}");
        });
    NoPassException failure = refusalOf(() -> client.sendCode(ADA));
    assertEquals(Optional.of(Duration.ofSeconds(7)), failure.retryAfter());
  }

  @Test
  void endsAtTheDeadline() {
    service.then(
        exchange -> {
          sleep(3000);
          FakeService.send(exchange, 200, FakeService.SENT);
        });
    long start = System.nanoTime();
    NoPassException failure = refusalOf(() -> client.sendCode(ADA, Duration.ofMillis(200)));
    assertEquals(NoPassReason.TIMEOUT, failure.reason());
    assertTrue(System.nanoTime() - start < 2_000_000_000L);
  }

  @Test
  void closingCancelsWhatIsUnderWayAndLater() throws Exception {
    service.then(exchange -> sleep(5000));
    CompletableFuture<SendCodeResponse> sent = client.sendCodeAsync(ADA);
    client.close();
    CompletionException failure = assertThrows(CompletionException.class, sent::join);
    NoPassException cause = assertInstanceOf(NoPassException.class, failure.getCause());
    assertEquals(NoPassReason.CANCELED, cause.reason());
    assertEquals(NoPassReason.CANCELED, refusalOf(() -> client.sendCode(ADA)).reason());
  }

  @Test
  void interruptingCancels() {
    Thread.currentThread().interrupt();
    assertEquals(NoPassReason.CANCELED, refusalOf(() -> client.sendCode(ADA)).reason());
    assertTrue(Thread.interrupted());
  }

  @Test
  void anAnswerThatIsTooLongIsNotRead() {
    service.then(200, "{\"challengeId\":\"" + "x".repeat(100_000) + "\"}");
    assertEquals(NoPassReason.UNKNOWN, refusalOf(() -> client.sendCode(ADA)).reason());
  }

  @Test
  void showsNoSecrets() {
    String echo = FakeService.KEY + " ada@example.com 481516 nc1_canary";
    service.then(400, "{\"code\":\"internal\",\"message\":\"" + echo + "\"}");
    service.then(400, "{\"code\":\"internal\",\"message\":\"" + echo + "\"}");
    StringWriter shown = new StringWriter();
    refusalOf(() -> client.sendCode(ADA)).printStackTrace(new PrintWriter(shown));
    assertFalse(shown.toString().contains("ada@"));
    refusalOf(() -> client.verifyCode(CODE)).printStackTrace(new PrintWriter(shown));
    shown.append(client + " " + ADA + " " + CODE);
    assertFalse(shown.toString().contains(FakeService.KEY));
    assertTrue(shown.toString().contains("[redacted]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sk_1", "np_a b", "np_a\n", "np_\u00e9"})
  void refusesAKeyWithoutShowingIt(String key) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> NoPassClient.create("https://a.example", key));
    assertTrue(key.isEmpty() || !refusal.getMessage().contains(key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "ftp://a", "https://u@a", "https://a?b", "https://a#b", "https:"})
  void refusesAUrlThatCannotWork(String url) {
    assertThrows(IllegalArgumentException.class, () -> NoPassClient.create(url, FakeService.KEY));
  }

  @Test
  void takesAnotherTransport() {
    Transport transport =
        new Transport() {
          @Override
          public CompletableFuture<SendCodeResponse> sendCode(
              SendCodeRequest request, Duration timeout) {
            return CompletableFuture.failedFuture(
                new TransportException("deadline_exceeded", "late", List.of(), null, null));
          }

          @Override
          public CompletableFuture<VerifyCodeResponse> verifyCode(
              VerifyCodeRequest request, Duration timeout) {
            throw new IllegalStateException("never");
          }
        };
    try (NoPassClient other = NoPassClient.builder().transport(transport).build()) {
      assertEquals(NoPassReason.TIMEOUT, refusalOf(() -> other.sendCode(ADA)).reason());
      assertEquals(NoPassReason.UNKNOWN, refusalOf(() -> other.verifyCode(CODE)).reason());
    }
  }

  private static byte[] entry(String name, String value) {
    return FakeService.field(
        3,
        FakeService.message(
            FakeService.field(1, FakeService.utf8(name)),
            FakeService.field(2, FakeService.utf8(value))));
  }

  private static NoPassException refusalOf(Runnable call) {
    return assertThrows(NoPassException.class, call::run);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
