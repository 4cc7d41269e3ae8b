"""What every receipt says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from .compact_form import CompactForm
from .error import ReceiptError
from .strict_json import parse_part
from .trust import Trust


@dataclass(frozen=True)
class Claims:
    """The claims of a receipt, in the words of JWT (RFC 7519). Times in seconds since the epoch."""

    aud: str
    sub: str
    email: str
    purpose: str
    auth_time: int
    iat: int
    exp: int
    jti: str
    nonce: str | None
    test: bool


def read_claims(form: CompactForm, trust: Trust, now: float) -> Claims:
    """Reads the claims of a receipt whose signature holds, by whom and for whom it has to be."""
    said = parse_part(form.claims)
    if said is None:
        raise ReceiptError("MALFORMED")
    if not said.keys() >= _REQUIRED:
        raise ReceiptError("CLAIMS")
    # Text by text: RFC 7519 §4.1.3 allows a list for aud, and one that has us and others in it would be good in two
    # places.
    if said["iss"] != trust.issuer:
        raise ReceiptError("ISSUER")
    if said["aud"] != trust.audience:
        raise ReceiptError("AUDIENCE")
    _check_times(said, now, trust.clock_tolerance)
    claims = _parse_claims(said)
    if claims.test and not trust.allow_test:
        raise ReceiptError("TEST")
    return claims


_REQUIRED: Final = frozenset(
    {
        "iss",
        "aud",
        "sub",
        "email",
        "email_verified",
        "purpose",
        "amr",
        "auth_time",
        "iat",
        "exp",
        "jti",
    }
)


def _check_times(said: Mapping[str, Any], now: float, tolerance: float) -> None:
    # RFC 7519 §4.1.5: the service sends no nbf, but where there is one it holds.
    times = [said["iat"], said["exp"], said.get("nbf", 0)]
    if not all(_is_integer(time) for time in times):
        raise ReceiptError("CLAIMS")
    _, exp, nbf = times
    if nbf > now + tolerance:
        raise ReceiptError("NOT_YET")
    if exp <= now - tolerance:
        raise ReceiptError("EXPIRED")


def _parse_claims(said: Mapping[str, Any]) -> Claims:
    sub, email, purpose, jti = said["sub"], said["email"], said["purpose"], said["jti"]
    auth_time, iat, exp = said["auth_time"], said["iat"], said["exp"]
    amr, nonce, test = said["amr"], said.get("nonce"), said.get("test", False)
    if not (
        _is_text(sub)
        and _is_text(email)
        and "@" in email
        and said["email_verified"] is True
        and _is_text(purpose)
        and isinstance(amr, list)
        and "otp" in amr
        and _is_integer(auth_time)
        and 0 <= auth_time <= iat < exp <= iat + _LONGEST_LIFE
        and _is_text(jti)
        and ("nonce" not in said or _is_text(nonce))
        and isinstance(test, bool)
    ):
        raise ReceiptError("CLAIMS")
    return Claims(said["aud"], sub, email, purpose, auth_time, iat, exp, jti, nonce, test)


_LONGEST_LIFE: Final = 300
"""The service's promise, in seconds. A longer life would outlast the memory of those who accept each receipt once."""


def _is_text(value: object) -> TypeGuard[str]:
    if not isinstance(value, str) or not 0 < len(value) <= 256:
        return False
    # Half of a surrogate pair is written in JSON by an escape, and in nothing else.
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _is_integer(value: object) -> TypeGuard[int]:
    # A bool is an int to Python.
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53
