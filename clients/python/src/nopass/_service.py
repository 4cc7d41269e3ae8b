"""Where the service is, and as whom to call it."""

import math
import re
from collections.abc import Mapping

import httpx2

from ._version import __version__


class Service:
    """The address of a service and the API key for it, which nothing shows."""

    __slots__ = ("_api_key", "url")

    def __init__(self, url: str, api_key: str) -> None:
        self.url = _parse_url(url)
        self._api_key = _parse_api_key(api_key)

    def __repr__(self) -> str:
        return f"Service({self.url!r})"

    @property
    def api_key(self) -> str:
        return self._api_key

    def url_of(self, method: str) -> str:
        return f"{self.url}/nopass.v1.NoPassService/{method}"

    def headers(self, remaining: float) -> Mapping[str, str]:
        """What every request says of itself (https://connectrpc.com/docs/protocol)."""
        return {
            "authorization": f"Bearer {self._api_key}",
            "content-type": "application/json",
            "connect-protocol-version": "1",
            "connect-timeout-ms": str(max(1, math.ceil(remaining * 1000))),
            # Answers are under 4 KB: compressing one costs more than it saves.
            "accept-encoding": "identity",
            "user-agent": f"nopass-python/{__version__}",
        }


def _parse_api_key(api_key: str) -> str:
    """Checks that a text can be an API key.

    Said here without the text: a key with a line break from a file would otherwise fail deep in the HTTP client, with
    the key in the error.
    """
    if not isinstance(api_key, str):
        raise TypeError("api_key must be a str")
    if not api_key:
        raise ValueError("api_key is missing")
    if re.search(r"[^\x21-\x7e]", api_key):
        raise ValueError("api_key contains white space or a character beyond ASCII")
    if not api_key.startswith("np_"):
        raise ValueError("api_key does not start with np_")
    return api_key


def _parse_url(url: str) -> str:
    if not isinstance(url, str):
        raise TypeError("url must be a str")
    if not url:
        raise ValueError("url is missing")
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL:
        raise ValueError("url is not a URL") from None
    if parsed.scheme not in ("http", "https"):
        raise ValueError("url does not start with https:// or http://")
    if not parsed.host:
        raise ValueError("url has no host")
    if parsed.userinfo or parsed.query or "?" in url or "#" in url:
        raise ValueError("url has a part that does not belong there: credentials, a query or a fragment")
    return str(parsed).rstrip("/")
