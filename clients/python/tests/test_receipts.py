import traceback
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from nopass import (
    AsyncReceiptVerifier,
    MemoryReplayGuard,
    ReceiptVerifier,
    VerifiedReceipt,
    verify_receipt,
    verify_receipt_async,
)

from .support.forgeries import Forgery, ed, es, forgeries, mirrored, right
from .support.receipts import (
    ISSUER,
    NOON,
    NOON_SECONDS,
    Verifier,
    a_key,
    a_receipt,
    claims,
    refusal_of,
)

KEYS = {"keys": [es.jwk, ed.jwk]}


@pytest.fixture(params=[None, "asyncio", "trio"], ids=["threads", "asyncio", "trio"])
def verifier(request: pytest.FixtureRequest) -> Verifier:
    return Verifier(request.param, keys=KEYS)


@pytest.mark.parametrize("key", [es, ed], ids=["ES256", "EdDSA"])
def test_a_receipt_tells_what_it_proves(verifier: Verifier, key: Any) -> None:
    assert verifier.verify(a_receipt(key)) == VerifiedReceipt(
        email="canary@example.com",
        purpose="sign-in",
        subject="subject-canary",
        audience="acme",
        verified_at=NOON,
        issued_at=NOON,
        expires_at=NOON + timedelta(minutes=5),
        id="jti-canary",
        nonce=None,
        test=False,
    )


@pytest.mark.parametrize(
    ("said", "checks"),
    [
        ({"purpose": "a.b_c-1"}, {"purpose": "a.b_c-1"}),
        ({"nonce": "n-1"}, {"nonce": "n-1"}),
        ({"nonce": "нонс 🔑".ljust(128, "!")}, {"nonce": "нонс 🔑".ljust(128, "!")}),
        ({"email": '"a\\:{}"@example.com'}, {}),
        ({"email": f"{'a' * 64}@{'b' * 185}.com"}, {}),
        ({"acr": "x", "amr": ["otp", "mca"], "act": {"sub": "s"}}, {}),
        ({"test": False}, {}),
        ({"nbf": NOON_SECONDS}, {}),
        ({"auth_time": NOON_SECONDS - 250}, {}),
        ({"auth_time": NOON_SECONDS - 90}, {"max_age": timedelta(minutes=1)}),
    ],
)
def test_a_receipt_is_believed(said: dict[str, Any], checks: dict[str, Any]) -> None:
    assert Verifier(keys=KEYS).verify(a_receipt(es, claims(**said)), **checks).audience == "acme"


@pytest.mark.parametrize("tolerance", [0, 30, 60])
def test_a_receipt_is_believed_from_its_first_second_to_its_last(tolerance: int) -> None:
    def judge(seconds: int) -> object:
        now = NOON + timedelta(seconds=seconds)
        clock_tolerance = timedelta(seconds=tolerance)
        return Verifier(keys=KEYS, now=lambda: now, clock_tolerance=clock_tolerance).verify(right)

    assert refusal_of(lambda: judge(-tolerance - 1)).reason == "NOT_YET"
    judge(-tolerance)
    judge(299 + tolerance)
    assert refusal_of(lambda: judge(300 + tolerance)).reason == "EXPIRED"


def test_a_receipt_for_tests_is_believed_where_that_is_wanted() -> None:
    receipt = a_receipt(es, claims(test=True))
    assert Verifier(keys=KEYS, allow_test=True).verify(receipt).test


def test_a_code_that_was_typed_too_long_ago_is_refused() -> None:
    receipt = a_receipt(es, claims(auth_time=NOON_SECONDS - 91))
    refusal = refusal_of(lambda: Verifier(keys=KEYS).verify(receipt, max_age=timedelta(minutes=1)))
    assert refusal.reason == "EXPIRED"


judge = Verifier(keys=KEYS)


@pytest.mark.parametrize("forgery", forgeries, ids=lambda forgery: forgery.name)
def test_a_forgery_is_refused(forgery: Forgery) -> None:
    refusal = refusal_of(lambda: judge.verify(forgery.receipt, **forgery.checks))
    assert refusal.reason == forgery.reason
    shown = "".join(traceback.format_exception(refusal)) + repr(vars(refusal))
    parts = [part for part in str(forgery.receipt).split(".") if len(part) > 8]
    assert not [part for part in ["canary@", "subject-canary", *parts[:5]] if part in shown]


def test_whatever_character_is_changed_the_receipt_is_refused() -> None:
    for at, character in enumerate(right):
        other = "B" if character == "A" else "A"
        changed = right[:at] + other + right[at + 1 :]
        refusal_of(lambda changed=changed: judge.verify(changed))  # type: ignore[misc]


def test_consume_is_asked_when_all_else_holds(verifier: Verifier) -> None:
    asked: list[tuple[str, datetime]] = []

    def consume(id: str, until: datetime) -> bool:  # noqa: A002
        asked.append((id, until))
        return True

    refusal_of(lambda: verifier.verify(a_receipt(a_key("es-1")), consume=consume))
    refusal_of(lambda: verifier.verify(right, consume=consume, purpose="other"))
    refusal_of(lambda: verifier.verify(right, consume=consume, nonce="other"))
    assert asked == []
    verifier.verify(right, consume=consume)
    assert asked == [("jti-canary", datetime(2026, 6, 1, 12, 6, tzinfo=timezone.utc))]


@pytest.mark.parametrize("answer", [False, None, 0, 1, "OK", object()])
def test_only_true_lets_in(verifier: Verifier, answer: object) -> None:
    refusal = refusal_of(lambda: verifier.verify(right, consume=lambda *_: answer))
    assert refusal.reason == "REPLAYED"


