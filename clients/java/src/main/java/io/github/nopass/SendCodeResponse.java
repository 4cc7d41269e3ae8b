package io.github.nopass;

import java.time.Instant;

/**
 * Where the code can be judged, and until when.
 *
 * @param challengeId keep it where only the person who asked can use it: whoever has it can use up
 *     the attempts
 * @param expireTime when the code stops being accepted
 * @param resendTime when the next code can be sent to this address at the earliest
 * @param codeLength how many characters the code has, so that no form hard-codes six
 * @param codeAlphabet what the code is made of
 */
public record SendCodeResponse(
    String challengeId,
    Instant expireTime,
    Instant resendTime,
    int codeLength,
    CodeAlphabet codeAlphabet) {

  /** Shows all but the challenge. */
  @Override
  public String toString() {
    return "SendCodeResponse[expireTime="
        + expireTime
        + ", resendTime="
        + resendTime
        + ", codeLength="
        + codeLength
        + ", codeAlphabet="
        + codeAlphabet
        + "]";
  }
}
