"""A memory of receipts."""

import threading
from collections.abc import Callable
from datetime import datetime, timezone


class MemoryReplayGuard:
    """A ``consume`` that accepts each receipt once in this process, until it is restarted: keep one for all calls.

    Several processes, or one that must not forget, need a database. When it is full it raises: to forget a receipt
    early would let it in again.
    """

    def __init__(
        self,
        *,
        capacity: int = 100_000,
        now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        """``capacity`` is how many receipts are remembered: by default some 20 MB, enough for 250 a second."""
        if isinstance(capacity, bool) or not isinstance(capacity, int):
            raise TypeError("capacity must be an int")
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self._capacity = capacity
        self._now = now
        self._lock = threading.Lock()
        self._until: dict[str, datetime] = {}

    def __call__(self, id: str, until: datetime) -> bool:  # noqa: A002
        now = self._now()
        with self._lock:
            # The oldest come first. One that ends early behind one that ends late waits for it, a few minutes at most.
            while self._until:
                oldest = next(iter(self._until))
                if self._until[oldest] > now:
                    break
                del self._until[oldest]
            if id in self._until:
                return False
            if len(self._until) >= self._capacity:
                raise RuntimeError("the replay guard is full, use a database")
            self._until[id] = until
            return True
