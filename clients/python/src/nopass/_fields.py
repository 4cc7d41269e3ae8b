"""Reads the fields of requests and answers."""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]
"""An object of JSON that nobody has looked into yet."""


class NotUnderstood(ValueError):
    """Says what is wrong with an answer. Nothing of the answer is in it."""


def text_of(name: str, value: str | None) -> str:
    """Reads an optional text field of a request.

    A code that is a number has lost its leading zeros, and the service's own error would come too late.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str")
    return value


def new_id() -> str:
    """Makes an id that nobody can guess: 128 bits of chance as 22 characters of base64url."""
    return secrets.token_urlsafe(16)


def duration_of(name: str, value: timedelta | None) -> str:
    """Writes a duration as the JSON of protobuf has it."""
    if value is None:
        return ""
    if not isinstance(value, timedelta):
        raise TypeError(f"{name} must be a timedelta")
    ms = round(value / timedelta(milliseconds=1))
    seconds, rest = divmod(abs(ms), 1000)
    return f"{'-' if ms < 0 else ''}{seconds}.{rest:03d}s"


def read_text(answer: Json, name: str, *, required: bool = False) -> str:
    """Reads a text of an answer. As in protobuf, an empty one may be left out."""
    value = answer.get(name, "")
    if not isinstance(value, str) or (required and not value):
        raise NotUnderstood(f"the answer has no {name}")
    return value


def read_instant(answer: Json, name: str) -> datetime:
    """Reads an instant that the service always sends (RFC 3339, with up to nine digits of a second)."""
    match = _INSTANT.fullmatch(read_text(answer, name))
    if match is None:
        raise NotUnderstood(f"the answer has no {name}")
    date, fraction = match.groups(default="")
    try:
        instant = datetime.strptime(date, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    except ValueError:
        raise NotUnderstood(f"the answer has no {name}") from None
    return instant.replace(microsecond=int(fraction.ljust(6, "0")[:6]))


_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z", re.ASCII)
