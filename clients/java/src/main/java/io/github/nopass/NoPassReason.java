package io.github.nopass;

/**
 * Why a call did not succeed. All but the last four are the service's refusals, and mean the same
 * in every language.
 */
public enum NoPassReason {
  /** See {@link NoPassException#violations()}. */
  REQUEST_INVALID("a field breaks its rule, see violations"),

  /** Ask for another address. */
  EMAIL_INVALID("this is not an address that can be mailed"),

  /** A fault of the configuration. */
  KEY_UNKNOWN("the API key is not one of this service's"),

  /** A fault of the configuration, or a field that needs a secret key. */
  KEY_FORBIDDEN("the API key must not be used like this"),

  /** Possible again after {@link NoPassException#retryAfter()}. */
  COOLING_DOWN("it is too soon after the last code sent to this address"),

  /** Possible again after {@link NoPassException#retryAfter()}. */
  ADDRESS_LIMITED("too many unredeemed codes were sent to this address"),

  /** Ask for another address. */
  ADDRESS_UNDELIVERABLE("mail to this address bounced or was complained about"),

  /** Possible again after {@link NoPassException#retryAfter()}. */
  CALLER_LIMITED("the limit of the API key or of the network address is reached"),

  /** The client has already tried again. */
  DELIVERY_FAILED("the mail was not accepted, and nothing was charged"),

  /** The code can be judged with {@link NoPassException#challengeId()} if it arrives after all. */
  DELIVERY_UNKNOWN("the mail may or may not arrive, see challengeId"),

  /** The client has already tried again. */
  STORE_UNAVAILABLE("the service cannot reach its database"),

  /** The client has already tried again, after {@link NoPassException#retryAfter()}. */
  OVERLOADED("the service has more calls than it can serve"),

  /** See {@link NoPassException#attemptsLeft()}. */
  CODE_REJECTED("the code is wrong, see attemptsLeft"),

  /** Offer a new code. */
  CHALLENGE_EXPIRED("the challenge has expired"),

  /** Offer a new code. */
  CHALLENGE_CLOSED("the challenge was redeemed or wiped before"),

  /** Offer a new code. */
  CHALLENGE_UNKNOWN("the challenge is not one of this service's"),

  /** The cause is in the service's log. */
  INTERNAL("the service failed"),

  /** No answer of the service's, such as a refused or broken connection or a proxy's 502. */
  UNREACHABLE("the service did not answer"),

  /** The call's deadline passed. A mail may have been sent, or a code judged. */
  TIMEOUT("the deadline passed before the service answered"),

  /** The calling thread was interrupted, or the client was closed. */
  CANCELED("the call was aborted"),

  /** An answer that this version does not understand, such as a proxy's error page. */
  UNKNOWN("the answer was not understood");

  final String text;

  NoPassReason(String text) {
    this.text = text;
  }

  /** Whether the service itself says this. */
  boolean isRefusal() {
    return compareTo(UNREACHABLE) < 0;
  }
}
