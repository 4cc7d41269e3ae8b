package io.github.nopass;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.util.Objects;

/** Where the service is, and with which key it is called. */
final class Endpoint {
  private Endpoint() {}

  /**
   * HTTP/2 where TLS agrees on it. Without TLS the JDK would ask for it by an upgrade, which costs
   * a round trip and confuses proxies.
   */
  static HttpClient newHttpClient(URI address) {
    boolean isEncrypted = address.getScheme().equalsIgnoreCase("https");
    return HttpClient.newBuilder()
        .version(isEncrypted ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
        .build();
  }

  /** Said without the text: a key with a line break would otherwise be shown by the HTTP client. */
  static void checkApiKey(String apiKey) {
    if (apiKey == null || apiKey.isEmpty()) throw new IllegalArgumentException("apiKey is missing");
    if (!apiKey.chars().allMatch(unit -> unit > ' ' && unit < 127))
      throw new IllegalArgumentException("apiKey contains white space or a character beyond ASCII");
    if (!apiKey.startsWith("np_"))
      throw new IllegalArgumentException("apiKey does not start with np_");
  }

  static URI parseUrl(String url) {
    if (url == null || url.isEmpty()) throw new IllegalArgumentException("url is missing");
    URI parsed;
    try {
      parsed = new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("url is not a URL");
    }
    String scheme = Objects.requireNonNullElse(parsed.getScheme(), "");
    if (!scheme.matches("(?i)https?"))
      throw new IllegalArgumentException("url does not start with https:// or http://");
    if (parsed.getHost() == null) throw new IllegalArgumentException("url is not a URL");
    if (parsed.getRawUserInfo() != null
        || parsed.getRawQuery() != null
        || parsed.getRawFragment() != null)
      throw new IllegalArgumentException(
          "url has a part that does not belong there: credentials, a query or a fragment");
    return parsed;
  }
}
