import asyncio
from collections.abc import Iterable
from typing import Any, NamedTuple

import pytest

from nopass import AsyncReceiptVerifier, MemoryReplayGuard, ReceiptError, ReceiptVerifier
from nopass.middleware import AsgiReceiptMiddleware, WsgiReceiptMiddleware, receipt_of

from .support.receipts import ISSUER, NOON, KeyServer, a_key, a_receipt, claims

key = a_key("es-1")
right = a_receipt(key)
with_nonce = a_receipt(key, claims(nonce="n-1"))
SETTINGS: dict[str, Any] = {"issuer": ISSUER, "audience": "acme", "now": lambda: NOON}


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: str


class App:
    """An app whose only page greets by address, behind the middleware."""

    def __init__(self, kind: str, keys: dict[str, Any] | None = None, **options: Any) -> None:
        self.refusals: list[str] = []
        options = {"on_refused": self._refused, **options}
        settings = {**SETTINGS, **({"keys": {"keys": [key.jwk]}} if keys is None else keys)}
        self._asgi = AsgiReceiptMiddleware(asgi_page, verifier=AsyncReceiptVerifier(**settings), **options)
        self._wsgi = WsgiReceiptMiddleware(wsgi_page, verifier=ReceiptVerifier(**settings), **options)
        self.call = self._call_asgi if kind == "asgi" else self._call_wsgi

    def _refused(self, error: ReceiptError, request: object) -> None:
        self.refusals.append(error.reason)

    def _call_asgi(self, authorization: str | None = None, session: str | None = None) -> Answer:
        sent: list[dict[str, Any]] = []
        scope: dict[str, Any] = {"type": "http", "headers": [], "session": session}
        if authorization is not None:
            scope["headers"].append((b"authorization", authorization.encode()))

        async def receive() -> dict[str, Any]:
            return {"type": "http.request"}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(self._asgi(scope, receive, send))
        assert "nopass.receipt" not in scope
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], headers, sent[1]["body"].decode())

    def _call_wsgi(self, authorization: str | None = None, session: str | None = None) -> Answer:
        started: list[Any] = []
        environ: dict[str, Any] = {"session": session}
        if authorization is not None:
            environ["HTTP_AUTHORIZATION"] = authorization
        body = b"".join(self._wsgi(environ, lambda *said: started.extend(said)))
        assert "nopass.receipt" not in environ
        return Answer(int(started[0][:3]), dict(started[1]), body.decode())


async def asgi_page(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": receipt_of(scope).email.encode()})


def wsgi_page(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [receipt_of(environ).email.encode()]


@pytest.fixture(params=["asgi", "wsgi"])
def kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER "])
def test_who_shows_a_receipt_is_let_in(kind: str, scheme: str) -> None:
    assert App(kind).call(f"{scheme} {right}") == Answer(200, {}, "canary@example.com")


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        right,
        f"Basic {right}",
        f"Bearer {right} {right}",
        f"Bearer {right}, Bearer {right}",
        f"Bearer {a_receipt(a_key('es-1'))}",
        "Bearer np_live_sk_canary",
        f"Bearer {a_receipt(key, claims(purpose='other'))}",
    ],
)
def test_everybody_else_is_told_the_same(kind: str, authorization: str | None) -> None:
    app = App(kind)
    answer = app.call(authorization)
    assert (answer.status, answer.body) == (401, '{"error":"receipt_refused"}')
    assert answer.headers == {
        "content-type": "application/json",
        "cache-control": "no-store",
        "content-length": "27",
        "www-authenticate": "Bearer",
    }
    assert len(app.refusals) == 1


def test_the_log_is_told_why(kind: str) -> None:
    app = App(kind, purpose="delete-account")
    app.call(f"Bearer {right}")
    assert app.refusals == ["PURPOSE"]


def test_nobody_has_to_prove_their_mailbox_again_while_the_keys_cannot_be_had(kind: str) -> None:
    answer = App(kind, {"http_client": KeyServer({"kid": "other"}).http}).call(f"Bearer {right}")
    assert answer.status == 401
    broken = KeyServer()
    broken.answer = lambda: (_ for _ in ()).throw(OSError("away"))
    answer = App(kind, {"http_client": broken.http}).call(f"Bearer {right}")
    assert (answer.status, answer.body) == (503, '{"error":"receipt_keys_unavailable"}')
    assert answer.headers["retry-after"] == "5"


def test_a_receipt_lets_in_once_with_consume(kind: str) -> None:
    app = App(kind, consume=MemoryReplayGuard(now=lambda: NOON))
    assert [app.call(f"Bearer {right}").status for _ in range(3)] == [200, 401, 401]


def test_a_receipt_lets_in_only_with_the_nonce_of_the_session(kind: str) -> None:
    app = App(kind, nonce=lambda request: request["session"])
    assert app.call(f"Bearer {with_nonce}", "n-1").status == 200
    assert app.call(f"Bearer {with_nonce}", "n-2").status == 401
    assert app.call(f"Bearer {with_nonce}").status == 401
    assert app.call(f"Bearer {right}").status == 401


def test_a_nonce_may_be_awaited() -> None:
    async def nonce(scope: Any) -> str:
        return "n-1"

    assert App("asgi", nonce=nonce).call(f"Bearer {with_nonce}").status == 200


def test_what_the_database_raises_comes_through(kind: str) -> None:
    def consume(id: str, until: object) -> bool:  # noqa: A002
        raise OSError("away")

    with pytest.raises(OSError, match="away"):
        App(kind, consume=consume).call(f"Bearer {right}")


def test_a_request_that_no_middleware_has_seen_has_no_receipt() -> None:
    for request in ({}, {"nopass.receipt": {"email": "eve@example.com"}}):
        with pytest.raises(RuntimeError, match="no receipt middleware"):
            receipt_of(request)


def test_two_authorizations_are_none() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    header = (b"Authorization", f"Bearer {right}".encode())
    app = AsgiReceiptMiddleware(
        asgi_page, verifier=AsyncReceiptVerifier(**SETTINGS, keys={"keys": [key.jwk]})
    )
    asyncio.run(app({"type": "http", "headers": [header, header]}, nothing, send))
    asyncio.run(app({"type": "http", "headers": [header]}, nothing, send))
    assert [message["status"] for message in sent[::2]] == [401, 200]


async def nothing() -> dict[str, Any]:
    return {"type": "websocket.connect"}


@pytest.mark.parametrize(("token", "wanted"), [(right, "accepted"), ("forged", "closed 1008")])
def test_a_websocket_needs_a_receipt_too(token: str, wanted: str) -> None:
    seen: list[str] = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        assert receipt_of(scope).id == "jti-canary"
        seen.append("accepted")

    async def send(message: Any) -> None:
        seen.append(f"closed {message['code']}")

    app = AsgiReceiptMiddleware(page, verifier=AsyncReceiptVerifier(**SETTINGS, keys={"keys": [key.jwk]}))
    headers = [(b"authorization", f"Bearer {token}".encode())]
    asyncio.run(app({"type": "websocket", "headers": headers}, nothing, send))
    assert seen == [wanted]


def test_the_start_of_a_server_needs_none() -> None:
    seen: list[str] = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    app = AsgiReceiptMiddleware(page, verifier=AsyncReceiptVerifier(**SETTINGS))
    asyncio.run(app({"type": "lifespan"}, nothing, nothing))  # type: ignore[arg-type]
    assert seen == ["lifespan"]
