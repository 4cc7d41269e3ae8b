"""Proves that a person controls a mailbox: mails a one-time code and judges what comes back.

``NoPass`` and ``AsyncNoPass`` call a service; ``verify_receipt`` checks what it signed without asking it.
"""

from ._async_client import AsyncNoPass
from ._client import NoPass
from ._error import NoPassError, Reason, Violation
from ._receipts.checks import AsyncConsume, Consume
from ._receipts.error import ReceiptError, ReceiptReason
from ._receipts.replay_guard import MemoryReplayGuard
from ._receipts.verified import VerifiedReceipt
from ._receipts.verifier import AsyncReceiptVerifier, ReceiptVerifier
from ._receipts.verify_receipt import verify_receipt, verify_receipt_async
from ._send_code import SendCodeResponse
from ._verify_code import VerifyCodeResponse
from ._version import __version__

__all__ = [
    "AsyncConsume",
    "AsyncNoPass",
    "AsyncReceiptVerifier",
    "Consume",
    "MemoryReplayGuard",
    "NoPass",
    "NoPassError",
    "Reason",
    "ReceiptError",
    "ReceiptReason",
    "ReceiptVerifier",
    "SendCodeResponse",
    "VerifiedReceipt",
    "VerifyCodeResponse",
    "Violation",
    "__version__",
    "verify_receipt",
    "verify_receipt_async",
]
