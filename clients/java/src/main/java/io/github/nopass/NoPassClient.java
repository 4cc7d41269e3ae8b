package io.github.nopass;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
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

/**
 * Sends codes and judges them. It is safe to share: make one for the whole process.
 *
 * <p>Every call fails with a {@link NoPassException}, and the future of an asynchronous one with
 * the same. Cancelling such a future ends the call; a mail may have been sent, or a code judged,
 * all the same. An idle client does not keep the process from exiting.
 */
public final class NoPassClient implements AutoCloseable {
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

  private final Transport transport;
  private final String apiKey;
  private final Duration timeout;
  private final int maxRetries;
  private final ScheduledThreadPoolExecutor timer;
  private final Set<Call<?>> calls = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  private NoPassClient(Builder builder, Transport transport) {
    this.transport = transport;
    apiKey = builder.apiKey;
    timeout = builder.timeout;
    maxRetries = builder.maxRetries;
    timer = new ScheduledThreadPoolExecutor(1, NoPassClient::newThread);
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "nopass-timer");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Makes a client with the defaults, which connects at the first call.
   *
   * @param url the service, such as {@code https://nopass.example.com}. With {@code http:} the key,
   *     the addresses and the codes cross the network in the clear: for this machine only, or where
   *     a service mesh encrypts them
   * @param apiKey a secret key ({@code np_live_sk_…})
   * @return a client
   * @throws IllegalArgumentException for what cannot work
   */
  public static NoPassClient create(String url, String apiKey) {
    return builder().url(url).apiKey(apiKey).build();
  }

  /**
   * Starts a client with settings of its own.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Mails a one-time code and opens a challenge, or mails another one for a challenge.
   *
   * @param request what is wanted
   * @return where the code can be judged
   * @throws NoPassException when it did not succeed
   */
  public SendCodeResponse sendCode(SendCodeRequest request) {
    return sendCode(request, timeout);
  }

  /**
   * The same, with a deadline of its own.
   *
   * @param request what is wanted
   * @param timeout how long the whole call may take, with its retries
   * @return where the code can be judged
   * @throws NoPassException when it did not succeed
   */
  public SendCodeResponse sendCode(SendCodeRequest request, Duration timeout) {
    return await(sendCodeAsync(request, timeout));
  }

  /**
   * The same, without waiting.
   *
   * @param request what is wanted
   * @return where the code can be judged
   */
  public CompletableFuture<SendCodeResponse> sendCodeAsync(SendCodeRequest request) {
    return sendCodeAsync(request, timeout);
  }

  /**
   * The same, without waiting and with a deadline of its own.
   *
   * @param request what is wanted
   * @param timeout how long the whole call may take, with its retries
   * @return where the code can be judged
   */
  public CompletableFuture<SendCodeResponse> sendCodeAsync(
      SendCodeRequest request, Duration timeout) {
    SendCodeRequest whole = request.withId();
    Stream<Optional<String>> secrets =
        Stream.of(
            whole.email(),
            whole.nonce(),
            whole.idempotencyKey(),
            whole.challengeId(),
            whole.clientIp(),
            whole.knownDevice());
    return call(remaining -> transport.sendCode(whole, remaining), secrets, timeout);
  }

  /**
   * Judges a code, and consumes an attempt whatever the verdict.
   *
   * <p>Returns only when the code was right: a wrong one is a {@link NoPassException} with the
   * reason {@link NoPassReason#CODE_REJECTED}.
   *
   * @param request what the person typed
   * @return what was proven
   * @throws NoPassException when it did not succeed
   */
  public VerifyCodeResponse verifyCode(VerifyCodeRequest request) {
    return verifyCode(request, timeout);
  }

  /**
   * The same, with a deadline of its own.
   *
   * @param request what the person typed
   * @param timeout how long the whole call may take, with its retries
   * @return what was proven
   * @throws NoPassException when it did not succeed
   */
  public VerifyCodeResponse verifyCode(VerifyCodeRequest request, Duration timeout) {
    return await(verifyCodeAsync(request, timeout));
  }

  /**
   * The same, without waiting.
   *
   * @param request what the person typed
   * @return what was proven
   */
  public CompletableFuture<VerifyCodeResponse> verifyCodeAsync(VerifyCodeRequest request) {
    return verifyCodeAsync(request, timeout);
  }

  /**
   * The same, without waiting and with a deadline of its own.
   *
   * @param request what the person typed
   * @param timeout how long the whole call may take, with its retries
   * @return what was proven
   */
  public CompletableFuture<VerifyCodeResponse> verifyCodeAsync(
      VerifyCodeRequest request, Duration timeout) {
    VerifyCodeRequest whole = request.withId();
    Stream<Optional<String>> secrets =
        Stream.of(whole.challengeId(), whole.code(), whole.attemptId());
    return call(remaining -> transport.verifyCode(whole, remaining), secrets, timeout);
  }

  private <T> CompletableFuture<T> call(
      Function<Duration, CompletableFuture<T>> attempt,
      Stream<Optional<String>> secrets,
      Duration timeout) {
    checkTimeout(timeout);
    Stream<Optional<String>> all = Stream.concat(secrets, Stream.of(Optional.ofNullable(apiKey)));
    Call<T> call = new Call<>(attempt, new Secrets(all), timer, timeout, maxRetries);
    calls.add(call);
    try {
      CompletableFuture<T> result = call.start();
      result.whenComplete((value, failure) -> calls.remove(call));
      if (isClosed) call.give(NoPassReason.CANCELED);
      return result;
    } catch (RejectedExecutionException closed) {
      calls.remove(call);
      return CompletableFuture.failedFuture(new NoPassException(NoPassReason.CANCELED));
    }
  }

  private static <T> T await(CompletableFuture<T> result) {
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

  /**
   * Ends with {@link NoPassReason#CANCELED} the calls that are under way and all later ones. The
   * JDK gives up the connections once the client is not used any more; an {@link HttpClient} that
   * was given stays open.
   */
  @Override
  public void close() {
    isClosed = true;
    timer.shutdownNow();
    for (Call<?> call : calls) call.give(NoPassReason.CANCELED);
    transport.close();
  }

  private static void checkTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0)
      throw new IllegalArgumentException("timeout must be above 0 and at most a day");
  }