def test_what_consume_raises_comes_through(verifier: Verifier) -> None:
    def consume(id: str, until: datetime) -> bool:  # noqa: A002
        raise ConnectionError("the database is away")

    with pytest.raises(ConnectionError, match="the database is away"):
        verifier.verify(right, consume=consume)


def test_a_receipt_is_used_once_however_it_is_written(verifier: Verifier) -> None:
    guard = MemoryReplayGuard(now=lambda: NOON)
    verifier.verify(right, consume=guard)
    for again in (right, a_receipt(es), a_receipt(es, sign=mirrored)):
        verifier.verify(again)
        assert refusal_of(lambda again=again: verifier.verify(again, consume=guard)).reason == "REPLAYED"  # type: ignore[misc]


@pytest.mark.anyio
@pytest.mark.parametrize(("answer", "wanted"), [(True, None), (False, "REPLAYED")])
async def test_tasks_may_await_consume(answer: bool, wanted: str | None) -> None:
    async def consume(id: str, until: datetime) -> bool:  # noqa: A002
        return answer

    verifier = AsyncReceiptVerifier(ISSUER, "acme", keys=KEYS, now=lambda: NOON)
    if wanted is None:
        assert (await verifier.verify(right, consume=consume)).id == "jti-canary"
        return
    with pytest.raises(Exception, match=wanted):
        await verifier.verify(right, consume=consume)


def test_threads_may_not_forget_to_await_consume() -> None:
    async def consume(id: str, until: datetime) -> bool:  # noqa: A002
        return True

    verifier = ReceiptVerifier(ISSUER, "acme", keys=KEYS, now=lambda: NOON)
    with pytest.raises(TypeError, match="AsyncReceiptVerifier"):
        verifier.verify(right, consume=consume)  # type: ignore[arg-type]


def now_receipt() -> str:
    iat = int(datetime.now(timezone.utc).timestamp())
    return a_receipt(es, claims(auth_time=iat, iat=iat, exp=iat + 300))


def test_a_receipt_is_judged_in_one_call() -> None:
    assert verify_receipt(now_receipt(), issuer=ISSUER, audience="acme", keys=KEYS).id == "jti-canary"
    refusal = refusal_of(lambda: verify_receipt(right, issuer=ISSUER, audience="acme", keys=KEYS))
    assert refusal.reason == "EXPIRED"


@pytest.mark.anyio
async def test_a_receipt_is_judged_in_one_call_of_a_task() -> None:
    proven = await verify_receipt_async(now_receipt(), issuer=ISSUER, audience="acme", keys=KEYS)
    assert proven.email == "canary@example.com"


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"issuer": ""}, "issuer is missing"),
        ({"issuer": None}, "issuer must be a str"),
        ({"issuer": f"{ISSUER}/"}, "issuer ends with a slash"),
        ({"issuer": "nopass of acme"}, "issuer must start with https"),
        ({"issuer": "http://nopass.example"}, "issuer must start with https"),
        ({"audience": ""}, "audience is missing"),
        ({"audience": ["acme"]}, "audience must be a str"),
        ({"allow_test": "no"}, "allow_test must be a bool"),
        ({"clock_tolerance": 30}, "clock_tolerance must be a timedelta"),
        ({"clock_tolerance": timedelta(seconds=61)}, "clock_tolerance must be a minute at most"),
        ({"clock_tolerance": timedelta(seconds=-1)}, "clock_tolerance must not be negative"),
        ({"cooldown": timedelta(seconds=-1)}, "cooldown must not be negative"),
        ({"cache_for": 7}, "cache_for must be a timedelta"),
        ({"timeout": 0}, "timeout must be above 0"),
        ({"jwks_url": "ftp://localhost/keys"}, "jwks_url must start with https"),
        ({"jwks_url": "http://localhost.evil.example/keys"}, "jwks_url must start with https"),
        ({"jwks_url": "http://127.0.0.1.evil.example/keys"}, "jwks_url must start with https"),
        ({"jwks_url": "https://a:b@nopass.example/"}, "jwks_url has credentials"),
        ({"jwks_url": 7}, "jwks_url must be a str"),
        ({"jwks_url": "https://nopass.example", "keys": KEYS}, "keys and jwks_url exclude each other"),
        ({"keys": {"keys": []}}, "keys has no keys"),
        ({"keys": {"keys": ["k"]}}, "keys has something that is no key"),
        ({"keys": [es.jwk]}, "keys is no JWK set"),
        ({"keys": {"keys": [{**es.jwk, "d": "AA"}]}}, "keys has a private key"),
    ],
)
def test_a_verifier_that_cannot_work_is_not_made(options: dict[str, Any], wanted: str) -> None:
    with pytest.raises((TypeError, ValueError), match=wanted):
        ReceiptVerifier(**{"issuer": ISSUER, "audience": "acme", **options})


@pytest.mark.parametrize(
    ("checks", "wanted"),
    [
        ({"purpose": ""}, "purpose is missing"),
        ({"purpose": None}, "purpose must be a str"),
        ({"nonce": 7}, "nonce must be a str"),
        ({"max_age": 60}, "max_age must be a timedelta"),
        ({"consume": True}, "consume must be callable"),
    ],
)
def test_a_check_that_cannot_be_made_is_an_error(
    verifier: Verifier, checks: dict[str, Any], wanted: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=wanted):
        verifier.verify(right, **checks)


def test_a_verifier_keeps_to_itself_what_it_is_told() -> None:
    assert repr(ReceiptVerifier(ISSUER, "acme", keys=KEYS)) == f"ReceiptVerifier({ISSUER!r}, 'acme')"
