"""The middleware in real frameworks, on real servers."""

import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.validate import validator

import flask
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from nopass import AsyncReceiptVerifier, MemoryReplayGuard, ReceiptVerifier
from nopass.middleware import AsgiReceiptMiddleware, WsgiReceiptMiddleware, receipt_of

from .support.receipts import ISSUER, NOON, a_key, a_receipt, claims

key = a_key("es-1")
right = a_receipt(key)
TRUST: dict[str, Any] = {
    "issuer": ISSUER,
    "audience": "acme",
    "now": lambda: NOON,
    "keys": {"keys": [key.jwk]},
}

Options = dict[str, Any]


@contextmanager
def starlette_on_uvicorn(options: Options) -> Iterator[str]:
    async def delete_account(request: Request) -> PlainTextResponse:
        return PlainTextResponse(receipt_of(request.scope).email)

    async def welcome(request: Request) -> PlainTextResponse:
        return PlainTextResponse("welcome")

    if options.pop("nonced", False):
        options["nonce"] = lambda scope: dict(scope["headers"]).get(b"x-session", b"").decode() or None
    middleware = Middleware(AsgiReceiptMiddleware, verifier=AsyncReceiptVerifier(**TRUST), **options)
    routes = [
        Route("/account", delete_account, methods=["DELETE"], middleware=[middleware]),
        Route("/", welcome),
    ]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="critical", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def flask_on_wsgiref(options: Options) -> Iterator[str]:
    app = flask.Flask(__name__)

    @app.delete("/account")
    def delete_account() -> str:
        return receipt_of(flask.request.environ).email

    if options.pop("nonced", False):
        options["nonce"] = lambda environ: environ.get("HTTP_X_SESSION")
    guarded = WsgiReceiptMiddleware(app.wsgi_app, verifier=ReceiptVerifier(**TRUST), **options)
    # The validator stands on both sides of the middleware, and raises where PEP 3333 is broken.
    with make_server("127.0.0.1", 0, validator(guarded), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


Serve = Callable[[Options], Any]


@pytest.fixture(params=[starlette_on_uvicorn, flask_on_wsgiref])
def serve(request: pytest.FixtureRequest) -> Serve:
    found: Serve = request.param
    return found


def delete(url: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"{url}/account", method="DELETE", headers=named)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode(), {}
    except urllib.error.HTTPError as error:
        with error:
            shown = {name.lower(): value for name, value in error.headers.items()}
            return error.code, error.read().decode(), shown


def test_who_shows_a_receipt_is_let_in(serve: Serve) -> None:
    with serve({}) as url:
        assert delete(url, Authorization=f"Bearer {right}")[:2] == (200, "canary@example.com")


def test_everybody_else_is_told_the_same(serve: Serve) -> None:
    reasons: list[str] = []
    with serve({"on_refused": lambda error, request: reasons.append(error.reason)}) as url:
        for headers in (
            {},
            {"Authorization": right},
            {"Authorization": f"Bearer {a_receipt(a_key('es-1'))}"},
            {"nopass.receipt": right},
        ):
            status, body, shown = delete(url, **headers)
            assert (status, json.loads(body)) == (401, {"error": "receipt_refused"})
            assert (shown["www-authenticate"], shown["cache-control"]) == ("Bearer", "no-store")
    assert reasons == ["MALFORMED", "MALFORMED", "SIGNATURE", "MALFORMED"]


def test_a_receipt_lets_in_once_and_only_with_the_nonce_of_the_session(serve: Serve) -> None:
    bearer = f"Bearer {a_receipt(key, claims(nonce='n-1'))}"
    with serve({"nonced": True, "consume": MemoryReplayGuard(now=lambda: NOON)}) as url:
        assert delete(url, Authorization=bearer)[0] == 401
        assert delete(url, Authorization=bearer, X_Session="n-2")[0] == 401
        assert delete(url, Authorization=bearer, X_Session="n-1")[0] == 200
        assert delete(url, Authorization=bearer, X_Session="n-1")[0] == 401


def test_other_pages_need_no_receipt() -> None:
    with starlette_on_uvicorn({}) as url, urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.read() == b"welcome"
