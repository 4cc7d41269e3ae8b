"""Whose receipts to believe."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import httpx2


@dataclass(frozen=True)
class Trust:
    """A trust that has been checked."""

    issuer: str
    audience: str
    allow_test: bool
    clock_tolerance: float
    """In seconds."""


def parse_trust(issuer: str, audience: str, *, allow_test: bool, clock_tolerance: timedelta) -> Trust:
    """Checks what a verifier is told. Raises a TypeError or ValueError for what cannot work."""
    for name, value in {"issuer": issuer, "audience": audience}.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} must be a str")
        if not value:
            raise ValueError(f"{name} is missing")
    if issuer.endswith("/"):
        raise ValueError("issuer ends with a slash, which no receipt's issuer does")
    if not isinstance(allow_test, bool):
        raise TypeError("allow_test must be a bool")
    tolerance = parse_duration("clock_tolerance", clock_tolerance)
    # The service publishes an old key for a minute after its last receipt has expired.
    if tolerance > _LARGEST_TOLERANCE:
        raise ValueError("clock_tolerance must be a minute at most")
    return Trust(issuer, audience, allow_test, tolerance.total_seconds())


_LARGEST_TOLERANCE: Final = timedelta(minutes=1)


def parse_duration(name: str, value: timedelta) -> timedelta:
    """Checks a duration that must not be negative."""
    if not isinstance(value, timedelta):
        raise TypeError(f"{name} must be a timedelta")
    if value < timedelta(0):
        raise ValueError(f"{name} must not be negative")
    return value


def keys_url_of(issuer: str, jwks_url: str | None) -> str:
    """Where the keys are: whoever can change the answer on its way can sign receipts, so it has to be encrypted."""
    name = "issuer" if jwks_url is None else "jwks_url"
    text = f"{issuer}/.well-known/jwks.json" if jwks_url is None else jwks_url
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a str")
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL:
        raise ValueError(f"{name} is not a URL") from None
    if url.userinfo:
        raise ValueError(f"{name} has credentials, which do not belong there")
    if not url.host or not (url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.host))):
        raise ValueError(f"{name} must start with https://, or with http:// on this machine")
    return str(url)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
