package io.github.nopass;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Connect (https://connectrpc.com/docs/protocol) with JSON, over the JDK's HTTP client. */
final class ConnectTransport implements Transport {
  private final HttpClient http;
  private final String service;
  private final String authorization;

  ConnectTransport(HttpClient http, URI url, String apiKey) {
    this.http = http;
    this.service = url.toString().replaceAll("/+$", "") + "/nopass.v1.NoPassService/";
    this.authorization = "Bearer " + apiKey;
  }

  @Override
  public CompletableFuture<SendCodeResponse> sendCode(SendCodeRequest request, Duration timeout) {
    Map<String, Object> message = new LinkedHashMap<>();
    put(message, "email", request.email());
    put(message, "ttl", request.ttl().map(ConnectTransport::seconds));
    put(message, "locale", request.locale());
    put(message, "purpose", request.purpose());
    put(message, "nonce", request.nonce());
    put(message, "idempotencyKey", request.idempotencyKey());
    put(message, "challengeId", request.challengeId());
    put(message, "clientIp", request.clientIp());
    put(message, "knownDevice", request.knownDevice());
    if (request.stranger()) message.put("stranger", true);
    return call("SendCode", message, timeout, ConnectTransport::sent);
  }

  @Override
  public CompletableFuture<VerifyCodeResponse> verifyCode(
      VerifyCodeRequest request, Duration timeout) {
    Map<String, Object> message = new LinkedHashMap<>();
    put(message, "challengeId", request.challengeId());
    put(message, "code", request.code());
    put(message, "attemptId", request.attemptId());
    return call("VerifyCode", message, timeout, ConnectTransport::verified);
  }

  private static void put(Map<String, Object> message, String name, Optional<String> value) {
    value.ifPresent(it -> message.put(name, it));
  }

  /** A duration as protobuf has it in JSON: seconds with up to nine decimals. */
  private static String seconds(Duration duration) {
    Duration positive = duration.abs();
    String sign = duration.isNegative() ? "-" : "";
    return String.format(
        java.util.Locale.ROOT, "%s%d.%09ds", sign, positive.toSeconds(), positive.getNano());
  }

  private <T> CompletableFuture<T> call(
      String method,
      Map<String, Object> message,
      Duration timeout,
      Function<ConnectAnswer, T> read) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service + method))
            .header("Authorization", authorization)
            .header("Content-Type", "application/json")
            .header("Connect-Protocol-Version", "1")
            .header("Connect-Timeout-Ms", Long.toString(Math.max(1, timeout.toMillis())))
            .POST(HttpRequest.BodyPublishers.ofString(JsonWriter.write(message)))
            .build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request, info -> new LimitedBody());
    CompletableFuture<T> answer =
        exchange.thenApply(response -> read.apply(ConnectAnswer.open(response)));
    // A cancelled future does not cancel what it depends on.
    answer.whenComplete((value, failure) -> exchange.cancel(true));
    return answer;
  }

  private static SendCodeResponse sent(ConnectAnswer answer) {
    // A form for base32 takes digits too, so it is right for an alphabet that this version does
    // not know.
    CodeAlphabet alphabet =
        answer.text("codeAlphabet").equals("CODE_ALPHABET_DIGITS")
            ? CodeAlphabet.DIGITS
            : CodeAlphabet.BASE32;
    return new SendCodeResponse(
        answer.text("challengeId"),
        answer.instant("expireTime"),
        answer.instant("resendTime"),
        answer.count("codeLength"),
        alphabet);
  }

  private static VerifyCodeResponse verified(ConnectAnswer answer) {
    return new VerifyCodeResponse(
        answer.text("email"),
        answer.text("purpose"),
        answer.instant("verifyTime"),
        answer.text("receipt"),
        answer.instant("receiptExpireTime"),
        answer.text("knownDevice"),
        Boolean.TRUE.equals(answer.body().get("test")));
  }
}
