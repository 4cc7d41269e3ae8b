import re
from datetime import datetime, timedelta, timezone

import pytest

import nopass

from .support.clients import API_KEY, Connect
from .support.fake_no_pass import PROVEN, SENT, code_right, code_sent, fake_no_pass, say


def test_send_code_says_all_that_was_given(connect: Connect) -> None:
    with fake_no_pass(code_sent) as service:
        connect(service.url).send_code(
            "ada@example.com",
            ttl=timedelta(minutes=1, milliseconds=500),
            locale="pt-BR",
            purpose="delete-account",
            nonce="нонс",
            idempotency_key="i" * 22,
            challenge_id="nc1_earlier",
            client_ip="2001:db8::1",
            known_device="nd1_device",
            stranger=True,
        )
    assert service.messages() == [
        {
            "email": "ada@example.com",
            "ttl": "60.500s",
            "locale": "pt-BR",
            "purpose": "delete-account",
            "nonce": "нонс",
            "idempotencyKey": "i" * 22,
            "challengeId": "nc1_earlier",
            "clientIp": "2001:db8::1",
            "knownDevice": "nd1_device",
            "stranger": True,
        }
    ]


def test_send_code_says_no_more_than_was_given(connect: Connect) -> None:
    with fake_no_pass(code_sent) as service:
        client = connect(service.url)
        client.send_code("ada@example.com")
        client.send_code(challenge_id="nc1_earlier")
    first, second = service.messages()
    assert first.keys() == {"email", "idempotencyKey"}
    assert second.keys() == {"challengeId", "idempotencyKey"}


def test_each_wish_has_an_id_of_its_own(connect: Connect) -> None:
    with fake_no_pass(code_sent) as service:
        client = connect(service.url)
        for _ in range(3):
            client.send_code("ada@example.com")
    keys = {message["idempotencyKey"] for message in service.messages()}
    assert len(keys) == 3
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", key) for key in keys)


def test_verify_code_says_all_that_was_given(connect: Connect) -> None:
    with fake_no_pass(code_right) as service:
        client = connect(service.url)
        client.verify_code("nc1_challenge", "012 345", attempt_id="a" * 22)
        client.verify_code("nc1_challenge", "012345")
    first, second = service.messages()
    assert first == {"challengeId": "nc1_challenge", "code": "012 345", "attemptId": "a" * 22}
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", second["attemptId"])


def test_a_call_is_a_post_of_connect_with_the_key(connect: Connect) -> None:
    with fake_no_pass(code_sent) as service:
        connect(f"{service.url}/below/", timeout=5).send_code("ada@example.com")
    [call] = service.calls
    assert call.path == "/below/nopass.v1.NoPassService/SendCode"
    assert call.headers["authorization"] == f"Bearer {API_KEY}"
    assert call.headers["content-type"] == "application/json"
    assert call.headers["connect-protocol-version"] == "1"
    assert 4000 < int(call.headers["connect-timeout-ms"]) <= 5000
    assert call.headers["accept-encoding"] == "identity"
    assert call.headers["user-agent"] == f"nopass-python/{nopass.__version__}"
    assert "origin" not in call.headers


def test_send_code_tells_where_the_code_can_be_judged(connect: Connect) -> None:
    with fake_no_pass(code_sent) as service:
        sent = connect(service.url).send_code("ada@example.com")
    assert sent == nopass.SendCodeResponse(
        challenge_id="nc1_challenge",
        expire_time=datetime(2026, 6, 1, 12, 5, 0, 250_000, timezone.utc),
        resend_time=datetime(2026, 6, 1, 12, 0, 30, 250_000, timezone.utc),
        code_length=6,
        code_alphabet="digits",
    )


@pytest.mark.parametrize("alphabet", ["CODE_ALPHABET_BASE32", "CODE_ALPHABET_EMOJI", 7, None])
def test_a_form_for_base32_is_right_for_what_is_not_digits(connect: Connect, alphabet: object) -> None:
    with fake_no_pass(say({**SENT, "codeAlphabet": alphabet})) as service:
        assert connect(service.url).send_code("ada@example.com").code_alphabet == "base32"


@pytest.mark.parametrize("test", [False, True])
def test_verify_code_tells_what_was_proven(connect: Connect, test: bool) -> None:
    with fake_no_pass(
        say({**PROVEN, "test": test, "verifyTime": "2026-06-01T12:00:00.123456789Z"})
    ) as service:
        proven = connect(service.url).verify_code("nc1_challenge", "012345")
    assert proven == nopass.VerifyCodeResponse(
        email="ada@example.com",
        purpose="sign-in",
        verify_time=datetime(2026, 6, 1, 12, 0, 0, 123_456, timezone.utc),
        receipt="header.claims.signature",
        receipt_expire_time=datetime(2026, 6, 1, 12, 5, tzinfo=timezone.utc),
        known_device="nd1_device",
        test=test,
    )


def test_fields_of_a_later_version_are_left_out(connect: Connect) -> None:
    with fake_no_pass(say({**SENT, "moonPhase": {"full": True}})) as service:
        assert connect(service.url).send_code("ada@example.com").code_length == 6


def test_calls_share_a_connection(connect: Connect) -> None:
    with fake_no_pass(code_sent) as service:
        client = connect(service.url)
        for _ in range(5):
            client.send_code("ada@example.com")
        assert service.connections == 1
