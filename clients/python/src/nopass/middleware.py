"""Lets in requests with a good receipt, as middleware of ASGI and WSGI.

The receipt is expected in ``Authorization: Bearer``, and never in the URL: URLs are logged, and receipts are secrets.
One that is refused is answered 401 whatever the reason, and 503 while the service's keys cannot be had.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import timedelta
from inspect import isawaitable
from typing import Any, Final, TypeAlias

from ._receipts.checks import UNSET, AsyncConsume, Consume
from ._receipts.error import ReceiptError
from ._receipts.verified import VerifiedReceipt
from ._receipts.verifier import AsyncReceiptVerifier, ReceiptVerifier

__all__ = ["AsgiReceiptMiddleware", "WsgiReceiptMiddleware", "receipt_of"]

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[..., Any]
WsgiApp: TypeAlias = Callable[[Environ, StartResponse], Iterable[bytes]]


def receipt_of(request: Mapping[str, Any]) -> VerifiedReceipt:
    """Returns the receipt that a request was let in with: of its ASGI scope or its WSGI environ.

    Raises a RuntimeError where no middleware is before.
    """
    receipt = request.get(_PLACE)
    if not isinstance(receipt, VerifiedReceipt):
        raise RuntimeError("no receipt middleware ran for this request")
    return receipt


class AsgiReceiptMiddleware:
    """Lets in HTTP requests and WebSockets with a good receipt, for which ``receipt_of(scope)`` has it."""

    def __init__(
        self,
        app: AsgiApp,
        *,
        verifier: AsyncReceiptVerifier,
        purpose: str = "sign-in",
        nonce: Callable[[Scope], str | Awaitable[str | None] | None] | None = None,
        max_age: timedelta | None = None,
        consume: AsyncConsume | None = None,
        on_refused: Callable[[ReceiptError, Scope], None] | None = None,
    ) -> None:
        """``nonce`` finds the nonce of the session that asked for the code; without one, the receipt is refused.

        ``on_refused`` is told why, for a log: the answer does not say it. The rest is as in ``AsyncReceiptVerifier``.
        """
        self._app = app
        self._verifier = verifier
        self._purpose = purpose
        self._nonce = nonce
        self._max_age = max_age
        self._consume = consume
        self._on_refused = on_refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        try:
            receipt = await self._verify(scope)
        except ReceiptError as error:
            if self._on_refused is not None:
                self._on_refused(error, scope)
            await _refuse_asgi(scope, _refusal_of(error), receive, send)
            return
        # A copy: what else sees this scope was not let in by us.
        await self._app({**scope, _PLACE: receipt}, receive, send)

    async def _verify(self, scope: Scope) -> VerifiedReceipt:
        found = UNSET if self._nonce is None else self._nonce(scope)
        nonce = await found if isawaitable(found) else found
        headers = [value for name, value in scope["headers"] if name.lower() == b"authorization"]
        return await self._verifier.verify(
            _bearer_of(headers[0].decode("latin-1") if len(headers) == 1 else ""),
            purpose=self._purpose,
            nonce=nonce,
            max_age=self._max_age,
            consume=self._consume,
        )


class WsgiReceiptMiddleware:
    """Lets in requests with a good receipt, for which ``receipt_of(environ)`` has it."""

    def __init__(
        self,
        app: WsgiApp,
        *,
        verifier: ReceiptVerifier,
        purpose: str = "sign-in",
        nonce: Callable[[Environ], str | None] | None = None,
        max_age: timedelta | None = None,
        consume: Consume | None = None,
        on_refused: Callable[[ReceiptError, Environ], None] | None = None,
    ) -> None:
        """``nonce`` finds the nonce of the session that asked for the code; without one, the receipt is refused.

        ``on_refused`` is told why, for a log: the answer does not say it. The rest is as in ``ReceiptVerifier``.
        """
        self._app = app
        self._verifier = verifier
        self._purpose = purpose
        self._nonce = nonce
        self._max_age = max_age
        self._consume = consume
        self._on_refused = on_refused

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            receipt = self._verifier.verify(
                _bearer_of(environ.get("HTTP_AUTHORIZATION", "")),
                purpose=self._purpose,
                nonce=UNSET if self._nonce is None else self._nonce(environ),
                max_age=self._max_age,
                consume=self._consume,
            )
        except ReceiptError as error:
            if self._on_refused is not None:
                self._on_refused(error, environ)
            refusal = _refusal_of(error)
            start_response(refusal.status, list(refusal.headers.items()))
            return [refusal.body]
        return self._app({**environ, _PLACE: receipt}, start_response)


_PLACE: Final = "nopass.receipt"
"""Beside the headers (``HTTP_…``), so that nothing but the middleware can put a receipt there."""


def _bearer_of(authorization: str) -> str:
    # What has no receipt has an empty one, which is refused like any other.
    match = re.fullmatch(r"Bearer +(\S+)", authorization, re.IGNORECASE)
    return match[1] if match else ""


@dataclass(frozen=True)
class _Refusal:
    status: str
    headers: Mapping[str, str]
    body: bytes


def _refusal(status: str, error: str, header: tuple[str, str]) -> _Refusal:
    body = json.dumps({"error": error}, separators=(",", ":")).encode()
    headers = {
        "content-type": "application/json",
        "cache-control": "no-store",
        "content-length": str(len(body)),
        header[0]: header[1],
    }
    return _Refusal(status, headers, body)


# RFC 9110 §11.6.1: a 401 names a way in.
_REFUSED: Final = _refusal("401 Unauthorized", "receipt_refused", ("www-authenticate", "Bearer"))

# A 401 would have people prove their mailbox again, for nothing.
_UNAVAILABLE: Final = _refusal("503 Service Unavailable", "receipt_keys_unavailable", ("retry-after", "5"))


def _refusal_of(error: ReceiptError) -> _Refusal:
    return _UNAVAILABLE if error.reason == "KEYS_UNAVAILABLE" else _REFUSED


async def _refuse_asgi(scope: Scope, refusal: _Refusal, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        # A close before an accept is answered 403, or with what the server makes of it.
        await receive()
        await send({"type": "websocket.close", "code": 1008 if refusal is _REFUSED else 1013})
        return
    headers = [(name.encode(), value.encode()) for name, value in refusal.headers.items()]
    status = int(refusal.status[:3])
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": refusal.body})
