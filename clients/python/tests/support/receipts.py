"""Receipts by keys of the tests' own, whatever they say."""

import base64
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import anyio
import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from nopass import AsyncReceiptVerifier, ReceiptError, ReceiptVerifier, VerifiedReceipt

ISSUER = "https://nopass.example"
NOON = datetime(2026, 6, 1, 12, tzinfo=timezone.utc)
NOON_SECONDS = int(NOON.timestamp())

ABSENT = object()
"""Leaves a claim or a parameter out."""


def encode(value: object) -> str:
    """A text as it stands in a part of a receipt; bytes and texts stand for themselves."""
    octets = (
        value
        if isinstance(value, bytes)
        else (value if isinstance(value, str) else json.dumps(value)).encode()
    )
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


@dataclass(frozen=True)
class Key:
    """A key pair, and its public part as it is published."""

    private: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
    jwk: Mapping[str, Any]
    header: Mapping[str, Any]

    def sign(self, signed: bytes) -> bytes:
        """Signs as RFC 7518 §3.4 and RFC 8037 §3.1 have it, by the kind of the key."""
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(signed)
        r, s = decode_dss_signature(self.private.sign(signed, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def a_key(kid: str, algorithm: str = "ES256") -> Key:
    header = {"alg": algorithm, "kid": kid, "typ": "nopass-receipt+jwt"}
    common = {"kid": kid, "alg": algorithm, "use": "sig"}
    if algorithm == "EdDSA":
        ed = ed25519.Ed25519PrivateKey.generate()
        x = ed.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return Key(ed, {"kty": "OKP", "crv": "Ed25519", "x": encode(x), **common}, header)
    pair = ec.generate_private_key(ec.SECP256R1())
    numbers = pair.public_key().public_numbers()
    point = {name: encode(getattr(numbers, name).to_bytes(32, "big")) for name in ("x", "y")}
    return Key(pair, {"kty": "EC", "crv": "P-256", **point, **common}, header)


def claims(**different: Any) -> dict[str, Any]:
    """What the service says of a mailbox at noon, with what the test is about."""
    said = {
        "iss": ISSUER,
        "aud": "acme",
        "sub": "subject-canary",
        "email": "canary@example.com",
        "email_verified": True,
        "purpose": "sign-in",
        "amr": ["otp"],
        "auth_time": NOON_SECONDS,
        "iat": NOON_SECONDS,
        "exp": NOON_SECONDS + 300,
        "jti": "jti-canary",
        **different,
    }
    return {name: value for name, value in said.items() if value is not ABSENT}


def a_receipt(
    key: Key,
    said: object = None,
    *,
    header: object = None,
    sign: Callable[[bytes], bytes] | None = None,
) -> str:
    """Writes a receipt, whatever it says."""
    signed = (
        f"{encode(key.header if header is None else header)}.{encode(claims() if said is None else said)}"
    )
    return f"{signed}.{encode((sign or key.sign)(signed.encode()))}"


class Clock:
    """A day that passes only when it is told to."""

    def __init__(self) -> None:
        self.instant = NOON

    def __call__(self) -> datetime:
        return self.instant

    def pass_time(self, **duration: float) -> None:
        self.instant += timedelta(**duration)


class KeyServer:
    """Publishes keys without a network, and counts how often it is asked."""

    def __init__(self, *keys: Mapping[str, Any]) -> None:
        self.asked: list[httpx2.Request] = []
        self.answer: Callable[[], httpx2.Response] = key_set(*keys)
        self.http = httpx2.Client(transport=httpx2.MockTransport(self._hear))

    def _hear(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        return self.answer()


def key_set(
    *keys: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Callable[[], httpx2.Response]:
    return lambda: httpx2.Response(200, json={"keys": keys}, headers=headers)


def settle() -> None:
    """Waits for requests that nobody waits for."""
    for thread in threading.enumerate():
        if thread.name == "nopass-keys":
            thread.join(5)


class Verifier:
    """Judges receipts of the tenant ``acme`` at noon, for threads or for tasks."""

    def __init__(self, backend: str | None = None, **options: Any) -> None:
        self._backend = backend
        settings = {"issuer": ISSUER, "audience": "acme", "now": lambda: NOON, **options}
        self._sync = ReceiptVerifier(**settings)
        self._async = AsyncReceiptVerifier(**settings)

    def verify(self, receipt: object, **checks: Any) -> VerifiedReceipt:
        if self._backend is None:
            return self._sync.verify(receipt, **checks)  # type: ignore[arg-type]

        async def verify() -> VerifiedReceipt:
            return await self._async.verify(receipt, **checks)  # type: ignore[arg-type]

        return anyio.run(verify, backend=self._backend)


def refusal_of(act: Callable[[], object]) -> ReceiptError:
    with pytest.raises(ReceiptError) as caught:
        act()
    return caught.value
