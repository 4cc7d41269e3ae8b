package io.github.nopass;

import java.security.SecureRandom;
import java.util.Base64;

/** Ids that nobody can guess. */
final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /** Makes one of 128 bits of chance, as 22 characters of base64url. */
  static String next() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
