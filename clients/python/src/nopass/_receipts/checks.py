"""What one receipt has to be about."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, TypeAlias

from .claims import Claims
from .error import ReceiptError
from .trust import parse_duration

Consume: TypeAlias = Callable[[str, datetime], bool]
"""Remembers that a receipt was accepted: True for the first who asks with this id, False for everybody after.

After the instant it may be forgotten: the receipt is refused by its age. It has to be one step for all processes, such
as an insert that fails when the id is there. Reading first and writing later lets two callers in.
"""

AsyncConsume: TypeAlias = Callable[[str, datetime], bool | Awaitable[bool]]
"""A Consume that may have to be awaited."""


class Unset(Enum):
    """Tells an argument that was left out from one that is None."""

    UNSET = "UNSET"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True)
class Checks:
    """The checks of one call, which have been checked themselves."""

    purpose: str
    nonce: str | Unset | None
    max_age: float | None

    def judge(self, claims: Claims, now: float, tolerance: float) -> None:
        """Judges what a genuine receipt is about."""
        # As auth_time is never after iat, it cannot be in the future either.
        if claims.iat > now + tolerance:
            raise ReceiptError("NOT_YET")
        if claims.purpose != self.purpose:
            raise ReceiptError("PURPOSE")
        if self.nonce is UNSET:
            # Who does not expect a nonce has no session to tell this one from another's.
            if claims.nonce is not None:
                raise ReceiptError("NONCE")
        elif not self.nonce or claims.nonce != self.nonce:
            raise ReceiptError("NONCE")
        if self.max_age is not None and claims.auth_time < now - tolerance - self.max_age:
            raise ReceiptError("EXPIRED")


def parse_checks(
    purpose: str, nonce: str | Unset | None, max_age: timedelta | None, consume: object
) -> Checks:
    """Reads the checks of one call. Raises a TypeError or ValueError for what cannot be checked."""
    if not isinstance(purpose, str):
        raise TypeError("purpose must be a str")
    if not purpose:
        raise ValueError("purpose is missing")
    if not (nonce is None or nonce is UNSET or isinstance(nonce, str)):
        raise TypeError("nonce must be a str")
    if consume is not None and not callable(consume):
        raise TypeError("consume must be callable")
    age = None if max_age is None else parse_duration("max_age", max_age).total_seconds()
    return Checks(purpose, nonce, age)
