"""The one error of receipts."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

ReceiptReason: TypeAlias = Literal[
    "MALFORMED",
    "KEY_UNKNOWN",
    "SIGNATURE",
    "ISSUER",
    "AUDIENCE",
    "PURPOSE",
    "NONCE",
    "EXPIRED",
    "NOT_YET",
    "CLAIMS",
    "TEST",
    "REPLAYED",
    "KEYS_UNAVAILABLE",
]
"""Why a receipt is not believed. All but one are the receipt's fault, and final:

- ``MALFORMED``: not a receipt at all, or not exactly of the form that the service gives it.
- ``KEY_UNKNOWN``, ``SIGNATURE``: not signed with a key of the issuer's, or changed since.
- ``ISSUER``, ``AUDIENCE``: of another service, or for another tenant.
- ``PURPOSE``, ``NONCE``: for another thing, or for another session.
- ``EXPIRED``, ``NOT_YET``: too old, or dated in the future, which a wrong clock on this side brings about as well.
- ``CLAIMS``: does not say what every receipt says.
- ``TEST``: made with a test key or for a test address, and proves nothing.
- ``REPLAYED``: accepted before.
- ``KEYS_UNAVAILABLE``: nothing is known of the receipt, as the service's keys cannot be had. Try again later.
"""


class ReceiptError(Exception):
    """The error that a receipt is refused with: look at ``reason``.

    It can be logged whole. Its message is fixed for each reason, and nothing of the receipt is in it: ``__cause__`` is
    there with ``KEYS_UNAVAILABLE`` only, and tells of the request for the keys.
    """

    reason: ReceiptReason

    def __init__(self, reason: ReceiptReason) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.reason}: {_TEXTS[self.reason]}"


_TEXTS: Final[Mapping[ReceiptReason, str]] = {
    "MALFORMED": "this is not a receipt",
    "KEY_UNKNOWN": "the receipt was not signed with a key of the issuer",
    "SIGNATURE": "the signature of the receipt is wrong",
    "ISSUER": "the receipt is from another service",
    "AUDIENCE": "the receipt is for another tenant",
    "PURPOSE": "the receipt is for another purpose",
    "NONCE": "the receipt is for another session",
    "EXPIRED": "the receipt is too old",
    "NOT_YET": "the receipt is dated in the future",
    "CLAIMS": "the receipt does not say what a receipt says",
    "TEST": "the receipt is for tests, and proves nothing",
    "REPLAYED": "the receipt was used before",
    "KEYS_UNAVAILABLE": "the keys of the issuer cannot be had, see __cause__",
}
