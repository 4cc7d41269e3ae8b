"""SendCode in Python's terms."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from ._call import Call
from ._fields import Json, duration_of, new_id, read_instant, read_text, text_of


@dataclass(frozen=True)
class SendCodeResponse:
    """Where the code can be judged, and until when."""

    challenge_id: str = field(repr=False)
    """Keep it where only the person who asked can use it: whoever has it can use up the attempts."""

    expire_time: datetime
    """When the code stops being accepted."""

    resend_time: datetime
    """When the next code can be sent to this address at the earliest."""

    code_length: int
    """How many characters the code has, so that no form hard-codes six."""

    code_alphabet: Literal["digits", "base32"]
    """``digits``: 0 to 9. ``base32``: digits and letters, for which a numeric keyboard is not enough."""


def send_code_call(
    email: str | None,
    *,
    ttl: timedelta | None,
    locale: str | None,
    purpose: str | None,
    nonce: str | None,
    idempotency_key: str | None,
    challenge_id: str | None,
    client_ip: str | None,
    known_device: str | None,
    stranger: bool,
) -> Call[SendCodeResponse]:
    """Puts a request on the wire's terms, with an idempotency key in any case."""
    if not isinstance(stranger, bool):
        raise TypeError("stranger must be a bool")
    texts = {
        "email": text_of("email", email),
        "nonce": text_of("nonce", nonce),
        "idempotencyKey": text_of("idempotency_key", idempotency_key) or new_id(),
        "challengeId": text_of("challenge_id", challenge_id),
        "clientIp": text_of("client_ip", client_ip),
        "knownDevice": text_of("known_device", known_device),
    }
    message = {
        **texts,
        "ttl": duration_of("ttl", ttl),
        "locale": text_of("locale", locale),
        "purpose": text_of("purpose", purpose),
        "stranger": stranger,
    }
    return Call("SendCode", message, tuple(texts.values()), _read)


def _read(answer: Json) -> SendCodeResponse:
    code_length = answer.get("codeLength", 0)
    return SendCodeResponse(
        challenge_id=read_text(answer, "challengeId", required=True),
        expire_time=read_instant(answer, "expireTime"),
        resend_time=read_instant(answer, "resendTime"),
        code_length=code_length if isinstance(code_length, int) else 0,
        # A form for base32 takes digits too, so it is right for an alphabet that this version does not know.
        code_alphabet="digits" if answer.get("codeAlphabet") == "CODE_ALPHABET_DIGITS" else "base32",
    )
