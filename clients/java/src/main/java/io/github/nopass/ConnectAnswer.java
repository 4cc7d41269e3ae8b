package io.github.nopass;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An answer of the service's, in which a field with its default value may be missing.
 *
 * @param body as JSON has it
 */
record ConnectAnswer(Map<?, ?> body) {
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

  /** Opens an answer, or throws what was answered instead. */
  static ConnectAnswer open(HttpResponse<byte[]> response) {
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
    if (status == 200 && body != null) return new ConnectAnswer(body);
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

  /** Shows no address. */
  @Override
  public String toString() {
    return "ConnectAnswer";
  }
}
