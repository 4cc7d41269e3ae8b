package io.github.nopass;

/** Why a receipt is not believed. All but the last are the receipt's fault, and final. */
public enum ReceiptReason {
  /** Not a receipt at all, or not exactly of the form that the service gives it. */
  MALFORMED("this is not a receipt"),

  /** Not signed with a key of the issuer's. */
  KEY_UNKNOWN("the receipt was not signed with a key of the issuer"),

  /** Changed since it was signed. */
  SIGNATURE("the signature of the receipt is wrong"),

  /** Of another service. */
  ISSUER("the receipt is from another service"),

  /** For another tenant. */
  AUDIENCE("the receipt is for another tenant"),

  /** For another thing. */
  PURPOSE("the receipt is for another purpose"),

  /** For another session. */
  NONCE("the receipt is for another session"),

  /** Too old. If it repeats, look at the clock. */
  EXPIRED("the receipt is too old"),

  /** Dated in the future. If it repeats, look at the clock. */
  NOT_YET("the receipt is dated in the future"),

  /** Does not say what every receipt says. */
  CLAIMS("the receipt does not say what a receipt says"),

  /** Made with a test key or for a test address, and proves nothing. */
  TEST("the receipt is for tests, and proves nothing"),

  /** Accepted before. */
  REPLAYED("the receipt was used before"),

  /** Nothing is known of the receipt, as the service's keys cannot be had. Try again later. */
  KEYS_UNAVAILABLE("the keys of the issuer cannot be had, see cause");

  final String text;

  ReceiptReason(String text) {
    this.text = text;
  }
}
