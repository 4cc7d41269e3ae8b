"""Reads the details of a refusal (google/rpc/error_details.proto).

By hand, as three messages of four fields are not worth the protobuf runtime, whose versions conflict so easily.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ._error import Violation
from ._secrets import StrikeOut


@dataclass
class Details:
    """What a refusal says beside its code."""

    reason: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    retry_delay: float | None = None
    broken_rules: list[Violation] = field(default_factory=list)

    @property
    def attempts_left(self) -> int | None:
        text = self.metadata.get("attempts_left", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    @property
    def challenge_id(self) -> str | None:
        return self.metadata.get("challenge_id")

    def violations(self, strike_out: StrikeOut) -> tuple[Violation, ...]:
        return tuple(
            Violation(strike_out(each.field), strike_out(each.description)) for each in self.broken_rules
        )


def read_details(details: Iterable[tuple[str, bytes]]) -> Details:
    """Reads what is understood, and leaves out the rest: a later version may say more."""
    read = Details()
    for name, value in details:
        try:
            _read_detail(name, value, read)
        except _Malformed:
            continue
    return read


def _read_detail(name: str, value: bytes, into: Details) -> None:
    if name == "google.rpc.ErrorInfo" and into.reason is None:
        info = list(_fields(value))
        if _text(_last(info, 2)) == "nopass.v1":
            into.metadata = dict(_entry(each) for each in _all(info, 3))
            into.reason = _text(_last(info, 1))
    elif name == "google.rpc.RetryInfo" and into.retry_delay is None:
        delay = _last(list(_fields(value)), 1)
        if isinstance(delay, bytes):
            into.retry_delay = _seconds(delay)
    elif name == "google.rpc.BadRequest":
        for each in _all(list(_fields(value)), 1):
            violation = list(_fields(each))
            into.broken_rules.append(Violation(_text(_last(violation, 1)), _text(_last(violation, 2))))


class _Malformed(Exception):
    """Not what protobuf writes."""


def _seconds(duration: bytes) -> float:
    fields = list(_fields(duration))
    return _signed(_last(fields, 1)) + _signed(_last(fields, 2)) / 1e9


def _entry(entry: bytes) -> tuple[str, str]:
    fields = list(_fields(entry))
    return _text(_last(fields, 1)), _text(_last(fields, 2))


def _all(fields: list[tuple[int, int | bytes]], wanted: int) -> list[bytes]:
    return [value for number, value in fields if number == wanted and isinstance(value, bytes)]


def _last(fields: list[tuple[int, int | bytes]], wanted: int) -> int | bytes | None:
    return next((value for number, value in reversed(fields) if number == wanted), None)


def _text(value: int | bytes | None) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _signed(value: int | bytes | None) -> int:
    if not isinstance(value, int):
        return 0
    return value - 2**64 if value >= 2**63 else value


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yields the fields of a message by number (https://protobuf.dev/programming-guides/encoding)."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, wire_type = tag >> 3, tag & 7
        if wire_type == 0:
            value, at = _varint(message, at)
            yield number, value
            continue
        if wire_type == 2:
            length, at = _varint(message, at)
        elif wire_type in (1, 5):
            length = 8 if wire_type == 1 else 4
        else:
            raise _Malformed
        if at + length > len(message):
            raise _Malformed
        yield number, message[at : at + length]
        at += length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            raise _Malformed
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & (2**64 - 1), at
    raise _Malformed
