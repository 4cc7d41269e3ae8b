"""Judges a receipt in one call."""

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from .checks import UNSET, AsyncConsume, Consume, Unset, parse_checks
from .fetch_keys import fetch_keys
from .key_source import KeySource, StaticKeys
from .published_keys import PublishedKeys
from .trust import keys_url_of, parse_trust
from .verified import VerifiedReceipt
from .verifier import (
    CACHE_FOR,
    CLOCK_TOLERANCE,
    COOLDOWN,
    FETCH_TIMEOUT,
    utc_now,
    verify,
    verify_async,
)


def verify_receipt(
    receipt: str,
    *,
    issuer: str,
    audience: str,
    purpose: str = "sign-in",
    nonce: str | Unset | None = UNSET,
    max_age: timedelta | None = None,
    consume: Consume | None = None,
    jwks_url: str | None = None,
    keys: Mapping[str, Any] | None = None,
    allow_test: bool = False,
    clock_tolerance: timedelta = CLOCK_TOLERANCE,
) -> VerifiedReceipt:
    """Returns what a receipt proves, or raises a ReceiptError. The keys of each service are fetched once and kept.

    Whoever holds a receipt can show it: give ``consume`` where it must count once, and ``nonce`` where it must belong
    to the session that asked for the code. The arguments are those of ``ReceiptVerifier`` and its ``verify``.
    """
    trust = parse_trust(issuer, audience, allow_test=allow_test, clock_tolerance=clock_tolerance)
    source = _source_of(issuer, jwks_url, keys)
    checks = parse_checks(purpose, nonce, max_age, consume)
    return verify(receipt, trust, source, checks, consume, utc_now())


async def verify_receipt_async(
    receipt: str,
    *,
    issuer: str,
    audience: str,
    purpose: str = "sign-in",
    nonce: str | Unset | None = UNSET,
    max_age: timedelta | None = None,
    consume: AsyncConsume | None = None,
    jwks_url: str | None = None,
    keys: Mapping[str, Any] | None = None,
    allow_test: bool = False,
    clock_tolerance: timedelta = CLOCK_TOLERANCE,
) -> VerifiedReceipt:
    """Does what ``verify_receipt`` does, for asyncio and trio."""
    trust = parse_trust(issuer, audience, allow_test=allow_test, clock_tolerance=clock_tolerance)
    source = _source_of(issuer, jwks_url, keys)
    checks = parse_checks(purpose, nonce, max_age, consume)
    return await verify_async(receipt, trust, source, checks, consume, utc_now())


def _source_of(issuer: str, jwks_url: str | None, keys: Mapping[str, Any] | None) -> KeySource:
    """One key source for each address, so that all calls share its keys and its cool-down."""
    if keys is not None:
        if jwks_url is not None:
            raise ValueError("keys and jwks_url exclude each other")
        return StaticKeys(keys)
    url = keys_url_of(issuer, jwks_url)
    with _lock:
        if (known := _sources.get(url)) is not None:
            return known
        if len(_sources) >= _MOST_SOURCES:
            del _sources[next(iter(_sources))]
        source = PublishedKeys(
            lambda: fetch_keys(url, FETCH_TIMEOUT, None),
            timeout=FETCH_TIMEOUT,
            cache_for=CACHE_FOR,
            cooldown=COOLDOWN,
            now=utc_now,
        )
        _sources[url] = source
        return source


_lock = threading.Lock()
_sources: dict[str, PublishedKeys] = {}

_MOST_SOURCES: Final = 100
"""A program that makes up addresses must not fill the memory."""
