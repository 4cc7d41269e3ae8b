import gc
import pickle
import time
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from nopass import NoPassError, Violation

from .support.clients import Connect, failure_of
from .support.fake_no_pass import (
    CODES,
    PROVEN,
    SENT,
    Answer,
    code_right,
    code_sent,
    detail,
    fake_no_pass,
    half,
    hang,
    refuse,
    reset,
    say,
    trickle,
)

ADA = "ada@example.com"


def test_a_refusal_says_its_reason(connect: Connect) -> None:
    with fake_no_pass(*map(refuse, CODES)) as service:
        client = connect(service.url, max_retries=0)
        failures = [failure_of(lambda: client.send_code(ADA)) for _ in CODES]
    assert [failure.reason for failure in failures] == list(CODES)
    for failure in failures:
        assert str(failure).startswith(f"{failure.reason}: ")
        assert failure.violations == ()
        assert (failure.retry_after, failure.attempts_left, failure.challenge_id) == (None, None, None)


def test_a_wrong_code_says_how_many_attempts_are_left(connect: Connect) -> None:
    with fake_no_pass(refuse("CODE_REJECTED", metadata={"attempts_left": "0"})) as service:
        failure = failure_of(lambda: connect(service.url).verify_code("nc1_c", "012345"))
    assert (failure.reason, failure.attempts_left) == ("CODE_REJECTED", 0)


def test_a_mail_that_may_arrive_says_where_it_can_be_judged(connect: Connect) -> None:
    with fake_no_pass(refuse("DELIVERY_UNKNOWN", metadata={"challenge_id": "nc1_late"})) as service:
        failure = failure_of(lambda: connect(service.url).send_code(ADA))
    assert (failure.reason, failure.challenge_id) == ("DELIVERY_UNKNOWN", "nc1_late")


def test_a_refusal_says_how_long_to_wait(connect: Connect) -> None:
    answers = [
        refuse("COOLING_DOWN", retry_after=29.5, headers={"retry-after": "30"}),
        refuse("COOLING_DOWN", headers={"retry-after": "30"}),
        refuse("COOLING_DOWN", headers={"retry-after": "soon"}),
    ]
    with fake_no_pass(*answers) as service:
        client = connect(service.url)
        waits = [failure_of(lambda: client.send_code(ADA)).retry_after for _ in answers]
    assert waits == [29.5, 30, None]


def test_a_refusal_says_until_when_to_wait(connect: Connect) -> None:
    date = format_datetime(datetime.now(timezone.utc) + timedelta(minutes=1), usegmt=True)
    with fake_no_pass(refuse("CALLER_LIMITED", headers={"retry-after": date})) as service:
        wait = failure_of(lambda: connect(service.url).send_code(ADA)).retry_after
    assert wait is not None
    assert 55 < wait <= 60


def test_a_refusal_lists_every_field_that_broke_its_rule(connect: Connect) -> None:
    violations = [("ttl", "must be at least 30 seconds"), ("locale", "must be a BCP 47 tag")]
    with fake_no_pass(refuse("REQUEST_INVALID", violations=violations)) as service:
        failure = failure_of(lambda: connect(service.url).send_code(ADA))
    assert failure.violations == tuple(Violation(*each) for each in violations)


@pytest.mark.parametrize(
    "answer",
    [refuse("MOON_PHASE"), refuse("CODE_REJECTED", domain="example.com"), refuse("UNREACHABLE")],
    ids=["a reason of a later version", "another service's reason", "a reason of this client's own"],
)
def test_what_the_service_does_not_say_is_unknown(connect: Connect, answer: Answer) -> None:
    with fake_no_pass(answer) as service:
        assert failure_of(lambda: connect(service.url).send_code(ADA)).reason == "UNKNOWN"
    assert len(service.calls) == 1


def test_nothing_listens_at_the_address(connect: Connect) -> None:
    failure = failure_of(lambda: connect("http://127.0.0.1:1").send_code(ADA))
    assert failure.reason == "UNREACHABLE"
    assert "ConnectError" in str(failure.__cause__)


@pytest.mark.parametrize("broken", [reset, half])
def test_the_connection_breaks_at_every_try(connect: Connect, broken: Answer) -> None:
    with fake_no_pass(broken) as service:
        assert failure_of(lambda: connect(service.url).send_code(ADA)).reason == "UNREACHABLE"
    assert len(service.calls) == 3


@pytest.mark.parametrize("slow", [hang, trickle])
def test_the_service_does_not_answer_in_time(connect: Connect, slow: Answer) -> None:
    with fake_no_pass(slow) as service:
        start = time.monotonic()
        failure = failure_of(lambda: connect(service.url).send_code(ADA, timeout=0.3))
        assert time.monotonic() - start < 1.5
    assert failure.reason == "TIMEOUT"
    assert failure.__context__ is None
    assert len(service.calls) == 1


def test_the_service_says_itself_that_time_is_up(connect: Connect) -> None:
    with fake_no_pass(say({"code": "deadline_exceeded"}, 504)) as service:
        assert failure_of(lambda: connect(service.url).send_code(ADA)).reason == "TIMEOUT"
    assert len(service.calls) == 1


