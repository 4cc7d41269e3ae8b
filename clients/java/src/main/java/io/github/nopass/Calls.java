package io.github.nopass;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/** The calls of one client that are under way, and the clock that ends them. */
final class Calls implements AutoCloseable {
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

  private final String apiKey;
  private final int maxRetries;
  private final ScheduledThreadPoolExecutor timer;
  private final Set<Call<?>> running = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  Calls(String apiKey, int maxRetries) {
    this.apiKey = apiKey;
    this.maxRetries = maxRetries;
    timer = new ScheduledThreadPoolExecutor(1, Calls::newThread);
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "nopass-timer");
    thread.setDaemon(true);
    return thread;
  }

  /** Tries until it succeeds, is refused for good or is too late. The secrets are never told. */
  <T> CompletableFuture<T> start(
      Function<Duration, CompletableFuture<T>> attempt,
      Stream<Optional<String>> secrets,
      Duration timeout) {
    checkTimeout(timeout);
    Stream<Optional<String>> all = Stream.concat(secrets, Stream.of(Optional.ofNullable(apiKey)));
    Call<T> call = new Call<>(attempt, new Secrets(all), timer, timeout, maxRetries);
    running.add(call);
    try {
      CompletableFuture<T> result = call.start();
      result.whenComplete((value, failure) -> running.remove(call));
      if (isClosed) call.give(NoPassReason.CANCELED);
      return result;
    } catch (RejectedExecutionException closed) {
      running.remove(call);
      return CompletableFuture.failedFuture(new NoPassException(NoPassReason.CANCELED));
    }
  }

  /** Waits for a call, and throws what it failed with. */
  static <T> T await(CompletableFuture<T> result) {
    try {
      return result.get();
    } catch (InterruptedException e) {
      result.cancel(true);
      Thread.currentThread().interrupt();
      throw new NoPassException(NoPassReason.CANCELED);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof NoPassException failure)) throw new IllegalStateException(e);
      // Where the call was made tells more than which timer or connection gave it up.
      failure.fillInStackTrace();
      throw failure;
    }
  }

  /** Ends all of them, and all later ones. */
  @Override
  public void close() {
    isClosed = true;
    timer.shutdownNow();
    for (Call<?> call : running) call.give(NoPassReason.CANCELED);
  }

  static void checkTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0)
      throw new IllegalArgumentException("timeout must be above 0 and at most a day");
  }
}
