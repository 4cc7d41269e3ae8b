import logging
import pickle
import traceback
from typing import Any

import pytest

from nopass import NoPass

from .support.clients import API_KEY, Connect, Waiting, failure_of
from .support.fake_no_pass import code_right, code_sent, fake_no_pass, hang, refuse, say

SEND: dict[str, Any] = {
    "email": "canary@example.com",
    "nonce": "canary@example.com/nonce-canary",
    "idempotency_key": "idempotency-canary-22ch",
    "challenge_id": "nc1_challenge-canary",
    "client_ip": "192.0.2.199",
    "known_device": "nd1_canary",
}
VERIFY: dict[str, Any] = {
    "challenge_id": "nc1_challenge-canary",
    "code": "4711-0815",
    "attempt_id": "attempt-canary-22-chars",
}
# A secret that contains another must not leave its rest behind.
SECRETS = [API_KEY, "/nonce-canary", *SEND.values(), *VERIFY.values()]


def test_a_client_does_not_show_its_key(connect: Connect) -> None:
    with fake_no_pass(code_sent) as service:
        client = connect(service.url)
        shown = client.client if isinstance(client, Waiting) else client
        assert secrets_in(repr(shown), str(shown), repr(vars(shown))) == []
        assert service.url in repr(shown)


def test_a_refusal_that_repeats_the_request_is_struck_out(connect: Connect) -> None:
    text = " and ".join(SECRETS)
    answer = refuse("REQUEST_INVALID", message=text, violations=[(text, text)], headers={"x-echo": text})
    with fake_no_pass(answer) as service:
        client = connect(service.url)
        sending = failure_of(lambda: client.send_code(**SEND))
        verifying = failure_of(lambda: client.verify_code(**VERIFY))
    assert len(sending.violations) == len(verifying.violations) == 1
    assert {API_KEY, *SEND.values()}.isdisjoint(secrets_shown_by(sending))
    assert {API_KEY, *VERIFY.values()}.isdisjoint(secrets_shown_by(verifying))


def test_a_proxy_that_repeats_the_request_is_struck_out(connect: Connect) -> None:
    said = {"code": "invalid_argument", "message": f"Bearer {API_KEY} {VERIFY['code']}"}
    with fake_no_pass(say(said, 400, {"x-echo": API_KEY})) as service:
        client = connect(service.url)
        failure = failure_of(lambda: client.verify_code(**VERIFY))
    assert "[redacted]" in str(failure.__cause__)
    assert secrets_shown_by(failure) == []


def test_calls_without_an_answer_show_nothing(connect: Connect) -> None:
    with fake_no_pass(hang) as service:
        client = connect(service.url)
        late = failure_of(lambda: client.send_code(**SEND, timeout=0.2))
    nobody = connect("http://127.0.0.1:1", max_retries=0)
    lost = failure_of(lambda: nobody.verify_code(**VERIFY))
    assert [late.reason, lost.reason] == ["TIMEOUT", "UNREACHABLE"]
    assert secrets_shown_by(late) + secrets_shown_by(lost) == []


def test_a_key_that_cannot_be_one_is_not_repeated() -> None:
    with pytest.raises(ValueError, match="api_key") as caught:
        NoPass("https://localhost", f"{API_KEY}\n")
    assert secrets_in(str(caught.value), *traceback.format_exception_only(caught.value)) == []


def test_answers_do_not_show_what_only_one_person_may_have(connect: Connect) -> None:
    with fake_no_pass(code_sent) as service:
        assert "nc1_" not in repr(connect(service.url).send_code(SEND["email"]))
    with fake_no_pass(code_right) as service:
        shown = repr(connect(service.url).verify_code("nc1_c", "012345"))
    assert "header.claims" not in shown
    assert "@" not in shown
    assert "nd1_device" not in shown


def test_nothing_is_logged(connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with fake_no_pass(code_sent) as service:
        connect(service.url).send_code(**SEND)
    assert secrets_in(caplog.text) == []


def secrets_shown_by(error: BaseException) -> list[str]:
    chain = [error, error.__cause__, error.__context__]
    shown = [f"{each!r} {each} {vars(each) if each else ''}" for each in chain]
    return secrets_in(*shown, *traceback.format_exception(error), repr(pickle.dumps(error)))


def secrets_in(*texts: str) -> list[str]:
    return [secret for secret in SECRETS if any(secret in text for text in texts)]
