"""The words of the conformance cases, and those of this package."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from doers import Json

from nopass import NoPassError, ReceiptError


class NotOffered(Exception):
    """Nobody is there to lose patience: the thread that calls waits for the answer."""

    reason = "NOT_OFFERED"


def as_it_is(value: object) -> object:
    return value


def from_ms(value: float) -> timedelta:
    return timedelta(milliseconds=value)


def seconds(value: float) -> float:
    return value / 1000


Renames: TypeAlias = Mapping[str, tuple[str, Callable[[Any], object]]]

client_options: Renames = {"timeoutMs": ("timeout", seconds), "maxRetries": ("max_retries", as_it_is)}

request_fields: Renames = {
    "email": ("email", as_it_is),
    "ttlMs": ("ttl", from_ms),
    "locale": ("locale", as_it_is),
    "purpose": ("purpose", as_it_is),
    "nonce": ("nonce", as_it_is),
    "idempotencyKey": ("idempotency_key", as_it_is),
    "challengeId": ("challenge_id", as_it_is),
    "clientIp": ("client_ip", as_it_is),
    "knownDevice": ("known_device", as_it_is),
    "stranger": ("stranger", as_it_is),
    "code": ("code", as_it_is),
    "attemptId": ("attempt_id", as_it_is),
}

trust_options: Renames = {
    "issuer": ("issuer", as_it_is),
    "audience": ("audience", as_it_is),
    "jwksUrl": ("jwks_url", as_it_is),
    "allowTest": ("allow_test", as_it_is),
}

check_options: Renames = {"purpose": ("purpose", as_it_is), "nonce": ("nonce", as_it_is)}


def renamed(values: Json, names: Renames) -> dict[str, Any]:
    pairs = ((names[name], value) for name, value in values.items())
    return {name: convert(value) for (name, convert), value in pairs}


def timeout_of(command: Json) -> dict[str, float]:
    return {"timeout": seconds(command["timeoutMs"])} if "timeoutMs" in command else {}


def to_ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


def refusal_of(error: Exception) -> Json:
    if isinstance(error, NoPassError):
        wait = error.retry_after
        return {
            "reason": error.reason,
            "retryAfterMs": None if wait is None else round(wait * 1000),
            "attemptsLeft": error.attempts_left,
            "challengeId": error.challenge_id,
            "violations": [vars(violation) for violation in error.violations],
        }
    reason = (
        error.reason if isinstance(error, (ReceiptError, NotOffered)) else f"{type(error).__name__}: {error}"
    )
    nothing: Json = {"retryAfterMs": None, "attemptsLeft": None, "challengeId": None, "violations": []}
    return {"reason": reason, **nothing}
