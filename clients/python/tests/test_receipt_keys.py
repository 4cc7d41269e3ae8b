import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import anyio
import httpx2
import pytest

from nopass import AsyncReceiptVerifier, VerifiedReceipt

from .support.receipts import (
    ISSUER,
    Clock,
    Key,
    KeyServer,
    Verifier,
    a_key,
    a_receipt,
    claims,
    key_set,
    refusal_of,
    settle,
)

first, second = a_key("k-1"), a_key("k-2", "EdDSA")


class BackEnd:
    """A back end on a day that passes only when it is told to, and is shown receipts of that very second."""

    def __init__(self, **options: Any) -> None:
        self.server = KeyServer(first.jwk)
        self.clock = Clock()
        self.verifier = Verifier(http_client=self.server.http, now=self.clock, **options)

    @property
    def asked(self) -> int:
        settle()
        return len(self.server.asked)

    def pass_time(self, **duration: float) -> None:
        settle()
        self.clock.pass_time(**duration)

    def receipt(self, key: Key, kid: str | None = None) -> str:
        iat = int(self.clock().timestamp())
        header = {**key.header, "kid": kid or key.header["kid"]}
        return a_receipt(key, claims(auth_time=iat, iat=iat, exp=iat + 300), header=header)

    def show(self, key: Key, kid: str | None = None) -> VerifiedReceipt:
        return self.verifier.verify(self.receipt(key, kid))

    def reason(self, key: Key, kid: str | None = None) -> str:
        return refusal_of(lambda: self.show(key, kid)).reason


def test_keys_are_fetched_once_for_many_threads() -> None:
    back_end = BackEnd()
    slow = back_end.server.answer
    back_end.server.answer = lambda: time.sleep(0.05) or slow()  # type: ignore[func-returns-value]
    with ThreadPoolExecutor(50) as threads:
        list(threads.map(lambda _: back_end.show(first), range(200)))
    assert back_end.asked == 1


@pytest.mark.anyio
async def test_keys_are_fetched_once_for_many_tasks_and_nobody_is_held_up() -> None:
    server, clock = KeyServer(first.jwk), Clock()
    answer, asked, ticked = server.answer, threading.Event(), threading.Event()

    def slow() -> Any:
        asked.set()
        assert ticked.wait(10), "everybody waits for the keys"
        return answer()

    async def tick() -> None:
        await anyio.to_thread.run_sync(asked.wait, 10)
        ticked.set()

    server.answer = slow
    verifier = AsyncReceiptVerifier(ISSUER, "acme", http_client=server.http, now=clock)
    async with anyio.create_task_group() as judges:
        for _ in range(100):
            judges.start_soon(verifier.verify, a_receipt(first))
        # Needs a thread, of which there are fewer than judges.
        judges.start_soon(tick)
    assert len(server.asked) == 1


def test_keys_are_asked_for_where_they_are_said_to_be_and_nothing_is_told() -> None:
    back_end, elsewhere = BackEnd(), BackEnd(jwks_url="https://keys.example/a?b=c")
    back_end.show(first)
    elsewhere.show(first)
    requests = [*back_end.server.asked, *elsewhere.server.asked]
    assert [str(request.url) for request in requests] == [
        f"{ISSUER}/.well-known/jwks.json",
        "https://keys.example/a?b=c",
    ]
    assert all(request.method == "GET" and not request.content for request in requests)
    assert not {"authorization", "cookie"} & {name for request in requests for name in request.headers}


def test_keys_can_be_rotated_and_no_receipt_is_refused() -> None:
    back_end = BackEnd()
    # Publish the next key, sign with it, withdraw the old one when its receipts are over.
    sets = [[first], [first, second], [second, first], [second]]
    signers = [first, first, second, second]
    for step in range(1000):
        phase = step // 250
        back_end.server.answer = key_set(*(key.jwk for key in sets[phase]))
        if step % 250 < 20 and phase == 2:
            back_end.show(first)
        back_end.show(signers[phase])
        back_end.pass_time(seconds=2)
    assert back_end.asked < 10


