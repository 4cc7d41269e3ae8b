package io.github.nopass;

/**
 * What a receipt is refused with: switch on {@link #reason()}.
 *
 * <p>It can be logged whole. Its message is fixed for each reason, and nothing of the receipt is in
 * it: a cause is there with {@link ReceiptReason#KEYS_UNAVAILABLE} only, and tells of the keys.
 */
public final class ReceiptException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ReceiptReason reason;

  /**
   * Makes an exception, such as for a test of the code that handles it.
   *
   * @param reason why the receipt is refused
   */
  public ReceiptException(ReceiptReason reason) {
    this(reason, null);
  }

  ReceiptException(ReceiptReason reason, Throwable cause) {
    super(reason + ": " + reason.text, cause);
    this.reason = reason;
  }

  /**
   * Why the receipt is refused.
   *
   * @return one of a closed list
   */
  public ReceiptReason reason() {
    return reason;
  }
}
