"""Reads the parts of a receipt more strictly than libraries do."""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any


def parse_part(part: str) -> Mapping[str, Any] | None:
    """Reads a part of a receipt: the canonical base64url of one JSON object. Anything else is None.

    The libraries that do this forgive padding, white space, stray trailing bits and repeated names. Each of these lets
    one statement have two spellings, or two readers see two statements in one (RFC 7515 §4, §10.12).
    """
    octets = parse_base64url(part)
    if octets is None:
        return None
    try:
        # Decoded here: json.loads guesses the encoding of bytes, and forgives a byte order mark in UTF-8.
        value = json.loads(octets.decode("utf-8"), object_pairs_hook=_object_of, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def parse_base64url(part: str) -> bytes | None:
    """Decodes what is not empty, and what its own bytes would be written as."""
    if not part or not part.isascii():
        return None
    try:
        octets = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return None
    canonical = base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
    return octets if canonical == part else None


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands there twice")
    return members


def _refuse(constant: str) -> object:
    """NaN and Infinity are Python's, and no JSON (RFC 8259 §6)."""
    raise ValueError(constant)
