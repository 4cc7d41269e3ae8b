package io.github.nopass;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The one exception that calls fail with, whatever went wrong on the way: switch on {@link
 * #reason()}.
 *
 * <p>It can be logged whole. Its message is fixed for each reason, and the API key, the code and
 * the address are struck out of everything that it carries.
 */
public final class NoPassException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final NoPassReason reason;
  private final transient Facts facts;

  /** What an exception can carry beside its reason; null where there is nothing. */
  record Facts(
      Duration retryAfter, Integer attemptsLeft, String challengeId, List<Violation> violations) {
    static final Facts NONE = new Facts(null, null, null, List.of());
  }

  /**
   * Makes an exception without anything but a reason, such as for a test of the code that handles
   * it.
   *
   * @param reason why the call fails
   */
  public NoPassException(NoPassReason reason) {
    this(reason, Facts.NONE, null);
  }

  NoPassException(NoPassReason reason, Throwable cause) {
    this(reason, Facts.NONE, cause);
  }

  NoPassException(NoPassReason reason, Facts facts, Throwable cause) {
    super(reason + ": " + reason.text, cause);
    this.reason = reason;
    this.facts = facts;
  }

  /**
   * Why the call did not succeed.
   *
   * @return one of a closed list
   */
  public NoPassReason reason() {
    return reason;
  }

  /**
   * How long to wait before the call can succeed.
   *
   * @return present where the service said so
   */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(facts().retryAfter);
  }

  /**
   * With {@link NoPassReason#CODE_REJECTED}: how many more codes may be tried. At 0 the challenge
   * is gone.
   *
   * @return present where the service said so
   */
  public OptionalInt attemptsLeft() {
    Integer left = facts().attemptsLeft;
    return left == null ? OptionalInt.empty() : OptionalInt.of(left);
  }

  /**
   * With {@link NoPassReason#DELIVERY_UNKNOWN}: where the code can be judged if it arrives after
   * all.
   *
   * @return present where the service said so
   */
  public Optional<String> challengeId() {
    return Optional.ofNullable(facts().challengeId);
  }

  /**
   * With {@link NoPassReason#REQUEST_INVALID}: every field that broke its rule.
   *
   * @return empty with any other reason
   */
  public List<Violation> violations() {
    return facts().violations;
  }

  /** Serialisation keeps the reason and the message. */
  private Facts facts() {
    return facts == null ? Facts.NONE : facts;
  }
}
