"""The one error of calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Reason: TypeAlias = Literal[
    "REQUEST_INVALID",
    "EMAIL_INVALID",
    "KEY_UNKNOWN",
    "KEY_FORBIDDEN",
    "COOLING_DOWN",
    "ADDRESS_LIMITED",
    "ADDRESS_UNDELIVERABLE",
    "CALLER_LIMITED",
    "DELIVERY_FAILED",
    "DELIVERY_UNKNOWN",
    "STORE_UNAVAILABLE",
    "OVERLOADED",
    "CODE_REJECTED",
    "CHALLENGE_EXPIRED",
    "CHALLENGE_CLOSED",
    "CHALLENGE_UNKNOWN",
    "INTERNAL",
    "UNREACHABLE",
    "TIMEOUT",
    "CANCELED",
    "UNKNOWN",
]
"""Why a call did not succeed. All but the last four are the service's refusals, the same in every language:

- ``UNREACHABLE``: no answer of the service's, such as a refused or broken connection or a proxy's 502.
- ``TIMEOUT``: the call's deadline passed. A mail may have been sent, or a code judged.
- ``CANCELED``: the client was closed.
- ``UNKNOWN``: an answer that this version does not understand, such as a proxy's error page.
"""


@dataclass(frozen=True)
class Violation:
    """One field that broke its rule, named as in the proto file (``ttl``, ``client_ip``)."""

    field: str
    description: str


class NoPassError(Exception):
    """The one error that calls raise, whatever went wrong on the way: look at ``reason``.

    It can be logged whole. Its message is fixed for each reason, and the API key, the code and the address are struck
    out of everything that it carries. ``__cause__`` says what lay beneath.
    """

    reason: Reason

    retry_after: float | None
    """How many seconds to wait before the call can succeed, where the service said so."""

    attempts_left: int | None
    """With ``CODE_REJECTED``: how many more codes may be tried. At 0 the challenge is gone."""

    challenge_id: str | None
    """With ``DELIVERY_UNKNOWN``: where the code can be judged if it arrives after all."""

    violations: Sequence[Violation]
    """With ``REQUEST_INVALID``: every field that broke its rule."""

    def __init__(
        self,
        reason: Reason,
        *,
        retry_after: float | None = None,
        attempts_left: int | None = None,
        challenge_id: str | None = None,
        violations: Sequence[Violation] = (),
    ) -> None:
        # With the reason as its one argument the error can be pickled; the rest travels as its state.
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.attempts_left = attempts_left
        self.challenge_id = challenge_id
        self.violations = tuple(violations)

    def __str__(self) -> str:
        return f"{self.reason}: {_TEXTS[self.reason]}"


class Cause(Exception):
    """What lay beneath a NoPassError, in words without secrets.

    The errors of the HTTP client hold the request, with the API key and the code in it.
    """


_TEXTS: Final[Mapping[Reason, str]] = {
    "REQUEST_INVALID": "a field breaks its rule, see violations",
    "EMAIL_INVALID": "this is not an address that can be mailed",
    "KEY_UNKNOWN": "the API key is not one of this service's",
    "KEY_FORBIDDEN": "the API key must not be used like this",
    "COOLING_DOWN": "it is too soon after the last code sent to this address",
    "ADDRESS_LIMITED": "too many unredeemed codes were sent to this address",
    "ADDRESS_UNDELIVERABLE": "mail to this address bounced or was complained about",
    "CALLER_LIMITED": "the limit of the API key or of the network address is reached",
    "DELIVERY_FAILED": "the mail was not accepted, and nothing was charged",
    "DELIVERY_UNKNOWN": "the mail may or may not arrive, see challenge_id",
    "STORE_UNAVAILABLE": "the service cannot reach its database",
    "OVERLOADED": "the service has more calls than it can serve",
    "CODE_REJECTED": "the code is wrong, see attempts_left",
    "CHALLENGE_EXPIRED": "the challenge has expired",
    "CHALLENGE_CLOSED": "the challenge was redeemed or wiped before",
    "CHALLENGE_UNKNOWN": "the challenge is not one of this service's",
    "INTERNAL": "the service failed",
    "UNREACHABLE": "the service did not answer",
    "TIMEOUT": "the deadline passed before the service answered",
    "CANCELED": "the client was closed",
    "UNKNOWN": "the answer was not understood",
}

_OWN_REASONS: Final = frozenset({"UNREACHABLE", "TIMEOUT", "CANCELED", "UNKNOWN"})

REFUSALS: Final[Mapping[str, Reason]] = {reason: reason for reason in _TEXTS if reason not in _OWN_REASONS}
"""The reasons that the service gives, by their name on the wire."""
