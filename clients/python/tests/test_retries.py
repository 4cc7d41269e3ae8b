import time

import pytest

from .support.clients import Connect, failure_of
from .support.fake_no_pass import CODES, code_right, code_sent, fake_no_pass, refuse, reset, say

ADA = "ada@example.com"
REPEATED = ("STORE_UNAVAILABLE", "OVERLOADED", "DELIVERY_FAILED")


def test_a_code_that_could_not_be_mailed_is_sent_again_under_the_same_key(connect: Connect) -> None:
    answers = [refuse("STORE_UNAVAILABLE"), refuse("DELIVERY_FAILED"), code_sent]
    with fake_no_pass(*answers) as service:
        connect(service.url).send_code(ADA)
    assert len(service.calls) == 3
    assert len({message["idempotencyKey"] for message in service.messages()}) == 1


def test_a_code_that_could_not_be_judged_is_judged_again_as_the_same_attempt(connect: Connect) -> None:
    with fake_no_pass(reset, refuse("STORE_UNAVAILABLE"), code_right) as service:
        connect(service.url).verify_code("nc1_challenge", "012345")
    assert len(service.calls) == 3
    assert len({message["attemptId"] for message in service.messages()}) == 1


@pytest.mark.parametrize("reason", REPEATED)
def test_a_refusal_is_given_up_after_two_retries(connect: Connect, reason: str) -> None:
    with fake_no_pass(refuse(reason)) as service:
        assert failure_of(lambda: connect(service.url).send_code(ADA)).reason == reason
    assert len(service.calls) == 3


def test_nothing_is_repeated_when_no_retries_are_wanted(connect: Connect) -> None:
    with fake_no_pass(refuse("STORE_UNAVAILABLE")) as service:
        failure_of(lambda: connect(service.url, max_retries=0).send_code(ADA))
    assert len(service.calls) == 1


def test_all_other_refusals_are_never_repeated(connect: Connect) -> None:
    reasons = [reason for reason in CODES if reason not in REPEATED]
    # The wait is what tempts: it must not be taken for an invitation.
    with fake_no_pass(*(refuse(reason, retry_after=0.001) for reason in reasons)) as service:
        client = connect(service.url)
        assert [failure_of(lambda: client.send_code(ADA)).reason for _ in reasons] == reasons
    with fake_no_pass(*(refuse(reason, retry_after=0.001) for reason in reasons)) as service:
        client = connect(service.url)
        assert [failure_of(lambda: client.verify_code("nc1_c", "0")).reason for _ in reasons] == reasons
        assert len(service.calls) == len(reasons)


def test_a_retry_waits_for_as_long_as_the_service_asked(connect: Connect) -> None:
    with fake_no_pass(refuse("OVERLOADED", retry_after=0.4), code_sent) as service:
        connect(service.url).send_code(ADA)
    first, second = (call.at for call in service.calls)
    assert second - first >= 0.395


def test_a_retry_waits_for_as_long_as_a_proxy_asked(connect: Connect) -> None:
    with fake_no_pass(say(b"<h1>503</h1>", 503, {"retry-after": "1"}), code_sent) as service:
        connect(service.url).send_code(ADA)
    first, second = (call.at for call in service.calls)
    assert second - first >= 0.995


def test_a_wait_that_would_outlast_the_deadline_is_not_begun(connect: Connect) -> None:
    with fake_no_pass(refuse("STORE_UNAVAILABLE", retry_after=60)) as service:
        start = time.monotonic()
        failure = failure_of(lambda: connect(service.url).send_code(ADA))
        assert time.monotonic() - start < 2
    assert (failure.reason, failure.retry_after) == ("STORE_UNAVAILABLE", 60)
    assert len(service.calls) == 1


def test_all_tries_together_keep_to_one_deadline(connect: Connect) -> None:
    with fake_no_pass(refuse("STORE_UNAVAILABLE", after=0.15)) as service:
        start = time.monotonic()
        client = connect(service.url, timeout=1.0, max_retries=50)
        failure = failure_of(lambda: client.send_code(ADA))
        assert time.monotonic() - start < 1.8
    assert failure.reason in ("STORE_UNAVAILABLE", "TIMEOUT")
    left = [int(call.headers["connect-timeout-ms"]) for call in service.calls]
    assert len(left) > 1
    assert left == sorted(left, reverse=True)
