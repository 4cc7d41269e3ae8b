package io.github.nopass;

import java.util.List;
import java.util.Optional;

/**
 * What a {@link Transport} fails with: a status in the words of gRPC, and its details as they came.
 */
public final class TransportException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String code;
  private final transient List<Detail> details;
  private final transient String retryAfter;

  /**
   * One detail of a {@code google.rpc.Status}.
   *
   * @param type the full name of the message, such as {@code google.rpc.ErrorInfo}
   * @param value the message in the binary form of protobuf
   */
  public record Detail(String type, byte[] value) {}

  /**
   * Makes one of what the service or a proxy answered.
   *
   * @param code the status in lower case, such as {@code resource_exhausted}; {@code unavailable}
   *     for a connection that was refused or lost
   * @param message for the log
   * @param details as they came
   * @param retryAfter the header of this name, or null
   * @param cause what failed, or null
   */
  public TransportException(
      String code, String message, List<Detail> details, String retryAfter, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.details = List.copyOf(details);
    this.retryAfter = retryAfter;
  }

  TransportException(String code, String message) {
    this(code, message, List.of(), null, null);
  }

  /**
   * The status.
   *
   * @return in lower case
   */
  public String code() {
    return code;
  }

  /**
   * The details of the status.
   *
   * @return as they came
   */
  public List<Detail> details() {
    return details == null ? List.of() : details;
  }

  /**
   * The header {@code Retry-After}.
   *
   * @return as it came
   */
  public Optional<String> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
