"""What no verifier may take for a receipt.

What is forged in other ways, and is a text, is shown to the clients of all languages: test/conformance.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .receipts import ISSUER, NOON_SECONDS, a_key, a_receipt, claims, encode

es, ed = a_key("es-1"), a_key("ed-1", "EdDSA")
right = a_receipt(es)

_ORDER = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
"""Of P-256 (FIPS 186-5)."""


@dataclass(frozen=True)
class Forgery:
    name: str
    reason: str
    receipt: object = field(repr=False)
    checks: Mapping[str, Any] = field(default_factory=dict)


def _claim(name: str, value: object, reason: str, **checks: object) -> Forgery:
    return Forgery(f"{name} {value!r:.30}", reason, a_receipt(es, claims(**{name: value})), checks)


def _issued(name: str, seconds_after_noon: int, reason: str) -> Forgery:
    iat = NOON_SECONDS + seconds_after_noon
    return Forgery(name, reason, a_receipt(es, claims(auth_time=iat, iat=iat, exp=iat + 300)))


forgeries = [
    # What type checkers would have refused.
    Forgery("None", "MALFORMED", None),
    Forgery("a number", "MALFORMED", 7),
    Forgery("a list", "MALFORMED", [right]),
    Forgery("bytes", "MALFORMED", right.encode()),
    # Half of a surrogate pair, which Python keeps and no database does.
    _claim("jti", "\ud800", "CLAIMS"),
    _claim("email", "\udfff@example.com", "CLAIMS"),
    # What json.loads decodes unasked.
    Forgery(
        "a header in UTF-16",
        "MALFORMED",
        a_receipt(es, header='{"alg":"ES256","kid":"es-1","typ":"nopass-receipt+jwt"}'.encode("utf-16-le")),
    ),
    # One for each reason, of which nothing is to be seen.
    Forgery("a fourth part", "MALFORMED", f"{right}.{encode('canary@example.com')}"),
    Forgery("another key", "KEY_UNKNOWN", a_receipt(es, header={**es.header, "kid": "canary@example.com"})),
    Forgery("a key of the same name", "SIGNATURE", a_receipt(a_key("es-1"))),
    _claim("iss", f"{ISSUER}/canary@", "ISSUER"),
    _claim("aud", "canary@example.com", "AUDIENCE"),
    _claim("purpose", "canary@example.com", "PURPOSE"),
    _claim("nonce", "canary@example.com", "NONCE", nonce="another"),
    _claim("exp", "canary@example.com", "CLAIMS"),
    _claim("test", True, "TEST"),
    _issued("in the past", -331, "EXPIRED"),
    _issued("in the future", 31, "NOT_YET"),
]


def mirrored(signed: bytes) -> bytes:
    """The other signature that is good where one of ES256 is."""
    signature = es.sign(signed)
    s = _ORDER - int.from_bytes(signature[32:], "big")
    return signature[:32] + s.to_bytes(32, "big")
