package io.github.nopass;

/** What a code is made of, so that a form can show the right keyboard. */
public enum CodeAlphabet {
  /** 0 to 9. Leading zeros count. */
  DIGITS,

  /** Digits and letters, for which a numeric keyboard is not enough. */
  BASE32
}
