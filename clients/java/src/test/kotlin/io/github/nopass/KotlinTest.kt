package io.github.nopass

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** The client as it is reads well from Kotlin: `use`, records as properties, exhaustive `when`. */
class KotlinTest {
  @Test
  fun `is usable from Kotlin`() {
    FakeService().use { service ->
      NoPassClient.create(service.url(), FakeService.KEY).use { client ->
        service.then(200, FakeService.SENT).refuse(403, "permission_denied", "CODE_REJECTED")
        val sent = client.sendCode(SendCodeRequest.to("ada@example.com").purpose("sign-in").build())
        assertEquals(6, sent.codeLength)

        val failure =
          assertThrows(NoPassException::class.java) {
            client.verifyCode(VerifyCodeRequest.of(sent.challengeId, "012 345"))
          }
        val advice =
          when (failure.reason()) {
            NoPassReason.CODE_REJECTED -> "wrong"
            NoPassReason.CHALLENGE_EXPIRED,
            NoPassReason.CHALLENGE_CLOSED -> "ask for a new code"
            else -> throw failure
          }
        assertEquals("wrong", advice)
        assertNull(failure.retryAfter().orElse(null))
      }
    }
  }
}
