package io.github.nopass;

import java.time.Duration;
import java.util.Optional;

/**
 * The mailbox to be proven; or, to send another code for it, the challenge that it was asked for.
 *
 * <p>Its text shows nothing of it.
 */
public final class SendCodeRequest {
  private final Builder fields;

  private SendCodeRequest(Builder fields) {
    this.fields = fields;
  }

  /**
   * Starts a request for an address.
   *
   * @param email the mailbox to be proven
   * @return a builder with nothing but the address
   */
  public static Builder to(String email) {
    return builder().email(email);
  }

  /**
   * Starts a request for another code. The earlier codes of the challenge stay valid.
   *
   * @param challengeId as {@code sendCode} returned it
   * @return a builder with nothing but the challenge
   */
  public static Builder resend(String challengeId) {
    return builder().challengeId(challengeId);
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
   * The mailbox to be proven.
   *
   * @return empty where the challenge says it
   */
  public Optional<String> email() {
    return Optional.ofNullable(fields.email);
  }

  /**
   * The challenge to send another code for.
   *
   * @return empty for a new one
   */
  public Optional<String> challengeId() {
    return Optional.ofNullable(fields.challengeId);
  }

  /**
   * How long the code is valid.
   *
   * @return empty for the policy's default
   */
  public Optional<Duration> ttl() {
    return Optional.ofNullable(fields.ttl);
  }

  /**
   * The language of the mail.
   *
   * @return empty for the tenant's
   */
  public Optional<String> locale() {
    return Optional.ofNullable(fields.locale);
  }

  /**
   * What the code is for.
   *
   * @return empty for {@code sign-in}
   */
  public Optional<String> purpose() {
    return Optional.ofNullable(fields.purpose);
  }

  /**
   * What the receipt repeats.
   *
   * @return empty for nothing
   */
  public Optional<String> nonce() {
    return Optional.ofNullable(fields.nonce);
  }

  /**
   * What makes the call safe to repeat.
   *
   * @return empty where the client makes one
   */
  public Optional<String> idempotencyKey() {
    return Optional.ofNullable(fields.idempotencyKey);
  }

  /**
   * The end user's network address.
   *
   * @return empty where it is not known
   */
  public Optional<String> clientIp() {
    return Optional.ofNullable(fields.clientIp);
  }

  /**
   * What the end user's device was given before.
   *
   * @return empty where there is nothing
   */
  public Optional<String> knownDevice() {
    return Optional.ofNullable(fields.knownDevice);
  }

  /**
   * Whether nobody vouches for whoever wants the code.
   *
   * @return false unless it was set
   */
  public boolean stranger() {
    return fields.stranger;
  }

  /** The same request, with an idempotency key in any case. */
  SendCodeRequest withId() {
    if (!idempotencyKey().orElse("").isEmpty()) return this;
    return new Builder(fields).idempotencyKey(Ids.next()).build();
  }

  @Override
  public String toString() {
    return "SendCodeRequest";
  }

  /** Collects the fields of a request. A null takes a field back. */
  public static final class Builder {
    private String email;
    private String challengeId;
    private Duration ttl;
    private String locale;
    private String purpose;
    private String nonce;
    private String idempotencyKey;
    private String clientIp;
    private String knownDevice;
    private boolean stranger;

    private Builder() {}

    private Builder(Builder other) {
      email = other.email;
      challengeId = other.challengeId;
      ttl = other.ttl;
      locale = other.locale;
      purpose = other.purpose;
      nonce = other.nonce;
      idempotencyKey = other.idempotencyKey;
      clientIp = other.clientIp;
      knownDevice = other.knownDevice;
      stranger = other.stranger;
    }

    /**
     * Sets the mailbox to be proven.
     *
     * @param email as the person typed it
     * @return this
     */
    public Builder email(String email) {
      this.email = email;
      return this;
    }

    /**
     * Asks for another code. The address may be left out then.
     *
     * @param challengeId as {@code sendCode} returned it
     * @return this
     */
    public Builder challengeId(String challengeId) {
      this.challengeId = challengeId;
      return this;
    }

    /**
     * Sets how long the code is valid. Default: the policy's, by default 5 minutes.
     *
     * @param ttl from 30 seconds to the policy's maximum
     * @return this
     */
    public Builder ttl(Duration ttl) {
      this.ttl = ttl;
      return this;
    }

    /**
     * Sets the language of the mail. Default: the tenant's.
     *
     * @param locale a BCP 47 tag
     * @return this
     */
    public Builder locale(String locale) {
      this.locale = locale;
      return this;
    }

    /**
     * Sets what the code is for, bound into the challenge and the receipt. Default: {@code
     * sign-in}.
     *
     * @param purpose 1 to 64 of {@code a-z 0-9 . _ -}
     * @return this
     */
    public Builder purpose(String purpose) {
      this.purpose = purpose;
      return this;
    }

    /**
     * Sets a value of yours that the receipt repeats.
     *
     * @param nonce at most 128 characters
     * @return this
     */
    public Builder nonce(String nonce) {
      this.nonce = nonce;
      return this;
    }

    /**
     * Answers the same, and mails nothing, when a call is repeated with it. Default: one that is
     * made for each call and its retries. A secret: whoever has it and the address receives the
     * same challenge.
     *
     * @param idempotencyKey 22 to 64 characters of base64url, made anew for each code that is
     *     wanted
     * @return this
     */
    public Builder idempotencyKey(String idempotencyKey) {
      this.idempotencyKey = idempotencyKey;
      return this;
    }

    /**
     * Sets the end user's network address, for limits. Refused with a publishable key.
     *
     * @param clientIp IPv4 or IPv6
     * @return this
     */
    public Builder clientIp(String clientIp) {
      this.clientIp = clientIp;
      return this;
    }

    /**
     * Sets what an earlier {@code verifyCode} for this address gave for the end user's device: then
     * a stranger who had codes sent to the address cannot lock its owner out.
     *
     * @param knownDevice as it was given
     * @return this
     */
    public Builder knownDevice(String knownDevice) {
      this.knownDevice = knownDevice;
      return this;
    }

    /**
     * Says, with a secret key, that you do not vouch for whoever wants the code: the address's
     * strangers' budget is used.
     *
     * @param stranger true for that
     * @return this
     */
    public Builder stranger(boolean stranger) {
      this.stranger = stranger;
      return this;
    }

    /**
     * Makes the request. The service judges the fields, all at once.
     *
     * @return a request that does not change any more
     */
    public SendCodeRequest build() {
      return new SendCodeRequest(new Builder(this));
    }
  }
}
