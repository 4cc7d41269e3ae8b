"""The keys that a service publishes, as they come and go."""

import math
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from datetime import datetime, timedelta
from typing import Final, TypeAlias, cast

import anyio

from .compact_form import Algorithm
from .error import ReceiptError
from .fetch_keys import PublishedSet
from .keys import Jwk, PublicKey, find_key

Fetch: TypeAlias = Callable[[], PublishedSet]
Clock: TypeAlias = Callable[[], datetime]


class PublishedKeys:
    """Trusts the keys that the service publishes, and keeps them. It is safe to share between threads.

    A key that is not among them is asked for once, so that a new one is known at once, and not again for a cool-down:
    anybody can make up key names. When the service cannot be reached its last keys stay good for a day, so that its
    rest is not everybody's.
    """

    def __init__(
        self,
        fetch: Fetch,
        *,
        timeout: float,
        cache_for: timedelta,
        cooldown: timedelta,
        now: Clock,
    ) -> None:
        self._fetch = fetch
        self._timeout = timeout
        self._cache_for = cache_for.total_seconds()
        self._cooldown = cooldown.total_seconds()
        self._clock = now
        self._lock = threading.Lock()
        self._keys: Sequence[Jwk] = ()
        self._asking: Future[None] | None = None
        self._asked_at = -math.inf
        self._received_at = -math.inf
        self._lifetime = 0.0
        self._failure: Exception | None = None

    def find(self, algorithm: Algorithm, key_id: str) -> PublicKey:
        search = self._search(algorithm, key_id)
        while True:
            try:
                self._await(next(search))
            except StopIteration as end:
                return cast("PublicKey", end.value)

    async def find_async(self, algorithm: Algorithm, key_id: str) -> PublicKey:
        search = self._search(algorithm, key_id)
        while True:
            try:
                asking = next(search)
            except StopIteration as end:
                return cast("PublicKey", end.value)
            await self._await_async(asking)

    def _search(self, algorithm: Algorithm, key_id: str) -> Generator[Future[None], None, PublicKey]:
        """Yields what has to be waited for."""
        asking = self._ask_unless(self._is_fresh)
        # After a failure nobody has to wait for the next one while there are keys.
        if asking is not None and (self._failure is None or not self._is_usable()):
            yield asking
        if not self._is_usable():
            raise ReceiptError("KEYS_UNAVAILABLE") from self._failure
        keys = self._keys
        try:
            return find_key(keys, algorithm, key_id)
        except ReceiptError as error:
            if error.reason != "KEY_UNKNOWN":
                raise
        asking = self._ask_unless(lambda: self._keys is not keys)
        if asking is not None:
            yield asking
        if self._failure is not None:
            # The service may know the key by now, and cannot be asked.
            raise ReceiptError("KEYS_UNAVAILABLE") from self._failure
        return find_key(self._keys, algorithm, key_id)

    def _ask_unless(self, needless: Callable[[], bool]) -> "Future[None] | None":
        """Starts to ask, or joins those who do, unless it is needless or too soon. One asks at a time."""
        with self._lock:
            if needless():
                return None
            if self._asking is not None and not self._has_passed(self._timeout, self._asked_at):
                return self._asking
            if not self._may_ask():
                return None
            asking: Future[None] = Future()
            self._asking = asking
            self._asked_at = self._now()
        # A daemon: a service that does not answer must not keep the process from exiting.
        threading.Thread(target=self._ask, args=(asking,), name="nopass-keys", daemon=True).start()
        return asking

    def _ask(self, asking: "Future[None]") -> None:
        try:
            published = self._fetch()
        except Exception as failure:
            self._settle(asking, failure)
        else:
            self._settle(asking, published)

    def _await(self, asking: "Future[None]") -> None:
        try:
            asking.result(self._timeout)
        except FutureTimeoutError:  # another class than TimeoutError before Python 3.11
            self._give_up(asking)

    async def _await_async(self, asking: "Future[None]") -> None:
        # Looks again and again. A thread for each that waits would take those that the program has for other things.
        pause = 0.001
        with anyio.move_on_after(self._timeout):
            while not asking.done():
                await anyio.sleep(pause)
                pause = min(2 * pause, 0.05)
        if not asking.done():
            self._give_up(asking)

    def _give_up(self, asking: "Future[None]") -> None:
        # Not the request's own timeout, which is a failure that settles it, but a resolver that takes its time.
        self._settle(asking, TimeoutError("the keys did not come in time"))

    def _settle(self, asking: "Future[None]", outcome: PublishedSet | Exception) -> None:
        with self._lock:
            # One that was given up has been settled, and what it brings is too old to trust.
            if asking.done():
                return
            if isinstance(outcome, Exception):
                self._failure = outcome
            elif self._asking is asking:
                said = self._cache_for if outcome.max_age is None else outcome.max_age.total_seconds()
                self._keys = outcome.keys
                self._received_at = self._asked_at
                self._lifetime = min(_LONGEST_CACHE, max(self._cooldown, said))
                self._failure = None
            if self._asking is asking:
                self._asking = None
            asking.set_result(None)

    def _may_ask(self) -> bool:
        pause = self._cooldown if self._is_usable() else min(self._cooldown, _PAUSE_WITHOUT_KEYS)
        return self._has_passed(pause, self._asked_at)

    def _is_fresh(self) -> bool:
        return not self._has_passed(self._lifetime, self._received_at)

    def _is_usable(self) -> bool:
        return not self._has_passed(_LONGEST_OUTAGE, self._received_at)

    def _now(self) -> float:
        return self._clock().timestamp()

    def _has_passed(self, seconds: float, since: float) -> bool:
        """Whether so much time has passed. A clock that was set back counts as if it had."""
        passed = self._now() - since
        return passed >= seconds or passed < 0


_PAUSE_WITHOUT_KEYS: Final = 1.0
_LONGEST_CACHE: Final = 3_600.0
_LONGEST_OUTAGE: Final = 24 * 3_600.0
