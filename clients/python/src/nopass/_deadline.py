"""The instant at which a call gives up."""

import math
import time
from collections.abc import Iterator, Mapping
from typing import Final


class Deadline:
    """Counts down from when it is made."""

    __slots__ = ("_ends_at",)

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    def remaining(self) -> float:
        """How many seconds are left, 0 at least."""
        return max(0.0, self._ends_at - time.monotonic())


class TimeLeft(Mapping[str, float]):
    """A deadline as the ``timeout`` extension of a request.

    Read anew by each phase of the request (connect, write, read), so that they share the time that is left instead of
    having it each.
    """

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def __getitem__(self, phase: str) -> float:
        if phase not in _PHASES:
            raise KeyError(phase)
        # A socket takes 0 for "do not wait", which is another error than a timeout.
        return max(0.001, self._deadline.remaining())

    def __iter__(self) -> Iterator[str]:
        return iter(_PHASES)

    def __len__(self) -> int:
        return len(_PHASES)


_PHASES: Final = ("pool", "connect", "write", "read")


def parse_timeout(timeout: float) -> float:
    """Checks a number of seconds that a call may take."""
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)):
        raise TypeError("timeout must be a number of seconds")
    if not (0 < timeout <= _LONGEST) or math.isnan(timeout):
        raise ValueError(f"timeout must be above 0 and at most {_LONGEST} seconds")
    return float(timeout)


# A day: connect-timeout-ms has 10 digits at most.
_LONGEST: Final = 86_400
