package io.github.nopass;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Calls as the conformance cases ask, one line of JSON each on standard input, and answers each
 * with one line. In the package of the client for its JSON only.
 */
final class Executor {
  private final Map<String, ReceiptKeys> keys = new HashMap<>();
  private final ReplayGuard guard = ReplayGuard.inMemory(100_000);
  private NoPassClient client;

  public static void main(String[] args) throws IOException {
    Executor executor = new Executor();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine())
      out.println(JsonWriter.write(executor.answer(line)));
    executor.close();
  }

  private Map<String, Object> answer(String line) {
    Map<String, Object> answer = new LinkedHashMap<>();
    try {
      Fields command = new Fields(Json.parseObject(line));
      answer.put("id", command.whole("id"));
      answer.put("ok", run(command));
    } catch (NoPassException e) {
      answer.put("error", refusal(e));
    } catch (ReceiptException e) {
      answer.put("error", refusal(e.reason().name()));
    } catch (RuntimeException | Json.Malformed e) {
      e.printStackTrace();
      answer.put("error", refusal("FAULT"));
    }
    return answer;
  }

  private Map<String, Object> run(Fields command) {
    switch (command.text("do")) {
      case "client":
        close();
        client = newClient(command);
        return Map.of();
      case "sendCode":
        cancelLater(command);
        return sendCode(command);
      case "verifyCode":
        cancelLater(command);
        return verifyCode(command);
      case "verifyReceipt":
        return verifyReceipt(command);
      case "close":
        close();
        return Map.of();
      default:
        return refuseCommand();
    }
  }

  private static Map<String, Object> refuseCommand() {
    throw new IllegalArgumentException("a command that is not known");
  }

  private void close() {
    if (client != null) client.close();
  }

  /** Closes the client while it calls. */
  private void cancelLater(Fields command) {
    if (command.has("cancelAfterMs"))
      CompletableFuture.delayedExecutor(command.whole("cancelAfterMs"), TimeUnit.MILLISECONDS)
          .execute(client::close);
  }

  private static NoPassClient newClient(Fields command) {
    NoPassClient.Builder builder =
        NoPassClient.builder().url(command.text("url")).apiKey(command.text("apiKey"));
    Fields options = command.fields("options");
    if (options.has("timeoutMs")) builder.timeout(options.millis("timeoutMs"));
    if (options.has("maxRetries")) builder.maxRetries(options.whole("maxRetries").intValue());
    return builder.build();
  }

  private Map<String, Object> sendCode(Fields command) {
    Fields fields = command.fields("request");
    SendCodeRequest request =
        SendCodeRequest.builder()
            .email(fields.text("email"))
            .ttl(fields.millis("ttlMs"))
            .locale(fields.text("locale"))
            .purpose(fields.text("purpose"))
            .nonce(fields.text("nonce"))
            .idempotencyKey(fields.text("idempotencyKey"))
            .challengeId(fields.text("challengeId"))
            .clientIp(fields.text("clientIp"))
            .knownDevice(fields.text("knownDevice"))
            .stranger(fields.is("stranger"))
            .build();
    SendCodeResponse response =
        command.has("timeoutMs")
            ? client.sendCode(request, command.millis("timeoutMs"))
            : client.sendCode(request);
    return Map.of(
        "challengeId", response.challengeId(),
        "expireTimeMs", response.expireTime().toEpochMilli(),
        "resendTimeMs", response.resendTime().toEpochMilli(),
        "codeLength", response.codeLength(),
        "codeAlphabet", response.codeAlphabet() == CodeAlphabet.DIGITS ? "digits" : "base32");
  }

  private Map<String, Object> verifyCode(Fields command) {
    Fields fields = command.fields("request");
    VerifyCodeRequest request =
        VerifyCodeRequest.builder()
            .challengeId(fields.text("challengeId"))
            .code(fields.text("code"))
            .attemptId(fields.text("attemptId"))
            .build();
    VerifyCodeResponse response =
        command.has("timeoutMs")
            ? client.verifyCode(request, command.millis("timeoutMs"))
            : client.verifyCode(request);
    return Map.of(
        "email", response.email(),
        "purpose", response.purpose(),
        "verifyTimeMs", response.verifyTime().toEpochMilli(),
        "receipt", response.receipt(),
        "receiptExpireTimeMs", response.receiptExpireTime().toEpochMilli(),
        "knownDevice", response.knownDevice(),
        "test", response.test());
  }

  private Map<String, Object> verifyReceipt(Fields command) {
    Fields options = command.fields("options");
    String issuer = options.text("issuer");
    String url =
        options.has("jwksUrl") ? options.text("jwksUrl") : issuer + "/.well-known/jwks.json";
    ReceiptVerifier verifier =
        ReceiptVerifier.builder()
            .issuer(issuer)
            .audience(options.text("audience"))
            .keys(keys.computeIfAbsent(url, ReceiptKeys::publishedAt))
            .allowTest(options.is("allowTest"))
            .clock(options.clock("nowMs"))
            .build();
    ReceiptChecks.Builder checks = ReceiptChecks.builder();
    if (options.has("purpose")) checks.purpose(options.text("purpose"));
    if (options.is("once")) checks.consume(guard);
    if (options.names("nonce")) checks.nonce(options.text("nonce"));
    VerifiedReceipt receipt = verifier.verify(command.text("receipt"), checks.build());
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("email", receipt.email());
    result.put("purpose", receipt.purpose());
    result.put("subject", receipt.subject());
    result.put("id", receipt.id());
    result.put("nonce", receipt.nonce().orElse(null));
    result.put("test", receipt.test());
    return result;
  }

  private static Map<String, Object> refusal(NoPassException failure) {
    Map<String, Object> refusal = refusal(failure.reason().name());
    refusal.put("retryAfterMs", failure.retryAfter().map(Duration::toMillis).orElse(null));
    if (failure.attemptsLeft().isPresent())
      refusal.put("attemptsLeft", failure.attemptsLeft().getAsInt());
    refusal.put("challengeId", failure.challengeId().orElse(null));
    refusal.put(
        "violations",
        failure.violations().stream()
            .map(each -> Map.of("field", each.field(), "description", each.description()))
            .toList());
    return refusal;
  }

  private static Map<String, Object> refusal(String reason) {
    Map<String, Object> refusal = new LinkedHashMap<>();
    refusal.put("reason", reason);
    refusal.put("retryAfterMs", null);
    refusal.put("attemptsLeft", null);
    refusal.put("challengeId", null);
    refusal.put("violations", List.of());
    return refusal;
  }
}
