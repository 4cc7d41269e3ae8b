package com.example.receipts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nopass.ReceiptVerifier;
import jakarta.servlet.http.HttpSession;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The whole application on a port, with receipts of a key of its own. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "nopass.issuer=https://nopass.example",
      "nopass.audience=acme",
      "logging.level.root=warn",
      "spring.main.banner-mode=off"
    })
@Import(ReceiptFilterTest.Service.class)
class ReceiptFilterTest {
  private static final TestSigner SIGNER = new TestSigner();
  private static final AtomicInteger SESSIONS = new AtomicInteger();

  private final HttpClient browser =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  @LocalServerPort private int port;

  @Test
  void whoShowsAReceiptIsLetIn() throws Exception {
    for (String scheme : List.of("Bearer ", "bearer ", "BEARER   ")) {
      String nonce = startSession();
      HttpResponse<String> answer = delete(scheme + SIGNER.receipt("delete-account", nonce));
      assertEquals("200 deleted the account of ada@example.com", textOf(answer));
    }
  }

  @Test
  void everybodyElseIsToldTheSame() throws Exception {
    String nonce = startSession();
    String good = SIGNER.receipt("delete-account", nonce);
    for (String authorization :
        List.of(
            "",
            "Bearer",
            good,
            "Basic " + good,
            "Bearer " + good + " " + good,
            "Bearer " + new TestSigner().receipt("delete-account", nonce),
            "Bearer " + SIGNER.receipt("sign-in", nonce),
            "Bearer " + SIGNER.receipt("delete-account", "another"))) {
      HttpResponse<String> answer = delete(authorization);
      assertEquals("401 {\"error\":\"receipt_refused\"}", textOf(answer), authorization);
      assertEquals("Bearer", answer.headers().firstValue("WWW-Authenticate").orElse(""));
      assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
    }
    assertEquals("200 deleted the account of ada@example.com", textOf(delete("Bearer " + good)));
  }

  @Test
  void aReceiptLetsInOnce() throws Exception {
    String bearer = "Bearer " + SIGNER.receipt("delete-account", startSession());
    assertEquals(200, delete(bearer).statusCode());
    assertEquals(401, delete(bearer).statusCode());
  }

  @Test
  void aReceiptIsNothingWithoutItsSession() throws Exception {
    String bearer = "Bearer " + SIGNER.receipt("delete-account", startSession());
    HttpClient stranger = HttpClient.newHttpClient();
    HttpRequest request = to("/account/delete").header("Authorization", bearer).build();
    assertEquals(401, stranger.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
  }

  @Test
  void otherPagesNeedNoReceipt() throws Exception {
    HttpRequest request = to("/codes").build();
    assertEquals(200, browser.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
  }

  private String startSession() throws Exception {
    HttpRequest request = to("/codes").build();
    return browser.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private HttpResponse<String> delete(String authorization) throws Exception {
    HttpRequest.Builder request = to("/account/delete");
    if (!authorization.isEmpty()) request.header("Authorization", authorization);
    return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .POST(HttpRequest.BodyPublishers.noBody());
  }

  private static String textOf(HttpResponse<String> answer) {
    return answer.statusCode() + " " + answer.body();
  }

  /** The verifier with the key of these tests, and the page that would call {@code sendCode}. */
  @TestConfiguration(proxyBeanMethods = false)
  @RestController
  static class Service {
    @Bean
    @Primary
    ReceiptVerifier testVerifier() {
      return SIGNER.verifier();
    }

    @PostMapping("/codes")
    String code(HttpSession session) {
      String nonce = "session-" + SESSIONS.incrementAndGet();
      session.setAttribute(ReceiptConfiguration.NONCE, nonce);
      return nonce;
    }
  }
}
