package io.github.nopass;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** Turns whatever a try failed with into a {@link NoPassException} that holds no secrets. */
final class Failures {
  // The service says all of its refusals with an ErrorInfo. Without one, these are a proxy's or
  // the transport's.
  private static final Set<String> LOST = Set.of("unavailable", "canceled");

  private static final String DOMAIN = "nopass.v1";

  private Failures() {}

  static NoPassException of(Throwable thrown, Secrets secrets) {
    Throwable failure = thrown;
    while (failure instanceof CompletionException && failure.getCause() != null)
      failure = failure.getCause();
    if (failure instanceof NoPassException known) return known;
    for (Throwable cause = failure; cause != null; cause = cause.getCause())
      if (cause instanceof TransportException refusal) return refused(refusal, secrets);
    NoPassReason reason =
        failure instanceof IOException ? NoPassReason.UNREACHABLE : NoPassReason.UNKNOWN;
    return new NoPassException(reason, secrets.without(failure));
  }

  private static NoPassException refused(TransportException failure, Secrets secrets) {
    Optional<Protobuf> info =
        details(failure, "google.rpc.ErrorInfo")
            .filter(it -> it.text(2).equals(DOMAIN))
            .findFirst();
    NoPassException.Facts facts =
        new NoPassException.Facts(
            retryAfter(failure).orElse(null),
            info.flatMap(it -> metadata(it, "attempts_left")).map(Failures::count).orElse(null),
            info.flatMap(it -> metadata(it, "challenge_id")).orElse(null),
            violations(failure, secrets));
    NoPassReason reason = info.map(it -> named(it.text(1))).orElseGet(() -> withoutInfo(failure));
    return new NoPassException(reason, facts, secrets.without(failure));
  }

  private static NoPassReason named(String name) {
    return Stream.of(NoPassReason.values())
        .filter(reason -> reason.isRefusal() && reason.name().equals(name))
        .findFirst()
        .orElse(NoPassReason.UNKNOWN);
  }

  private static NoPassReason withoutInfo(TransportException failure) {
    if (failure.code().equals("deadline_exceeded")) return NoPassReason.TIMEOUT;
    return LOST.contains(failure.code()) ? NoPassReason.UNREACHABLE : NoPassReason.UNKNOWN;
  }

  private static Stream<Protobuf> details(TransportException failure, String type) {
    return failure.details().stream()
        .filter(detail -> detail.type().equals(type))
        .map(detail -> new Protobuf(detail.value()));
  }

  private static Optional<String> metadata(Protobuf info, String name) {
    return info.messages(3).stream()
        .filter(entry -> entry.text(1).equals(name))
        .map(entry -> entry.text(2))
        .findFirst();
  }

  private static Integer count(String digits) {
    return digits.matches("[0-9]{1,9}") ? Integer.valueOf(digits) : null;
  }

  private static List<Violation> violations(TransportException failure, Secrets secrets) {
    return details(failure, "google.rpc.BadRequest")
        .flatMap(request -> request.messages(1).stream())
        .map(it -> new Violation(secrets.strikeOut(it.text(1)), secrets.strikeOut(it.text(2))))
        .toList();
  }

  private static Optional<Duration> retryAfter(TransportException failure) {
    Optional<Duration> stated =
        details(failure, "google.rpc.RetryInfo")
            .flatMap(info -> info.messages(1).stream())
            .map(delay -> duration(delay.number(1), delay.number(2)))
            .findFirst();
    return stated
        .or(() -> failure.retryAfter().flatMap(Failures::fromHeader))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  private static Duration duration(long seconds, long nanos) {
    // Protobuf's own bounds, so that nothing overflows further on.
    long longest = 315_576_000_000L;
    return Duration.ofSeconds(Math.max(-longest, Math.min(longest, seconds)), nanos);
  }

  /** RFC 9110 §10.2.3: a number of seconds, or a date. */
  private static Optional<Duration> fromHeader(String value) {
    if (value.matches("[0-9]{1,9}")) return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    try {
      ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Optional.of(Duration.between(Instant.now(), date.toInstant()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
