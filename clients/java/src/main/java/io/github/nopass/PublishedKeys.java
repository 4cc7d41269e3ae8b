package io.github.nopass;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys that a service publishes, asked for as {@link ReceiptKeys#publishedAt} says. */
final class PublishedKeys implements ReceiptKeys {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration COOLDOWN = Duration.ofSeconds(30);
  private static final Duration PAUSE_WITHOUT_KEYS = Duration.ofSeconds(1);
  private static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(5);
  private static final Duration LONGEST_LIFETIME = Duration.ofHours(1);
  private static final Duration LONGEST_OUTAGE = Duration.ofDays(1);

  /** RFC 9111 §5.2.2; {@code no-store} and {@code no-cache} ask for as little as possible. */
  private static final Pattern NOT_KEPT = Pattern.compile("(?i)\\bno-(store|cache)\\b");

  private static final Pattern MAX_AGE = Pattern.compile("(?i)(?:^|[\\s,])max-age=\"?([0-9]{1,9})");

  private final URI url;
  private final HttpClient http;
  private final Clock clock;

  private KeySet keys;
  private Throwable failure;
  private CompletableFuture<Void> asking;
  private Instant askedAt = Instant.MIN;
  private Instant receivedAt = Instant.MIN;
  private Duration lifetime = Duration.ZERO;

  private record Published(KeySet keys, Duration lifetime) {}

  PublishedKeys(URI url, HttpClient http, Clock clock) {
    this.url = url;
    this.http = http;
    this.clock = clock;
  }

  @Override
  public PublicKey find(String alg, String kid) {
    CompletableFuture<Void> refreshed = null;
    synchronized (this) {
      if (hasPassed(lifetime, receivedAt) && mayAsk()) {
        CompletableFuture<Void> started = refresh();
        // After a failure nobody has to wait for the next one while there are keys.
        if (failure == null || !isUsable()) refreshed = started;
      }
    }
    if (refreshed != null) refreshed.join();
    try {
      return usable().find(alg, kid);
    } catch (ReceiptException refusal) {
      if (refusal.reason() != ReceiptReason.KEY_UNKNOWN) throw refusal;
    }
    synchronized (this) {
      refreshed = mayAsk() ? refresh() : null;
    }
    if (refreshed != null) refreshed.join();
    synchronized (this) {
      // The service may know the key by now, and cannot be asked.
      if (failure != null) throw new ReceiptException(ReceiptReason.KEYS_UNAVAILABLE, failure);
    }
    return usable().find(alg, kid);
  }

  private synchronized KeySet usable() {
    if (!isUsable()) throw new ReceiptException(ReceiptReason.KEYS_UNAVAILABLE, failure);
    return keys;
  }

  private boolean isUsable() {
    return keys != null && !hasPassed(LONGEST_OUTAGE, receivedAt);
  }

  private boolean mayAsk() {
    return asking != null || hasPassed(isUsable() ? COOLDOWN : PAUSE_WITHOUT_KEYS, askedAt);
  }

  /** Whether so much time has passed. A clock that was set back counts as if it had. */
  private boolean hasPassed(Duration duration, Instant since) {
    Instant now = clock.instant();
    return since == Instant.MIN || now.isBefore(since) || !now.isBefore(since.plus(duration));
  }

  /** Asks once for all who wait. The caller holds the lock. */
  private CompletableFuture<Void> refresh() {
    if (asking != null) return asking;
    Instant now = clock.instant();
    askedAt = now;
    CompletableFuture<Void> done = new CompletableFuture<>();
    asking = done;
    CompletableFuture<Published> fetched;
    try {
      fetched = fetch();
    } catch (RuntimeException fault) {
      fetched = CompletableFuture.failedFuture(fault);
    }
    fetched.whenComplete((published, fault) -> settle(published, fault, now, done));
    return done;
  }

  private void settle(
      Published published, Throwable fault, Instant now, CompletableFuture<Void> done) {
    synchronized (this) {
      asking = null;
      failure = fault;
      if (published != null) {
        keys = published.keys;
        lifetime = published.lifetime;
        receivedAt = now;
      }
    }
    done.complete(null);
  }

  private CompletableFuture<Published> fetch() {
    HttpRequest request = HttpRequest.newBuilder(url).header("Accept", "application/json").build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request, info -> new LimitedBody());
    CompletableFuture<Published> published = new CompletableFuture<>();
    exchange.whenComplete(
        (response, fault) -> {
          try {
            if (fault != null) throw fault;
            published.complete(read(response));
          } catch (Throwable e) {
            published.completeExceptionally(e);
          }
        });
    published.orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    published.whenComplete((value, fault) -> exchange.cancel(true));
    return published;
  }

  private static Published read(HttpResponse<byte[]> response) throws IOException, Json.Malformed {
    if (response.statusCode() != 200)
      throw new IOException("the keys were answered with status " + response.statusCode());
    Duration stated = maxAge(response.headers().firstValue("cache-control").orElse(""));
    Duration atLeast = stated.compareTo(COOLDOWN) < 0 ? COOLDOWN : stated;
    Duration kept = atLeast.compareTo(LONGEST_LIFETIME) > 0 ? LONGEST_LIFETIME : atLeast;
    return new Published(new KeySet(Json.parseObject(response.body())), kept);
  }

  private static Duration maxAge(String cacheControl) {
    if (NOT_KEPT.matcher(cacheControl).find()) return Duration.ZERO;
    Matcher stated = MAX_AGE.matcher(cacheControl);
    return stated.find() ? Duration.ofSeconds(Long.parseLong(stated.group(1))) : DEFAULT_LIFETIME;
  }
}
