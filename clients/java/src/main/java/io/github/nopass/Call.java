package io.github.nopass;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One logical call: tries until it succeeds, is refused for good, has used up its retries, or could
 * not wait any longer before the deadline.
 *
 * <p>Waits for as long as the service asked, and longer by an amount that doubles and is left to
 * chance ("full jitter"), so that callers that failed together do not come back together.
 */
final class Call<T> {
  /**
   * Only what charged nothing, or is answered as the first time by its id. DELIVERY_UNKNOWN is
   * neither: the mail may be on its way, and a second one would only confuse its reader.
   */
  private static final Set<NoPassReason> SAFE_TO_REPEAT =
      Set.of(
          NoPassReason.UNREACHABLE,
          NoPassReason.STORE_UNAVAILABLE,
          NoPassReason.OVERLOADED,
          NoPassReason.DELIVERY_FAILED);

  private static final long FIRST_PAUSE_NANOS = 100_000_000;
  private static final long LONGEST_PAUSE_NANOS = 2_000_000_000;

  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Function<Duration, CompletableFuture<T>> attempt;
  private final Secrets secrets;
  private final ScheduledExecutorService timer;
  private final int maxRetries;
  private final long endNanos;
  private int retries;
  private volatile Future<?> underWay;

  Call(
      Function<Duration, CompletableFuture<T>> attempt,
      Secrets secrets,
      ScheduledExecutorService timer,
      Duration timeout,
      int maxRetries) {
    this.attempt = attempt;
    this.secrets = secrets;
    this.timer = timer;
    this.maxRetries = maxRetries;
    this.endNanos = System.nanoTime() + timeout.toNanos();
  }

  CompletableFuture<T> start() {
    Future<?> deadline =
        timer.schedule(() -> give(NoPassReason.TIMEOUT), remainingNanos(), TimeUnit.NANOSECONDS);
    result.whenComplete(
        (value, failure) -> {
          deadline.cancel(false);
          stop();
        });
    tryOnce();
    return result;
  }

  /**
   * Fails on a thread of its own: what depends on the result runs there too, and must not hold up
   * the timer. The common pool may be busy with callers who wait for just this.
   */
  void give(NoPassReason reason) {
    NoPassException failure = new NoPassException(reason);
    Thread thread = new Thread(() -> result.completeExceptionally(failure), "nopass-deadline");
    thread.setDaemon(true);
    thread.start();
  }

  private void tryOnce() {
    if (result.isDone()) return;
    CompletableFuture<T> tried;
    try {
      tried = attempt.apply(Duration.ofNanos(Math.max(0, remainingNanos())));
    } catch (RuntimeException failure) {
      tried = CompletableFuture.failedFuture(failure);
    }
    underWay = tried;
    if (result.isDone()) stop();
    tried.whenComplete(
        (value, failure) -> {
          if (failure == null) result.complete(value);
          else if (!result.isDone()) failed(Failures.of(failure, secrets));
        });
  }

  private void failed(NoPassException failure) {
    boolean isHopeless = !SAFE_TO_REPEAT.contains(failure.reason()) || retries >= maxRetries;
    Duration asked = failure.retryAfter().orElse(Duration.ZERO);
    if (isHopeless || asked.compareTo(Duration.ofNanos(Math.max(0, remainingNanos()))) >= 0) {
      result.completeExceptionally(failure);
      return;
    }
    long most = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(retries, 10));
    long pauseNanos = asked.toNanos() + ThreadLocalRandom.current().nextLong(most);
    if (pauseNanos >= remainingNanos()) {
      result.completeExceptionally(failure);
      return;
    }
    retries += 1;
    underWay = timer.schedule(this::tryOnce, pauseNanos, TimeUnit.NANOSECONDS);
    if (result.isDone()) stop();
  }

  private void stop() {
    Future<?> current = underWay;
    if (current != null) current.cancel(true);
  }

  private long remainingNanos() {
    return endNanos - System.nanoTime();
  }
}