def test_an_unknown_key_is_asked_for_at_once() -> None:
    back_end = BackEnd()
    back_end.show(first)
    back_end.server.answer = key_set(second.jwk)
    back_end.pass_time(seconds=31)
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(lambda _: back_end.show(second), range(50)))
    assert back_end.asked == 2
    assert back_end.reason(first) == "KEY_UNKNOWN"


def test_unknown_keys_are_asked_for_once_in_a_cool_down() -> None:
    back_end = BackEnd()
    back_end.show(first)
    for tick in range(90):
        for name in range(5):
            assert back_end.reason(first, f"{tick}-{name}") == "KEY_UNKNOWN"
        back_end.show(first)
        back_end.pass_time(seconds=1)
    assert back_end.asked == 3


def test_what_is_no_receipt_asks_for_nothing() -> None:
    back_end = BackEnd()
    for text in ("", "a.b.c", a_receipt(first, header={**first.header, "jku": "https://evil.example"})):
        assert refusal_of(lambda text=text: back_end.verifier.verify(text)).reason == "MALFORMED"  # type: ignore[misc]
    assert back_end.asked == 0


@pytest.mark.parametrize(
    ("cache_control", "kept"),
    [
        (None, timedelta(minutes=5)),
        ("public, max-age=600", timedelta(minutes=10)),
        ("max-age=99999999999999999", timedelta(hours=1)),
        ("max-age=0", timedelta(seconds=30)),
        ("no-store", timedelta(seconds=30)),
        ("s-maxage=900", timedelta(minutes=5)),
        ("max-age=soon", timedelta(minutes=5)),
    ],
)
def test_keys_are_kept_as_the_service_says(cache_control: str | None, kept: timedelta) -> None:
    back_end = BackEnd()
    headers = {"cache-control": cache_control} if cache_control else {}
    back_end.server.answer = key_set(first.jwk, headers=headers)
    back_end.show(first)
    back_end.pass_time(seconds=kept.total_seconds() - 0.001)
    back_end.show(first)
    assert back_end.asked == 1
    back_end.pass_time(seconds=0.001)
    back_end.show(first)
    assert back_end.asked == 2


def test_keys_are_kept_as_the_back_end_says_but_not_when_the_clock_was_set_back() -> None:
    back_end = BackEnd(cache_for=timedelta(minutes=2))
    back_end.show(first)
    back_end.pass_time(minutes=2)
    back_end.show(first)
    assert back_end.asked == 2
    back_end.pass_time(minutes=-10)
    back_end.show(first)
    assert back_end.asked == 3


release = threading.Event()


@pytest.fixture(autouse=True)
def _released() -> Iterator[None]:
    """Lets go of the threads that wait for a service which does not answer."""
    release.clear()
    yield
    release.set()
    settle()


def failing() -> httpx2.Response:
    raise httpx2.ConnectError("nobody is there")


def hanging() -> httpx2.Response:
    release.wait(10)
    return failing()


def endless() -> httpx2.Response:
    def chunks() -> Iterator[bytes]:
        while True:
            yield b"x" * 1024

    return httpx2.Response(200, content=chunks())


OUTAGES: dict[str, Callable[[], httpx2.Response]] = {
    "as it cannot be reached": failing,
    "and answers 500": lambda: httpx2.Response(500, json={}),
    "and answers 404 with keys": lambda: httpx2.Response(404, json={"keys": [second.jwk]}),
    "and redirects": lambda: httpx2.Response(302, headers={"location": "https://evil.example/keys"}),
    "and answers a page": lambda: httpx2.Response(200, text="<html>canary</html>"),
    "and answers nothing": lambda: httpx2.Response(200),
    "and answers JSON of another kind": lambda: httpx2.Response(200, json={"keys": "none"}),
    "and answers a list": lambda: httpx2.Response(200, json=[first.jwk]),
    "and answers keys that are none": lambda: httpx2.Response(200, json={"keys": [None, "k-1"]}),
    "and answers half a set": lambda: httpx2.Response(200, text='{"keys":[{"kty":"EC"'),
    "and answers 64 KiB and more": lambda: httpx2.Response(
        200, json={"keys": [first.jwk], "x": "x" * 65_536}
    ),
    "and answers without end": endless,
    "and compresses": lambda: httpx2.Response(200, headers={"content-encoding": "gzip"}),
    "and answers nothing in time": hanging,
}
outages = pytest.mark.parametrize("answer", OUTAGES.values(), ids=OUTAGES.keys())


