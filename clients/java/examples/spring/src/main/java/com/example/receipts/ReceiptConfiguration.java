package com.example.receipts;

import io.github.nopass.ReceiptChecks;
import io.github.nopass.ReceiptVerifier;
import io.github.nopass.ReplayGuard;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which pages need a receipt, and what it has to be about. */
@Configuration(proxyBeanMethods = false)
class ReceiptConfiguration {
  /** Where {@code sendCode} was called, its nonce was put into the session under this name. */
  static final String NONCE = "nopass.nonce";

  /** The NOPASS_PUBLIC_URL of the service, and your tenant. */
  @Bean
  ReceiptVerifier receiptVerifier(
      @Value("${nopass.issuer}") String issuer, @Value("${nopass.audience}") String audience) {
    return ReceiptVerifier.create(issuer, audience);
  }

  /** For one process. Several need a database, see the README of the client. */
  @Bean
  ReplayGuard replayGuard() {
    return ReplayGuard.inMemory(100_000);
  }

  @Bean
  FilterRegistrationBean<ReceiptFilter> receiptFilter(ReceiptVerifier verifier, ReplayGuard guard) {
    ReceiptFilter filter =
        new ReceiptFilter(
            verifier,
            request ->
                ReceiptChecks.builder()
                    .purpose("delete-account")
                    .nonce(nonceOf(request))
                    .consume(guard)
                    .build());
    FilterRegistrationBean<ReceiptFilter> registration = new FilterRegistrationBean<>(filter);
    registration.addUrlPatterns("/account/*");
    return registration;
  }

  /** None where there is no session: then no receipt is accepted. */
  private static String nonceOf(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session == null ? null : (String) session.getAttribute(NONCE);
  }
}
