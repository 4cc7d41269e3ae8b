package io.github.nopass;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Connect (https://connectrpc.com/docs/protocol) with JSON, over the JDK's HTTP client. */
final class ConnectTransport implements Transport {
  private static final Set<String> CODES =
      Set.of(
          "canceled",
          "unknown",
          "invalid_argument",
          "deadline_exceeded",
          "not_found",
          "already_exists",
          "permission_denied",
          "resource_exhausted",
          "failed_precondition",
          "aborted",
          "out_of_range",
          "unimplemented",
          "internal",
          "unavailable",
          "data_loss",
          "unauthenticated");

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
      String method, Map<String, Object> message, Duration timeout, Function<Answer, T> read) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service + method))
            .header("Authorization", authorization)
            .header("Content-Type", "application/json")
            .header("Connect-Protocol-Version", "1")
            .header("Connect-Timeout-Ms", Long.toString(Math.max(1, timeout.toMillis())))
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(message)))
            .build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request, info -> new LimitedBody());
    CompletableFuture<T> answer = exchange.thenApply(response -> read.apply(open(response)));
    // A cancelled future does not cancel what it depends on.
    answer.whenComplete((value, failure) -> exchange.cancel(true));
    return answer;
  }

  private static Answer open(HttpResponse<byte[]> response) {
    HttpHeaders headers = response.headers();
    int status = response.statusCode();
    Map<?, ?> body = null;
    Json.Malformed fault = null;
    if (isJson(headers)) {
      try {
        body = Json.parseObject(response.body());
      } catch (Json.Malformed e) {
        fault = e;
      }
    }
    if (status == 200 && body != null) return new Answer(body);
    String code = codeOf(status);
    String text = "the service answered with status " + status;
    List<TransportException.Detail> details = List.of();
    if (status != 200 && body != null) {
      if (body.get("code") instanceof String said && CODES.contains(said)) code = said;
      if (body.get("message") instanceof String said) text = said;
      details = detailsOf(body.get("details"));
    }
    String retryAfter = headers.firstValue("retry-after").orElse(null);
    throw new TransportException(code, text, details, retryAfter, fault);
  }

  private static boolean isJson(HttpHeaders headers) {
    String type = headers.firstValue("content-type").orElse("");
    return type.matches("(?i)application/json\\s*(;.*)?")
        && headers.firstValue("content-encoding").orElse("identity").equals("identity");
  }

  /** What Connect makes of a status without an error of its own, such as a proxy's. */
  private static String codeOf(int status) {
    return switch (status) {
      case 400 -> "internal";
      case 401 -> "unauthenticated";
      case 403 -> "permission_denied";
      case 404 -> "unimplemented";
      case 429, 502, 503, 504 -> "unavailable";
      default -> "unknown";
    };
  }

  private static List<TransportException.Detail> detailsOf(Object details) {
    List<TransportException.Detail> found = new ArrayList<>();
    if (!(details instanceof List<?> list)) return found;
    for (Object each : list) {
      if (each instanceof Map<?, ?> detail
          && detail.get("type") instanceof String type
          && detail.get("value") instanceof String value) {
        try {
          String name = type.substring(type.lastIndexOf('/') + 1);
          found.add(new TransportException.Detail(name, Base64.getDecoder().decode(value)));
        } catch (IllegalArgumentException e) {
          // What cannot be read is left out: the code is still worth telling.
        }
      }
    }
    return found;
  }

  private static SendCodeResponse sent(Answer answer) {
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

  private static VerifyCodeResponse verified(Answer answer) {
    return new VerifyCodeResponse(
        answer.text("email"),
        answer.text("purpose"),
        answer.instant("verifyTime"),
        answer.text("receipt"),
        answer.instant("receiptExpireTime"),
        answer.text("knownDevice"),
        Boolean.TRUE.equals(answer.body.get("test")));
  }

  /** An answer of the service's, in which a field with its default value may be missing. */
  private record Answer(Map<?, ?> body) {
    String text(String name) {
      return body.get(name) instanceof String text ? text : "";
    }

    int count(String name) {
      return body.get(name) instanceof Double number ? number.intValue() : 0;
    }

    Instant instant(String name) {
      try {
        return Instant.parse(text(name));
      } catch (DateTimeException e) {
        throw new TransportException("unknown", "the answer has no " + name);
      }
    }
  }
}
