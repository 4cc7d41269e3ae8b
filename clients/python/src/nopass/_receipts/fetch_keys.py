"""Asks a service for its public keys."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import httpx2

from .._deadline import Deadline, TimeLeft
from .._version import __version__
from .keys import Jwk, parse_jwk_set


@dataclass(frozen=True)
class PublishedSet:
    """Keys as they were published, and for how long the service says they are good."""

    keys: Sequence[Jwk]
    max_age: timedelta | None


def fetch_keys(url: str, timeout: float, http_client: httpx2.Client | None) -> PublishedSet:
    """Reads no more than 64 KiB, follows no redirect, and raises an exception of whatever kind where it fails."""
    if http_client is not None:
        return _fetch(url, timeout, http_client)
    with httpx2.Client() as own:
        return _fetch(url, timeout, own)


def _fetch(url: str, timeout: float, http: httpx2.Client) -> PublishedSet:
    deadline = Deadline(timeout)
    with http.stream(
        "GET",
        url,
        headers={
            "accept": "application/json",
            "accept-encoding": "identity",
            "user-agent": f"nopass-python/{__version__}",
        },
        auth=None,
        follow_redirects=False,
        extensions={"timeout": TimeLeft(deadline)},
    ) as response:
        if response.status_code != 200:
            raise ValueError(f"the keys were answered with status {response.status_code}")
        if response.headers.get("content-encoding", "identity") != "identity":
            # Not asked for, and may unpack to a thousand times its size.
            raise ValueError("the keys are compressed")
        body = b""
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > _LONGEST_BODY:
                raise ValueError(f"the keys are longer than {_LONGEST_BODY} bytes")
            if deadline.remaining() <= 0:
                raise TimeoutError("the keys did not come in time")
        return PublishedSet(
            parse_jwk_set(json.loads(body)),
            _max_age_of(response.headers.get("cache-control", "")),
        )


_LONGEST_BODY: Final = 65_536
"""Some 200 keys."""


def _max_age_of(cache_control: str) -> timedelta | None:
    """RFC 9111 §5.2.2; ``no-store`` and ``no-cache`` ask for as little as possible."""
    if re.search(r"\bno-(store|cache)\b", cache_control, re.IGNORECASE):
        return timedelta(0)
    said = re.search(r'(?:^|[\s,])max-age="?([0-9]+)', cache_control, re.IGNORECASE)
    # More than a year is a year: some send more digits than a timedelta holds.
    return timedelta(seconds=min(int(said[1][:12]), 31_536_000)) if said else None
