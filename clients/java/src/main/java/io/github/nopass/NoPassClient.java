package io.github.nopass;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Sends codes and judges them. It is safe to share: make one for the whole process.
 *
 * <p>Every call fails with a {@link NoPassException}, and the future of an asynchronous one with
 * the same. Cancelling such a future ends the call; a mail may have been sent, or a code judged,
 * all the same. An idle client does not keep the process from exiting.
 */
public final class NoPassClient implements AutoCloseable {
  private final Transport transport;
  private final Duration timeout;
  private final Calls calls;

  private NoPassClient(Builder builder, Transport transport) {
    this.transport = transport;
    timeout = builder.timeout;
    calls = new Calls(builder.apiKey, builder.maxRetries);
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
    return Calls.await(sendCodeAsync(request, timeout));
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
    return calls.start(remaining -> transport.sendCode(whole, remaining), secrets, timeout);
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
    return Calls.await(verifyCodeAsync(request, timeout));
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
    return calls.start(remaining -> transport.verifyCode(whole, remaining), secrets, timeout);
  }

  /**
   * Ends with {@link NoPassReason#CANCELED} the calls that are under way and all later ones. The
   * JDK gives up the connections once the client is not used any more; an {@link HttpClient} that
   * was given stays open.
   */
  @Override
  public void close() {
    calls.close();
    transport.close();
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
      Calls.checkTimeout(timeout);
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
      Endpoint.checkApiKey(apiKey);
      URI address = Endpoint.parseUrl(url);
      HttpClient chosen = http == null ? Endpoint.newHttpClient(address) : http;
      return new NoPassClient(this, new ConnectTransport(chosen, address, apiKey));
    }
  }
}
