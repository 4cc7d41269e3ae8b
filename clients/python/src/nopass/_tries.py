"""How a call is tried, without a network: the clients do what it asks for, each in its own way."""

import random
from collections.abc import Generator
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

from ._call import Call
from ._connect import read_outcome
from ._deadline import Deadline
from ._error import NoPassError, Reason
from ._outcome import Outcome
from ._secrets import StrikeOut

T = TypeVar("T")


@dataclass(frozen=True)
class Post:
    """Asks for one try."""


@dataclass(frozen=True)
class Pause:
    """Asks for a wait between two tries."""

    seconds: float


Step: TypeAlias = Post | Pause

Tries: TypeAlias = Generator[Step, Outcome | None, T]
"""Yields what is to be done, is sent what came of it, and returns the answer or raises a NoPassError."""


def tries_of(call: Call[T], strike_out: StrikeOut, deadline: Deadline, max_retries: int) -> Tries[T]:
    """Tries until it succeeds, is refused for good, has used up its retries, or could not wait before the deadline.

    Waits for as long as the service asked, and longer by an amount that doubles and is left to chance ("full jitter"),
    so that callers that failed together do not come back together.
    """
    retries = 0
    while True:
        outcome = yield Post()
        if outcome is None:
            raise TypeError("a Post is answered with an Outcome")
        result = read_outcome(call, outcome, strike_out)
        if not isinstance(result, NoPassError):
            return result
        jitter = _CHANCE.uniform(0, min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**retries))
        seconds = (result.retry_after or 0.0) + jitter
        is_hopeless = result.reason not in _SAFE_TO_REPEAT or retries >= max_retries
        if is_hopeless or seconds >= deadline.remaining():
            raise result
        retries += 1
        if (interruption := (yield Pause(seconds))) is not None:
            interrupted = read_outcome(call, interruption, strike_out)
            if isinstance(interrupted, NoPassError):
                raise interrupted


_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 2.0

_CHANCE: Final = random.SystemRandom()
"""The system's, as processes that were forked from one share the state of any other."""

_SAFE_TO_REPEAT: Final[frozenset[Reason]] = frozenset(
    {"UNREACHABLE", "STORE_UNAVAILABLE", "OVERLOADED", "DELIVERY_FAILED"}
)
"""Only what charged nothing, or is answered as the first time by its id.

DELIVERY_UNKNOWN is neither: the mail may be on its way, and a second one would only confuse its reader.
"""


def parse_max_retries(max_retries: int) -> int:
    """Checks a number of retries."""
    if isinstance(max_retries, bool) or not isinstance(max_retries, int):
        raise TypeError("max_retries must be an int")
    if max_retries < 0:
        raise ValueError("max_retries must be 0 or more")
    return max_retries
