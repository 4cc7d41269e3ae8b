package io.github.nopass;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.PublicKey;
import java.time.Clock;

/** Finds the public key that a receipt names. It is safe to share: make one for each service. */
@FunctionalInterface
public interface ReceiptKeys {
  /**
   * Finds a key.
   *
   * @param alg {@code ES256} or {@code EdDSA}; the key has to fit
   * @param kid its name
   * @return the key
   * @throws ReceiptException with {@link ReceiptReason#KEY_UNKNOWN} or {@link
   *     ReceiptReason#KEYS_UNAVAILABLE}
   */
  PublicKey find(String alg, String kid);

  /**
   * Trusts the keys that a service publishes, and keeps them for as long as it says.
   *
   * <p>A key that is not among them is asked for once, so that a new one is known at once, and not
   * again for 30 seconds: anybody can make up key names. When the service cannot be reached its
   * last keys stay good for a day, so that its rest is not everybody's.
   *
   * @param url with {@code https:}, or {@code http:} on this machine
   * @return keys that are fetched when the first receipt comes
   * @throws IllegalArgumentException for an address that cannot be trusted
   */
  static ReceiptKeys publishedAt(String url) {
    return publishedAt(url, HttpClient.newHttpClient(), Clock.systemUTC());
  }

  /**
   * The same, with an HTTP client of its own, such as one with a proxy, and with its own clock.
   *
   * @param url with {@code https:}, or {@code http:} on this machine
   * @param httpClient which must not follow redirects
   * @param clock the clock
   * @return keys that are fetched when the first receipt comes
   * @throws IllegalArgumentException for an address that cannot be trusted
   */
  static ReceiptKeys publishedAt(String url, HttpClient httpClient, Clock clock) {
    if (httpClient.followRedirects() != HttpClient.Redirect.NEVER)
      throw new IllegalArgumentException("httpClient must not follow redirects");
    URI address;
    try {
      address = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the address of the keys is not a URL");
    }
    String host = address.getHost() == null ? "" : address.getHost();
    if (host.isEmpty()) throw new IllegalArgumentException("the address of the keys is not a URL");
    if (address.getRawUserInfo() != null)
      throw new IllegalArgumentException("the address of the keys has credentials");
    boolean isLoopback = host.matches("(?i)localhost|127(\\.[0-9]+){3}|\\[::1]");
    // Whoever can change the answer on its way can sign receipts, so it has to be encrypted.
    if (!"https".equalsIgnoreCase(address.getScheme())
        && !("http".equalsIgnoreCase(address.getScheme()) && isLoopback))
      throw new IllegalArgumentException(
          "the address of the keys must start with https://, or with http:// on this machine");
    return new PublishedKeys(address, httpClient, clock);
  }

  /**
   * Trusts these keys and no others, for a back end without a way to the service. Rotating them is
   * the caller's.
   *
   * @param json a JWK set (RFC 7517), without private keys
   * @return these keys
   * @throws IllegalArgumentException for what is no set of public keys
   */
  static ReceiptKeys of(String json) {
    KeySet keys;
    try {
      keys = new KeySet(Json.parseObject(json));
    } catch (Json.Malformed e) {
      throw new IllegalArgumentException("not a JWK set", e);
    }
    if (keys.isEmpty()) throw new IllegalArgumentException("the JWK set has no keys");
    if (keys.hasPrivate())
      throw new IllegalArgumentException(
          "the JWK set has a private key, which nobody but the service may hold");
    return keys;
  }
}