@pytest.mark.parametrize(
    ("answer", "reason", "tries"),
    [
        (say(b"<h1>502</h1>", 502), "UNREACHABLE", 2),
        (say(b"<h1>503</h1>", 503), "UNREACHABLE", 2),
        (say(b"slow down", 429), "UNREACHABLE", 2),
        (say({"error": "bad gateway"}, 502), "UNREACHABLE", 2),
        (say({"code": 7}, 502), "UNREACHABLE", 2),
        (say({"code": "unavailable"}, 503), "UNREACHABLE", 2),
        (say([], 503), "UNREACHABLE", 2),
        (say(b"\x1f\x8b", 502, {"content-encoding": "gzip"}), "UNREACHABLE", 2),
        (say(b"<h1>404</h1>", 404), "UNKNOWN", 1),
        (say(b"", 301, {"location": "http://127.0.0.1:1/"}), "UNKNOWN", 1),
        (say(b"<h1>It works!</h1>"), "UNKNOWN", 1),
        (say(b"[" * 60_000), "UNKNOWN", 1),
        (say([SENT]), "UNKNOWN", 1),
        (say({}), "UNKNOWN", 1),
        (say({**SENT, "challengeId": ""}), "UNKNOWN", 1),
        (say({**SENT, "expireTime": "soon"}), "UNKNOWN", 1),
        (say({**SENT, "expireTime": "2026-13-01T12:00:00Z"}), "UNKNOWN", 1),
        (say({**SENT, "resendTime": 7}), "UNKNOWN", 1),
        (say(b"\x1f\x8b", 200, {"content-encoding": "gzip"}), "UNKNOWN", 1),
        (say({"code": "internal", "details": "none"}, 500), "UNKNOWN", 1),
        (say({"code": "internal", "details": [7, {}, {"type": "a", "value": "!"}]}, 500), "UNKNOWN", 1),
    ],
)
def test_something_else_answers(connect: Connect, answer: Answer, reason: str, tries: int) -> None:
    with fake_no_pass(answer) as service:
        failure = failure_of(lambda: connect(service.url, max_retries=1).send_code(ADA))
    assert failure.reason == reason
    assert failure.__cause__ is not None
    assert len(service.calls) == tries


# Where an answer is given up in the middle, httpcore2 leaves one of its generators to trio's garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_answer_that_is_too_long_is_not_read(connect: Connect) -> None:
    with fake_no_pass(say({**SENT, "more": "x" * 10_000_000})) as service:
        failure = failure_of(lambda: connect(service.url).send_code(ADA))
        gc.collect()
    assert failure.reason == "UNKNOWN"
    assert str(failure.__cause__) == "the answer is longer than 65536 bytes"
    assert len(service.calls) == 1


@pytest.mark.parametrize(
    "value", [b"\xff", b"\x0a\xff", b"\x0b", b"\x0a" + b"\xff" * 11, b"\x0d\x00", b"\x0a\x05ab"]
)
def test_a_detail_that_is_no_protobuf_is_left_out(connect: Connect, value: bytes) -> None:
    details = [detail(f"google.rpc.{name}", value) for name in ("ErrorInfo", "RetryInfo", "BadRequest")]
    with fake_no_pass(say({"code": "internal", "details": details}, 500)) as service:
        assert failure_of(lambda: connect(service.url).send_code(ADA)).reason == "UNKNOWN"


def test_an_address_that_nobody_proved_is_not_taken_for_one(connect: Connect) -> None:
    with fake_no_pass(say({**PROVEN, "email": ""})) as service:
        assert failure_of(lambda: connect(service.url).verify_code("nc1_c", "0")).reason == "UNKNOWN"


def test_a_number_for_a_code_may_have_lost_its_zeros(connect: Connect) -> None:
    with fake_no_pass(code_right) as service, pytest.raises(TypeError, match="code must be a str"):
        connect(service.url).verify_code("nc1_c", 12345)  # type: ignore[arg-type]
    assert service.calls == []


@pytest.mark.parametrize("timeout", [float("nan"), float("inf"), 0, -1, 86_401])
def test_a_timeout_that_cannot_be_kept(connect: Connect, timeout: float) -> None:
    with fake_no_pass(code_sent) as service:
        with pytest.raises(ValueError, match="timeout"):
            connect(service.url, timeout=timeout)
        with pytest.raises(ValueError, match="timeout"):
            connect(service.url).send_code(ADA, timeout=timeout)


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"timeout": "1"}, "timeout must be a number of seconds"),
        ({"timeout": True}, "timeout must be a number of seconds"),
        ({"max_retries": 1.5}, "max_retries must be an int"),
        ({"max_retries": -1}, "max_retries must be 0 or more"),
        ({"url": ""}, "url is missing"),
        ({"url": None}, "url must be a str"),
        ({"url": "localhost:3600"}, "url does not start with"),
        ({"url": "/nopass"}, "url does not start with"),
        ({"url": "https://"}, "url has no host"),
        ({"url": "https://local host:x"}, "url is not a URL"),
        ({"url": "https://ada:secret@localhost"}, "url has a part"),
        ({"url": "https://localhost?a=b"}, "url has a part"),
        ({"url": "https://localhost#a"}, "url has a part"),
        ({"api_key": ""}, "api_key is missing"),
        ({"api_key": None}, "api_key must be a str"),
        ({"api_key": "np_test_sk_k_s\n"}, "api_key contains white space"),
        ({"api_key": "sk_test"}, "api_key does not start with np_"),
    ],
)
def test_a_client_that_cannot_work_is_not_made(
    connect: Connect, options: dict[str, object], wanted: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=wanted):
        connect(**{"url": "https://localhost", **options})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "field", ["email", "locale", "purpose", "nonce", "idempotency_key", "challenge_id", "ttl", "stranger"]
)
def test_a_field_of_the_wrong_type_is_not_sent(connect: Connect, field: str) -> None:
    with pytest.raises(TypeError, match=f"{field} must be a"):
        connect("http://127.0.0.1:1").send_code(**{field: 7})  # type: ignore[arg-type]


def test_an_error_survives_a_queue_between_processes() -> None:
    error = NoPassError("CODE_REJECTED", attempts_left=2, violations=[Violation("a", "b")])
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.reason, copy.attempts_left, copy.violations) == ("CODE_REJECTED", 2, error.violations)
    assert str(copy) == str(error)
