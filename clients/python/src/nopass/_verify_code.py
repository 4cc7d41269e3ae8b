"""VerifyCode in Python's terms."""

from dataclasses import dataclass, field
from datetime import datetime

from ._call import Call
from ._fields import Json, new_id, read_instant, read_text, text_of


@dataclass(frozen=True)
class VerifyCodeResponse:
    """What was proven. There is no answer for "not proven": that is a NoPassError."""

    email: str = field(repr=False)
    """The proven mailbox in its canonical form. Use this one, never one that came beside the code."""

    purpose: str
    """What ``send_code`` was called with. Compare it, so that a code for one thing does not open another."""

    verify_time: datetime
    """When the code was judged."""

    receipt: str = field(repr=False)
    """The same statement as a signed JWS, for a back end to check without asking the service."""

    receipt_expire_time: datetime
    """When the receipt stops being accepted."""

    known_device: str = field(repr=False)
    """Keep it on the end user's device, and send it with the next ``send_code`` for this address. It proves nothing."""

    test: bool
    """Whether nothing was mailed, and so nothing proven: the key is for tests, or the address is a test address."""


def verify_code_call(challenge_id: str, code: str, *, attempt_id: str | None) -> Call[VerifyCodeResponse]:
    """Puts a request on the wire's terms, with an attempt id in any case."""
    message = {
        "challengeId": text_of("challenge_id", challenge_id),
        "code": text_of("code", code),
        "attemptId": text_of("attempt_id", attempt_id) or new_id(),
    }
    return Call("VerifyCode", message, tuple(message.values()), _read)


def _read(answer: Json) -> VerifyCodeResponse:
    return VerifyCodeResponse(
        email=read_text(answer, "email", required=True),
        purpose=read_text(answer, "purpose"),
        verify_time=read_instant(answer, "verifyTime"),
        receipt=read_text(answer, "receipt"),
        receipt_expire_time=read_instant(answer, "receiptExpireTime"),
        known_device=read_text(answer, "knownDevice"),
        test=answer.get("test") is True,
    )
