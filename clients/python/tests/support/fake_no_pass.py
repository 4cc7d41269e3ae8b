"""A service that keeps to a script, and remembers what it was asked."""

import base64
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Received:
    """A call as it arrived."""

    path: str
    headers: Mapping[str, str]
    message: Mapping[str, Any]
    at: float


Answer: TypeAlias = Callable[["Handler"], None]
"""One scripted answer; the last of a script is given again for ever."""


@dataclass
class FakeNoPass:
    url: str
    calls: list[Received] = field(default_factory=list)
    connections: int = 0

    keys: Sequence[Mapping[str, Any]] = ()
    """What is published at ``/.well-known/jwks.json``."""

    def messages(self) -> list[Mapping[str, Any]]:
        return [call.message for call in self.calls]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    fake: FakeNoPass
    script: Sequence[Answer]

    def setup(self) -> None:
        super().setup()
        self.fake.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.script[min(len(self.fake.calls), len(self.script) - 1)]
        self.fake.calls.append(Received(self.path, headers, json.loads(body), time.monotonic()))
        answer(self)

    def do_GET(self) -> None:
        published = self.path == "/.well-known/jwks.json"
        say({"keys": self.fake.keys} if published else {}, 200 if published else 404)(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def fake_no_pass(*script: Answer) -> Iterator[FakeNoPass]:
    """Runs a fake service for one test."""
    fake = FakeNoPass("")
    handler = type("Scripted", (Handler,), {"fake": fake, "script": script})
    server = Server(("127.0.0.1", 0), handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def say(
    body: object, status: int = 200, headers: Mapping[str, str] | None = None, after: float = 0
) -> Answer:
    """Answers with JSON, or with bytes as they are."""
    octets = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(handler: Handler) -> None:
        time.sleep(after)
        handler.send_response(status)
        said = {"content-type": "application/json", "content-length": str(len(octets)), **(headers or {})}
        for name, value in said.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(octets)

    return answer


SENT = {
    "challengeId": "nc1_challenge",
    "expireTime": "2026-06-01T12:05:00.250Z",
    "resendTime": "2026-06-01T12:00:30.250Z",
    "codeLength": 6,
    "codeAlphabet": "CODE_ALPHABET_DIGITS",
}
PROVEN = {
    "email": "ada@example.com",
    "purpose": "sign-in",
    "verifyTime": "2026-06-01T12:00:00.250Z",
    "receipt": "header.claims.signature",
    "receiptExpireTime": "2026-06-01T12:05:00Z",
    "knownDevice": "nd1_device",
}
code_sent = say(SENT)
code_right = say(PROVEN)

CODES = {
    "REQUEST_INVALID": ("invalid_argument", 400),
    "EMAIL_INVALID": ("invalid_argument", 400),
    "KEY_UNKNOWN": ("unauthenticated", 401),
    "KEY_FORBIDDEN": ("permission_denied", 403),
    "COOLING_DOWN": ("resource_exhausted", 429),
    "ADDRESS_LIMITED": ("resource_exhausted", 429),
    "ADDRESS_UNDELIVERABLE": ("failed_precondition", 400),
    "CALLER_LIMITED": ("resource_exhausted", 429),
    "DELIVERY_FAILED": ("unavailable", 503),
    "DELIVERY_UNKNOWN": ("unavailable", 503),
    "STORE_UNAVAILABLE": ("unavailable", 503),
    "OVERLOADED": ("unavailable", 503),
    "CODE_REJECTED": ("permission_denied", 403),
    "CHALLENGE_EXPIRED": ("failed_precondition", 400),
    "CHALLENGE_CLOSED": ("failed_precondition", 400),
    "CHALLENGE_UNKNOWN": ("not_found", 404),
    "INTERNAL": ("internal", 500),
}


def refuse(
    reason: str,
    *,
    domain: str = "nopass.v1",
    metadata: Mapping[str, str] | None = None,
    retry_after: float | None = None,
    violations: Sequence[tuple[str, str]] = (),
    message: str = "refused",
    headers: Mapping[str, str] | None = None,
    after: float = 0,
) -> Answer:
    """Refuses as the service does."""
    code, status = CODES.get(reason, ("unavailable", 503))
    entries = [_field(3, _field(1, key) + _field(2, value)) for key, value in (metadata or {}).items()]
    details = [detail("google.rpc.ErrorInfo", _field(1, reason) + _field(2, domain) + b"".join(entries))]
    if retry_after is not None:
        seconds = int(retry_after)
        nanos = round((retry_after - seconds) * 1e9)
        delay = b"\x08" + _varint(seconds) + b"\x10" + _varint(nanos)
        details.append(detail("google.rpc.RetryInfo", _field(1, delay)))
    if violations:
        rules = [_field(1, _field(1, name) + _field(2, text)) for name, text in violations]
        details.append(detail("google.rpc.BadRequest", b"".join(rules)))
    return say({"code": code, "message": message, "details": details}, status, headers, after)


def detail(name: str, value: bytes) -> dict[str, str]:
    return {"type": name, "value": base64.b64encode(value).rstrip(b"=").decode()}


def hang(handler: Handler) -> None:
    """Hears the call and never answers, until the caller goes away."""
    handler.close_connection = True
    handler.connection.settimeout(10)
    with suppress(OSError):
        handler.connection.recv(1)


def reset(handler: Handler) -> None:
    """Breaks the connection."""
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def half(handler: Handler) -> None:
    """Breaks the connection in the middle of an answer."""
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"challengeId":')
    handler.close_connection = True


def trickle(handler: Handler) -> None:
    """Answers a byte at a time, without end."""
    handler.close_connection = True
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.end_headers()
    with suppress(OSError):
        for _ in range(400):
            handler.wfile.write(b" ")
            time.sleep(0.02)


def _field(number: int, value: str | bytes) -> bytes:
    octets = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(octets)) + octets


def _varint(value: int) -> bytes:
    octets = bytearray()
    while value >= 0x80:
        octets.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*octets, value])
