"""Reads what the Connect protocol answers (https://connectrpc.com/docs/protocol)."""

import base64
import binascii
import json
import re
import time
from collections.abc import Mapping
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

from ._call import Call
from ._details import Details, read_details
from ._error import REFUSALS, Cause, NoPassError, Reason
from ._fields import Json, NotUnderstood
from ._outcome import LONGEST_ANSWER, Answer, Late, Lost, Outcome
from ._secrets import StrikeOut

T = TypeVar("T")


def read_outcome(call: Call[T], outcome: Outcome, strike_out: StrikeOut) -> T | NoPassError:
    """Returns what was answered, or the error to raise, which holds none of the call's secrets."""
    if isinstance(outcome, Answer):
        return _read_answer(call, outcome, strike_out)
    if isinstance(outcome, Lost):
        return _caused(NoPassError("UNREACHABLE"), strike_out(outcome.why))
    return NoPassError("TIMEOUT" if isinstance(outcome, Late) else "CANCELED")


def _read_answer(call: Call[T], answer: Answer, strike_out: StrikeOut) -> T | NoPassError:
    body = _json_object(answer)
    if answer.status != 200:
        return _read_refusal(answer, body or {}, strike_out)
    try:
        if len(answer.body) > LONGEST_ANSWER:
            raise NotUnderstood(f"the answer is longer than {LONGEST_ANSWER} bytes")
        if body is None or _type_of(answer) != "application/json":
            raise NotUnderstood("the answer is no JSON object")
        return call.read(body)
    except NotUnderstood as error:
        return _caused(NoPassError("UNKNOWN"), str(error))


def _read_refusal(answer: Answer, body: Json, strike_out: StrikeOut) -> NoPassError:
    code = body.get("code")
    if not isinstance(code, str) or code not in _CODES:
        # Not the service's words, but those of something on the way.
        code = _CODES_OF_STATUS.get(answer.status, "unknown")
    details = read_details(_binary_details(body))
    failure = NoPassError(
        _reason_of(details, code),
        retry_after=_retry_after_of(details, answer.headers),
        attempts_left=details.attempts_left,
        challenge_id=details.challenge_id,
        violations=details.violations(strike_out),
    )
    message = body.get("message")
    said = f": {strike_out(message)}" if isinstance(message, str) else ""
    return _caused(failure, f"{answer.status} {code}{said}")


def _reason_of(details: Details, code: str) -> Reason:
    if details.reason is not None:
        return REFUSALS.get(details.reason, "UNKNOWN")
    # The service says all of its other refusals with an ErrorInfo.
    return _REASONS_OF_CODE.get(code, "UNKNOWN")


_CODES: Final = frozenset(
    {
        "canceled",
        "unknown",
        "invalid_argument",
        "deadline_exceeded",
        "not_found",
        "already_exists",
        "permission_denied",
        "resource_exhausted",
        "failed_precondition",
        "aborted",
        "out_of_range",
        "unimplemented",
        "internal",
        "unavailable",
        "data_loss",
        "unauthenticated",
    }
)

_CODES_OF_STATUS: Final[Mapping[int, str]] = {
    400: "internal",
    401: "unauthenticated",
    403: "permission_denied",
    404: "unimplemented",
    429: "unavailable",
    502: "unavailable",
    503: "unavailable",
    504: "unavailable",
}

_REASONS_OF_CODE: Final[Mapping[str, Reason]] = {
    "deadline_exceeded": "TIMEOUT",
    "unavailable": "UNREACHABLE",
    "canceled": "UNREACHABLE",
}


def _type_of(answer: Answer) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def _json_object(answer: Answer) -> Json | None:
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _binary_details(body: Json) -> list[tuple[str, bytes]]:
    details = body.get("details")
    read: list[tuple[str, bytes]] = []
    for detail in details if isinstance(details, list) else ():
        if not isinstance(detail, dict):
            continue
        name, value = detail.get("type"), detail.get("value")
        if isinstance(name, str) and isinstance(value, str):
            try:
                # Connect leaves the padding out, and allows it.
                padded = value.rstrip("=") + "=" * (-len(value.rstrip("=")) % 4)
                read.append((name, base64.b64decode(padded, validate=True)))
            except (binascii.Error, ValueError):
                continue
    return read


def _retry_after_of(details: Details, headers: Mapping[str, str]) -> float | None:
    if details.retry_delay is not None:
        return max(0.0, details.retry_delay)
    header = headers.get("retry-after", "").strip()
    # RFC 9110 §10.2.3: a number of seconds, or a date.
    if re.fullmatch(r"[0-9]{1,9}", header):
        return float(header)
    try:
        date = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError):
        return None
    at = date if date.tzinfo is not None else date.replace(tzinfo=timezone.utc)
    return max(0.0, at.timestamp() - time.time())


def _caused(error: NoPassError, why: str) -> NoPassError:
    error.__cause__ = Cause(why)
    return error
