"""What came of one try."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias


@dataclass(frozen=True)
class Answer:
    """Somebody answered: the service, or a proxy before it."""

    status: int

    headers: Mapping[str, str] = field(repr=False)
    """By lower-case name."""

    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Lost:
    """Nobody answered. Why, in words that may hold secrets."""

    why: str = field(repr=False)


@dataclass(frozen=True)
class Late:
    """The deadline passed first."""


@dataclass(frozen=True)
class Closed:
    """The client was closed meanwhile."""


Outcome: TypeAlias = Answer | Lost | Late | Closed

LONGEST_ANSWER: Final = 65_536
"""Bytes of an answer that are read. The service's are under 4 KB: a longer one is not the service's."""
