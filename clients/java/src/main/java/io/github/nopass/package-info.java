/**
 * The client of NoPass: mails a one-time code, judges it, and checks receipts. Start with {@link
 * io.github.nopass.NoPassClient} and {@link io.github.nopass.ReceiptVerifier}.
 */
package io.github.nopass;
