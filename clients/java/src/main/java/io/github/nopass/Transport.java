package io.github.nopass;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The way to the service: one try of a call, without retries. The client comes with Connect over
 * HTTP; another one, such as over grpc-java, can be put in its place with {@link
 * NoPassClient.Builder#transport}.
 *
 * <p>A try fails with a {@link TransportException} when the service or the network refused it. When
 * the returned future is cancelled the try should end.
 */
public interface Transport extends AutoCloseable {
  /**
   * Tries to have a code sent.
   *
   * @param request with an idempotency key
   * @param timeout how long the service may take
   * @return its answer
   */
  CompletableFuture<SendCodeResponse> sendCode(SendCodeRequest request, Duration timeout);

  /**
   * Tries to have a code judged.
   *
   * @param request with an attempt id
   * @param timeout how long the service may take
   * @return its answer
   */
  CompletableFuture<VerifyCodeResponse> verifyCode(VerifyCodeRequest request, Duration timeout);

  /** Ends the connections. */
  @Override
  default void close() {}
}