  /** Collects the settings of a client. */
  public static final class Builder {
    private String url;
    private String apiKey;
    private Duration timeout = Duration.ofSeconds(10);
    private int maxRetries = 2;
    private HttpClient http;
    private Transport transport;

    private Builder() {}

    /**
     * Sets the address of the service.
     *
     * @param url such as {@code https://nopass.example.com}
     * @return this
     */
    public Builder url(String url) {
      this.url = url;
      return this;
    }

    /**
     * Sets the API key. A publishable key is accepted too, but is meant for browsers, and has
     * tighter limits.
     *
     * @param apiKey a secret key ({@code np_live_sk_…})
     * @return this
     */
    public Builder apiKey(String apiKey) {
      this.apiKey = apiKey;
      return this;
    }

    /**
     * Sets how long one call may take, with its retries. Default: 10 seconds.
     *
     * @param timeout at most a day
     * @return this
     */
    public Builder timeout(Duration timeout) {
      checkTimeout(timeout);
      this.timeout = timeout;
      return this;
    }

    /**
     * Sets how often a call is repeated where that is safe. Default: 2.
     *
     * @param maxRetries 0 or more
     * @return this
     */
    public Builder maxRetries(int maxRetries) {
      if (maxRetries < 0) throw new IllegalArgumentException("maxRetries must be 0 or more");
      this.maxRetries = maxRetries;
      return this;
    }

    /**
     * Sets the HTTP client, such as one with a proxy, a private authority or a client certificate
     * for mutual TLS.
     *
     * @param httpClient which must not follow redirects
     * @return this
     */
    public Builder httpClient(HttpClient httpClient) {
      if (httpClient.followRedirects() != HttpClient.Redirect.NEVER)
        throw new IllegalArgumentException("httpClient must not follow redirects");
      this.http = httpClient;
      return this;
    }

    /**
     * Sets another way to the service, which has a URL and a key of its own.
     *
     * @param transport which the client closes
     * @return this
     */
    public Builder transport(Transport transport) {
      this.transport = Objects.requireNonNull(transport);
      return this;
    }

    /**
     * Makes the client, which connects at the first call.
     *
     * @return a client
     * @throws IllegalArgumentException for settings that cannot work
     */
    public NoPassClient build() {
      if (transport != null) {
        if (url != null || http != null)
          throw new IllegalArgumentException("transport excludes url and httpClient");
        return new NoPassClient(this, transport);
      }
      checkApiKey(apiKey);
      URI address = parseUrl(url);
      HttpClient chosen = http == null ? newHttpClient(address) : http;
      return new NoPassClient(this, new ConnectTransport(chosen, address, apiKey));
    }

    /**
     * HTTP/2 where TLS agrees on it. Without TLS the JDK would ask for it by an upgrade, which
     * costs a round trip and confuses proxies.
     */
    private static HttpClient newHttpClient(URI address) {
      boolean isEncrypted = address.getScheme().equalsIgnoreCase("https");
      return HttpClient.newBuilder()
          .version(isEncrypted ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
          .build();
    }

    /**
     * Said without the text: a key with a line break would otherwise be shown by the HTTP client.
     */
    private static void checkApiKey(String apiKey) {
      if (apiKey == null || apiKey.isEmpty())
        throw new IllegalArgumentException("apiKey is missing");
      if (!apiKey.chars().allMatch(unit -> unit > ' ' && unit < 127))
        throw new IllegalArgumentException(
            "apiKey contains white space or a character beyond ASCII");
      if (!apiKey.startsWith("np_"))
        throw new IllegalArgumentException("apiKey does not start with np_");
    }

    private static URI parseUrl(String url) {
      if (url == null || url.isEmpty()) throw new IllegalArgumentException("url is missing");
      URI parsed;
      try {
        parsed = new URI(url);
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException("url is not a URL");
      }
      String scheme = Objects.requireNonNullElse(parsed.getScheme(), "");
      if (!scheme.matches("(?i)https?"))
        throw new IllegalArgumentException("url does not start with https:// or http://");
      if (parsed.getHost() == null) throw new IllegalArgumentException("url is not a URL");
      if (parsed.getRawUserInfo() != null
          || parsed.getRawQuery() != null
          || parsed.getRawFragment() != null)
        throw new IllegalArgumentException(
            "url has a part that does not belong there: credentials, a query or a fragment");
      return parsed;
    }
  }
}
