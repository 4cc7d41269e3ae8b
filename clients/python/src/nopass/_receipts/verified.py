"""What a receipt proves."""

from dataclasses import dataclass, field
from datetime import datetime, timezone

from .claims import Claims


@dataclass(frozen=True)
class VerifiedReceipt:
    """At ``verified_at``, somebody who can read the mail of ``email`` typed the code."""

    email: str = field(repr=False)
    """The proven mailbox in its canonical form. Use this one, never one that came beside the receipt."""

    purpose: str

    subject: str = field(repr=False)
    """A pseudonym of the address for this tenant. It changes with the service's keys: match accounts by ``email``."""

    audience: str
    """The tenant."""

    verified_at: datetime
    issued_at: datetime
    expires_at: datetime

    id: str = field(repr=False)
    """The same for every receipt of one proof. Count uses by it: a receipt's text can be changed, and stay valid."""

    nonce: str | None = field(repr=False)

    test: bool
    """Whether it was made with a test key or for a test address. Only ever true with ``allow_test``."""


def to_verified_receipt(claims: Claims) -> VerifiedReceipt:
    return VerifiedReceipt(
        email=claims.email,
        purpose=claims.purpose,
        subject=claims.sub,
        audience=claims.aud,
        verified_at=_instant(claims.auth_time),
        issued_at=_instant(claims.iat),
        expires_at=_instant(claims.exp),
        id=claims.jti,
        nonce=claims.nonce,
        test=claims.test,
    )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)