@outages
def test_while_the_service_is_away_receipts_are_judged_by_its_last_keys(
    answer: Callable[[], httpx2.Response],
) -> None:
    back_end = BackEnd(timeout=1 if answer is hanging else 30)
    back_end.show(first)
    back_end.server.answer = answer
    back_end.clock.pass_time(minutes=6)
    back_end.show(first)
    assert len(back_end.server.asked) == 2
    refusal = refusal_of(lambda: back_end.show(second))
    assert refusal.reason == "KEYS_UNAVAILABLE"
    assert isinstance(refusal.__cause__, Exception)
    assert back_end.reason(a_key("k-1")) == "SIGNATURE"


@outages
def test_while_the_service_is_away_nothing_is_believed_that_was_never_known(
    answer: Callable[[], httpx2.Response],
) -> None:
    back_end = BackEnd(timeout=1 if answer is hanging else 30)
    back_end.server.answer = answer
    with ThreadPoolExecutor(10) as threads:
        reasons = set(threads.map(lambda _: back_end.reason(first), range(10)))
    assert reasons == {"KEYS_UNAVAILABLE"}
    assert len(back_end.server.asked) == 1
    back_end.server.answer = key_set(first.jwk)
    back_end.clock.pass_time(seconds=1)
    back_end.show(first)
    assert len(back_end.server.asked) == 2


def test_the_last_keys_are_good_for_a_day() -> None:
    back_end = BackEnd()
    back_end.show(first)
    back_end.server.answer = failing
    back_end.pass_time(minutes=5)
    for _ in range(5, 24 * 60):
        back_end.show(first)
        back_end.show(first)
        back_end.pass_time(minutes=1)
    assert back_end.asked == 1 + 24 * 60 - 5
    assert back_end.reason(first) == "KEYS_UNAVAILABLE"


def test_only_the_first_receipt_waits_for_a_service_that_is_away() -> None:
    back_end = BackEnd(timeout=1.0)
    back_end.show(first)
    back_end.server.answer = hanging
    back_end.clock.pass_time(minutes=6)
    start = time.monotonic()
    back_end.show(first)
    assert time.monotonic() - start > 0.9
    back_end.clock.pass_time(minutes=1)
    start = time.monotonic()
    back_end.show(first)
    assert time.monotonic() - start < 0.9
    back_end.clock.pass_time(minutes=1)
    back_end.show(first)
    assert len(back_end.server.asked) == 4


def test_a_service_that_comes_back_is_believed_again() -> None:
    back_end = BackEnd()
    back_end.show(first)
    back_end.server.answer = failing
    back_end.pass_time(minutes=6)
    back_end.show(first)
    back_end.server.answer = key_set(second.jwk)
    back_end.pass_time(seconds=30)
    back_end.show(second)
    assert back_end.reason(first) == "KEY_UNKNOWN"


def test_keys_that_came_too_late_are_not_believed() -> None:
    back_end = BackEnd(timeout=0.05)
    late = threading.Event()

    def answer() -> httpx2.Response:
        late.wait(5)
        return key_set(second.jwk)()

    back_end.server.answer = answer
    assert back_end.reason(first) == "KEYS_UNAVAILABLE"
    late.set()
    settle()
    assert back_end.reason(second) == "KEYS_UNAVAILABLE"
