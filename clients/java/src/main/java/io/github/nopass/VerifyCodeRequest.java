package io.github.nopass;

import java.util.Optional;

/**
 * What the person typed, and for which challenge.
 *
 * <p>Its text shows nothing of it.
 */
public final class VerifyCodeRequest {
  private final Builder fields;

  private VerifyCodeRequest(Builder fields) {
    this.fields = fields;
  }

  /**
   * Makes a request of all that is needed.
   *
   * @param challengeId as {@code sendCode} returned it
   * @param code as it was typed
   * @return a request
   */
  public static VerifyCodeRequest of(String challengeId, String code) {
    return builder().challengeId(challengeId).code(code).build();
  }

  /**
   * Starts an empty request.
   *
   * @return a builder with nothing in it
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The challenge.
   *
   * @return empty where it was not set, which the service refuses
   */
  public Optional<String> challengeId() {
    return Optional.ofNullable(fields.challengeId);
  }

  /**
   * The code.
   *
   * @return empty where it was not set, which the service refuses
   */
  public Optional<String> code() {
    return Optional.ofNullable(fields.code);
  }

  /**
   * What makes the call safe to repeat.
   *
   * @return empty where the client makes one
   */
  public Optional<String> attemptId() {
    return Optional.ofNullable(fields.attemptId);
  }

  /** The same request, with an attempt id in any case. */
  VerifyCodeRequest withId() {
    if (!attemptId().orElse("").isEmpty()) return this;
    return new Builder(fields).attemptId(Ids.next()).build();
  }

  @Override
  public String toString() {
    return "VerifyCodeRequest";
  }

  /** Collects the fields of a request. A null takes a field back. */
  public static final class Builder {
    private String challengeId;
    private String code;
    private String attemptId;

    private Builder() {}

    private Builder(Builder other) {
      challengeId = other.challengeId;
      code = other.code;
      attemptId = other.attemptId;
    }

    /**
     * Sets the challenge.
     *
     * @param challengeId as {@code sendCode} returned it
     * @return this
     */
    public Builder challengeId(String challengeId) {
      this.challengeId = challengeId;
      return this;
    }

    /**
     * Sets the code. Anything but the right one is judged, and wrong: validate nothing before.
     *
     * @param code as it was typed
     * @return this
     */
    public Builder code(String code) {
      this.code = code;
      return this;
    }

    /**
     * Answers the same for five minutes when a call is repeated with it and the same code. Default:
     * one that is made for each call and its retries.
     *
     * @param attemptId 22 to 64 characters of base64url, made anew for each code that is typed
     * @return this
     */
    public Builder attemptId(String attemptId) {
      this.attemptId = attemptId;
      return this;
    }

    /**
     * Makes the request. The service judges the fields, all at once.
     *
     * @return a request that does not change any more
     */
    public VerifyCodeRequest build() {
      return new VerifyCodeRequest(new Builder(this));
    }
  }
}
