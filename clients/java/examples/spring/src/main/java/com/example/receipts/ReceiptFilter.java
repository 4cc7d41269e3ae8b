package com.example.receipts;

import io.github.nopass.ReceiptChecks;
import io.github.nopass.ReceiptException;
import io.github.nopass.ReceiptReason;
import io.github.nopass.ReceiptVerifier;
import io.github.nopass.VerifiedReceipt;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in requests with a good receipt in {@code Authorization: Bearer}, which handlers then have
 * as the request attribute {@link #RECEIPT}. The others are answered 401, or 503 while the keys of
 * the service cannot be had, always with the same body: the reason is for the log.
 */
public final class ReceiptFilter extends HttpFilter {
  /** Only the server sets attributes, so that nobody can send one. */
  public static final String RECEIPT = "nopass.receipt";

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(ReceiptFilter.class);
  private static final Pattern BEARER = Pattern.compile("(?i)Bearer +(\\S+)");

  private final transient ReceiptVerifier verifier;
  private final transient Function<HttpServletRequest, ReceiptChecks> checks;

  /** The checks are made for each request, as only it knows the nonce of its session. */
  public ReceiptFilter(
      ReceiptVerifier verifier, Function<HttpServletRequest, ReceiptChecks> checks) {
    this.verifier = verifier;
    this.checks = checks;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    VerifiedReceipt receipt;
    try {
      receipt = verifier.verify(bearerOf(request), checks.apply(request));
    } catch (ReceiptException e) {
      LOG.info("receipt refused: {}", e.reason());
      refuse(response, e.reason() == ReceiptReason.KEYS_UNAVAILABLE);
      return;
    }
    request.setAttribute(RECEIPT, receipt);
    chain.doFilter(request, response);
  }

  /** What has no receipt has an empty one, which is refused like any other. */
  private static String bearerOf(HttpServletRequest request) {
    List<String> headers = Collections.list(request.getHeaders("Authorization"));
    Matcher bearer = BEARER.matcher(headers.size() == 1 ? headers.get(0) : "");
    return bearer.matches() ? bearer.group(1) : "";
  }

  private static void refuse(HttpServletResponse response, boolean isLater) throws IOException {
    // A 401 would have people prove their mailbox again, for nothing.
    response.setStatus(isLater ? 503 : 401);
    response.setHeader(isLater ? "Retry-After" : "WWW-Authenticate", isLater ? "5" : "Bearer");
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("application/json");
    String error = isLater ? "receipt_keys_unavailable" : "receipt_refused";
    response.getWriter().write("{\"error\":\"" + error + "\"}");
  }
}
