package io.github.nopass;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers on this machine as it was told, first come first served, and remembers what came. */
public final class FakeService implements AutoCloseable {
  public static final String KEY = "np_live_sk_canary_key";

  public static final String SENT =
      """
      {"challengeId":"nc1_canary","expireTime":"2026-01-01T12:05:00Z",
       "resendTime":"2026-01-01T12:00:30.250Z","codeLength":6,
       "codeAlphabet":"CODE_ALPHABET_DIGITS","later":[1,{"a":null}]}""";

  public static final String VERIFIED =
      """
      {"email":"ada@example.com","purpose":"sign-in","verifyTime":"2026-01-01T12:01:00Z",
       "receipt":"a.b.c","receiptExpireTime":"2026-01-01T12:06:00Z","knownDevice":"kd"}""";

  /** One request as it came. */
  public record Received(String path, Map<String, List<String>> headers, String body) {
    String field(String name) {
      try {
        return (String) Json.parseObject(body).get(name);
      } catch (Json.Malformed e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** One way to answer. */
  @FunctionalInterface
  public interface Reply {
    void to(HttpExchange exchange) throws IOException;
  }

  public final List<Received> received = new CopyOnWriteArrayList<>();
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  public FakeService() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public FakeService then(Reply reply) {
    replies.add(reply);
    return this;
  }

  public FakeService then(int status, String body) {
    return then(exchange -> send(exchange, status, body));
  }

  /** Refuses with an ErrorInfo and further details, each already in base64 under its type. */
  public FakeService refuse(int status, String code, String reason, String... details) {
    byte[] info = message(field(1, utf8(reason)), field(2, utf8("nopass.v1")));
    StringBuilder all = new StringBuilder(detail("google.rpc.ErrorInfo", info));
    for (String detail : details) all.append(',').append(detail);
    return then(
        status, "{\"code\":\"%s\",\"message\":\"no\",\"details\":[%s]}".formatted(code, all));
  }

  public static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = utf8(body);
    exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json"));
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  public static String detail(String type, byte[] value) {
    String base64 = Base64.getEncoder().withoutPadding().encodeToString(value);
    return "{\"type\":\"%s\",\"value\":\"%s\"}".formatted(type, base64);
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] message(byte[]... fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] field : fields) out.writeBytes(field);
    return out.toByteArray();
  }

  /** A field with a length, under 128 bytes. */
  public static byte[] field(int number, byte[] value) {
    return message(new byte[] {(byte) (number << 3 | 2), (byte) value.length}, value);
  }

  public static byte[] retryInfo(int seconds) {
    return field(1, new byte[] {8, (byte) seconds});
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      received.add(
          new Received(
              exchange.getRequestURI().getPath(), Map.copyOf(exchange.getRequestHeaders()), body));
      Reply reply = replies.poll();
      if (reply == null) send(exchange, 500, "{}");
      else reply.to(exchange);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
