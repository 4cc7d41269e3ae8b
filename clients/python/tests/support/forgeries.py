"""What no verifier may take for a receipt."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .receipts import ABSENT, ISSUER, NOON_SECONDS, Key, a_key, a_receipt, claims, encode, hmac_by

es, ed = a_key("es-1"), a_key("ed-1", "EdDSA")
_stranger = a_key("es-1")
_p384 = a_key("p384-1", curve=ec.SECP384R1())
_k256 = a_key("k256-1", curve=ec.SECP256K1())
_twins = (a_key("twin-1"), a_key("twin-1"))
_leaked, _off_curve, _short = a_key("leaked-1"), a_key("off-curve-1"), a_key("short-1")
_encrypting, _signing_only, _misnamed = a_key("enc-1"), a_key("sign-1"), a_key("misnamed-1")
_secret = bytes([7] * 32)

published: list[Mapping[str, Any]] = [
    es.jwk,
    ed.jwk,
    _p384.jwk,
    _k256.jwk,
    _twins[0].jwk,
    _twins[1].jwk,
    {**_leaked.jwk, "d": encode(bytes(32))},
    {**_off_curve.jwk, "y": _off_curve.jwk["x"]},
    {**_short.jwk, "x": _short.jwk["x"][:-2]},
    {**_encrypting.jwk, "use": "enc"},
    {**_signing_only.jwk, "key_ops": ["sign"]},
    {**_misnamed.jwk, "alg": "EdDSA"},
    {"kty": "OKP", "crv": "X25519", "kid": "x25519-1", "x": encode(bytes([9] * 32))},
    {"kty": "oct", "kid": "oct-1", "k": encode(_secret), "alg": "HS256"},
    {"kty": "oct", "kid": "oct-2", "k": encode(_secret)},
    {"kty": "RSA", "kid": "rsa-1", "n": encode(bytes([255] * 256)), "e": "AQAB"},
]
"""Every key that a receipt could be made to name, whether or not it can sign one."""


@dataclass(frozen=True)
class Forgery:
    name: str
    reason: str
    receipt: object = field(repr=False)
    checks: Mapping[str, Any] = field(default_factory=dict)


right = a_receipt(es)
_header, _claims, _signature = right.split(".")

_ORDER = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
"""Of P-256 (FIPS 186-5)."""


def _header_of(key: Key = es, /, **different: Any) -> dict[str, object]:
    said = {**key.header, **different}
    return {name: value for name, value in said.items() if value is not ABSENT}


def _with_header(
    name: str, reason: str, header: object, key: Key = es, sign: Callable[[bytes], bytes] | None = None
) -> Forgery:
    return Forgery(name, reason, a_receipt(key, header=header, sign=sign))


def _claim(name: str, value: object, reason: str, **checks: object) -> Forgery:
    said = "missing" if value is ABSENT else json.dumps(value)[:30]
    wanted = f" where {checks} is wanted" if checks else ""
    return Forgery(f"{name} {said}{wanted}", reason, a_receipt(es, claims(**{name: value})), checks)


def _issued(name: str, seconds_after_noon: int, reason: str) -> Forgery:
    iat = NOON_SECONDS + seconds_after_noon
    return Forgery(name, reason, a_receipt(es, claims(auth_time=iat, iat=iat, exp=iat + 300)))


def _replaced(name: str, reason: str, old: str, new: str) -> Forgery:
    text = json.dumps(claims(), separators=(",", ":"))
    assert old in text
    return Forgery(name, reason, a_receipt(es, text.replace(old, new)))


def _resigned(part: str) -> str:
    """Signs claims that are already written, however badly."""
    signed = f"{_header}.{part}"
    return f"{signed}.{encode(es.sign(signed.encode()))}"


def _stray_bits(canonical: str) -> str:
    """Sets a bit that the last character has and no byte gets."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return canonical[:-1] + alphabet[alphabet.index(canonical[-1]) + 1]


def _padded_claims() -> str:
    """Claims of a length that leaves two bits of the last character over."""
    sub = "s"
    while len(part := encode(claims(sub=sub))) % 4 != 3:
        sub += "s"
    return part


def _standard_alphabet() -> str:
    while True:
        signature = a_receipt(es).split(".")[2].replace("-", "+").replace("_", "/")
        if "+" in signature or "/" in signature:
            return f"{_header}.{_claims}.{signature}"


def _der(signed: bytes) -> bytes:
    signature = es.sign(signed)
    return encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


def _order_added(signed: bytes) -> bytes:
    """RFC 8032 §5.1.7 has S below the order, so that there is one signature and not two."""
    order = 2**252 + 27742317777372353535851937790883648493
    signature = ed.sign(signed)
    s = int.from_bytes(signature[32:], "little") + order
    return signature[:32] + s.to_bytes(32, "little")


_pem = es.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

_algorithms = [
    *(
        Forgery(f"alg {alg} without a signature", "MALFORMED", f"{encode(_header_of(alg=alg))}.{_claims}.")
        for alg in ("none", "None", "nOnE")
    ),
    *(
        _with_header(f"alg {alg!r}", "MALFORMED", _header_of(alg=alg))
        for alg in ("none", "es256", "ES256 ", "eddsa", "Ed25519", "", None, 256, ["ES256"], True)
    ),
    _with_header("alg missing", "MALFORMED", _header_of(alg=ABSENT)),
    _with_header("HS256 with the public key", "MALFORMED", _header_of(alg="HS256"), sign=hmac_by(_pem)),
    _with_header(
        "HS256 with a published secret",
        "MALFORMED",
        _header_of(alg="HS256", kid="oct-1"),
        sign=hmac_by(_secret),
    ),
    _with_header("RS256", "MALFORMED", _header_of(alg="RS256", kid="rsa-1")),
    _with_header("ES256K", "MALFORMED", _header_of(_k256, alg="ES256K"), _k256),
    _with_header(
        "ES384",
        "MALFORMED",
        _header_of(_p384, alg="ES384"),
        _p384,
        lambda signed: _p384.sign(signed, SHA384()),
    ),
    _with_header("ES256 by a key on P-384", "KEY_UNKNOWN", None, _p384),
    _with_header("ES256 by a key on secp256k1", "KEY_UNKNOWN", None, _k256),
    _with_header("ES256 by an RSA key", "KEY_UNKNOWN", _header_of(kid="rsa-1")),
    _with_header("ES256 that names a key of EdDSA", "KEY_UNKNOWN", _header_of(ed, alg="ES256"), ed),
    _with_header("EdDSA that names a key of ES256", "KEY_UNKNOWN", _header_of(alg="EdDSA")),
    _with_header("EdDSA that names an X25519 key", "KEY_UNKNOWN", _header_of(alg="EdDSA", kid="x25519-1")),
    _with_header("EdDSA by another key than it names", "SIGNATURE", ed.header, es),
]

_headers = [
    *(
        _with_header(f"kid {kid!r}", "MALFORMED", _header_of(kid=kid))
        for kid in (ABSENT, "", 1, None, ["es-1"], True)
    ),
    *(
        _with_header(f"kid {kid!r}", "KEY_UNKNOWN", _header_of(kid=kid))
        for kid in (
            "unknown",
            "ES-1",
            "es-1 ",
            "../../../../dev/null",
            "es-1' OR '1'='1",
            "__proto__",
            "es-1\0",
        )
    ),
    _with_header("kid of a secret", "KEY_UNKNOWN", _header_of(kid="oct-1"), sign=hmac_by(_secret)),
    _with_header("kid of a secret without alg", "KEY_UNKNOWN", _header_of(kid="oct-2")),
    _with_header("kid of a key for encryption", "KEY_UNKNOWN", None, _encrypting),
    _with_header("kid of a key that must not verify", "KEY_UNKNOWN", None, _signing_only),
    _with_header("kid of a key with another alg", "KEY_UNKNOWN", None, _misnamed),
    _with_header("kid of two keys", "KEYS_UNAVAILABLE", None, _twins[0]),
    _with_header("kid of a key published with its private part", "KEYS_UNAVAILABLE", None, _leaked),
    _with_header("kid of a key off its curve", "KEYS_UNAVAILABLE", None, _off_curve),
    _with_header("kid of a key that is too short", "KEYS_UNAVAILABLE", None, _short),
    *(
        _with_header(f"{name} {str(value)[:30]}", "MALFORMED", _header_of(**{name: value}))
        for name, value in (
            ("crit", ["exp"]),
            ("crit", []),
            ("jku", f"{ISSUER}/.well-known/jwks.json"),
            ("x5u", "https://evil.example/chain.pem"),
            ("x5c", ["MIIB"]),
            ("jwk", dict(_stranger.jwk)),
            ("zip", "DEF"),
            ("enc", "A256GCM"),
            ("cty", "JWT"),
            ("b64", True),
            ("b64", False),
            ("iss", ISSUER),
        )
    ),
    *(
        _with_header(f"typ {typ!r}", "MALFORMED", _header_of(typ=typ))
        for typ in (
            ABSENT,
            "JWT",
            "at+jwt",
            "Nopass-Receipt+JWT",
            "application/nopass-receipt+jwt",
            "nopass-receipt+jwt ",
            None,
            1,
        )
    ),
    _with_header(
        "a header that says alg twice",
        "MALFORMED",
        '{"alg":"none","alg":"ES256","kid":"es-1","typ":"nopass-receipt+jwt"}',
    ),
    _with_header(
        "a header that says kid twice, once in escapes",
        "MALFORMED",
        '{"alg":"ES256","\\u006bid":"other","kid":"es-1","typ":"nopass-receipt+jwt"}',
    ),
    _with_header("a header that is a list", "MALFORMED", [_header_of()]),
    _with_header("a header that is null", "MALFORMED", "null"),
    _with_header("a header that is no JSON", "MALFORMED", "{alg:ES256}"),
    _with_header("a header with a byte order mark", "MALFORMED", "\ufeff" + json.dumps(_header_of())),
    _with_header("a header in UTF-16", "MALFORMED", json.dumps(_header_of()).encode("utf-16-le")),
]

_said = [
    *(
        _claim("iss", value, "ISSUER")
        for value in (f"{ISSUER}/", "https://NoPass.example", f"{ISSUER}.evil.example", [ISSUER], None)
    ),
    *(
        _claim("aud", value, "AUDIENCE")
        for value in ("globex", "ACME", "acme ", ["acme", "globex"], ["acme"], [], 7)
    ),
    *(
        _claim(name, ABSENT, "CLAIMS")
        for name in ("iss", "aud", "sub", "email", "email_verified", "purpose", "amr")
    ),
    *(_claim(name, ABSENT, "CLAIMS") for name in ("auth_time", "iat", "exp", "jti")),
    *(
        _claim("exp", value, "CLAIMS")
        for value in (
            str(NOON_SECONDS + 300),
            None,
            True,
            NOON_SECONDS + 301,
            NOON_SECONDS + 0.5,
            NOON_SECONDS,
            NOON_SECONDS * 1000,
            10**400,
        )
    ),
    _claim("exp", -1, "EXPIRED"),
    _replaced("exp beyond every number", "CLAIMS", f'"exp":{NOON_SECONDS + 300}', '"exp":1e400'),
    _replaced("exp that is no number", "MALFORMED", f'"exp":{NOON_SECONDS + 300}', '"exp":NaN'),
    _replaced("exp without end", "MALFORMED", f'"exp":{NOON_SECONDS + 300}', '"exp":Infinity'),
    _issued("iat and exp in the past", -331, "EXPIRED"),
    _issued("exp past by exactly the tolerance", -330, "EXPIRED"),
    _issued("iat in the future", 31, "NOT_YET"),
    _issued("iat far in the future", 86_400, "NOT_YET"),
    *(
        _claim("iat", value, "CLAIMS")
        for value in (str(NOON_SECONDS), NOON_SECONDS * 1000, NOON_SECONDS + 0.5, None, True)
    ),
    _claim("nbf", NOON_SECONDS + 31, "NOT_YET"),
    _claim("nbf", str(NOON_SECONDS), "CLAIMS"),
    *(
        _claim("auth_time", value, "CLAIMS")
        for value in (NOON_SECONDS + 1, str(NOON_SECONDS), -1, -(10**15), True, None)
    ),
    *(_claim("sub", value, "CLAIMS") for value in ("", 7, None)),
    *(_claim("jti", value, "CLAIMS") for value in ("", 7, "j" * 257, "\ud800")),
    *(
        _claim("email", value, "CLAIMS")
        for value in ("", "canary", ["canary@example.com"], {"a": "@"}, "\udfff@example.com")
    ),
    *(_claim("email_verified", value, "CLAIMS") for value in ("true", 1, False, None)),
    *(_claim("amr", value, "CLAIMS") for value in ([], ["pwd"], "otp", ["OTP"], {"otp": 1})),
    *(
        _claim("purpose", value, "PURPOSE")
        for value in ("delete-account", "sign", "sign-in-admin", "Sign-In")
    ),
    *(_claim("purpose", value, "CLAIMS") for value in ("", ["sign-in"])),
    _claim("purpose", "sign-in", "PURPOSE", purpose="delete-account"),
    *(
        _claim("nonce", "nonce-canary", "NONCE", nonce=nonce)
        for nonce in ("another", "nonce-canary ", "NONCE-CANARY", None, "")
    ),
    _claim("nonce", "nonce-canary", "NONCE"),
    *(_claim("nonce", ABSENT, "NONCE", nonce=nonce) for nonce in ("nonce-canary", None, "")),
    _claim("nonce", "", "CLAIMS", nonce=""),
    _claim("nonce", None, "CLAIMS"),
    _claim("nonce", 7, "CLAIMS", nonce="7"),
    _claim("test", True, "TEST"),
    *(_claim("test", value, "CLAIMS") for value in ("false", 0, None)),
    _replaced("two addresses", "MALFORMED", '"sub"', '"email":"eve@example.com","sub"'),
    _replaced("two addresses, one in escapes", "MALFORMED", '"sub"', '"\\u0065mail":"eve@example.com","sub"'),
    _replaced("a name twice further in", "MALFORMED", '"sub"', '"act":{"a":1,"a":2},"sub"'),
]

_forms = [
    *(
        Forgery(f"claims {name}", "MALFORMED", a_receipt(es, said))
        for name, said in (
            ("that are no JSON", "sign-in"),
            ("that are a list", [claims()]),
            ("that are null", "null"),
            ("that are a text", '"sign-in"'),
            ("with a byte order mark", "\ufeff" + json.dumps(claims())),
            ("that are not UTF-8", json.dumps(claims(sub="s\xff"), ensure_ascii=False).encode("latin-1")),
            ("that are lists without end", "[" * 2000),
            ("that are objects without end", '{"a":' * 500),
        )
    ),
    *(
        Forgery(name, "MALFORMED", receipt)
        for name, receipt in (
            ("an empty text", ""),
            ("a space", " "),
            ("two dots", ".."),
            ("one part", _claims),
            ("two parts", f"{_header}.{_claims}"),
            ("a dot before", f".{right}"),
            ("a dot after", f"{right}."),
            ("a fourth part", f"{right}.{_signature}"),
            ("five parts, as in JWE", f"{right}.{_signature}.{_signature}"),
            ("no signature", f"{_header}.{_claims}."),
            ("a detached payload", f"{_header}..{_signature}"),
            ("no header", f".{_claims}.{_signature}"),
            ("swapped header and claims", f"{_claims}.{_header}.{_signature}"),
            ("a receipt in quotes", f'"{right}"'),
            ("Bearer before it", f"Bearer {right}"),
            ("the standard alphabet", _standard_alphabet()),
            ("padded claims, signed", _resigned(f"{_padded_claims()}=")),
            ("a signature with stray trailing bits", _stray_bits(right)),
            ("claims with stray trailing bits, signed", _resigned(_stray_bits(_padded_claims()))),
            ("letters beyond ASCII", f"{right[:-1]}é"),
            ("1 MB of A", "A" * 1_048_576),
            ("1 MB of dots", "." * 1_048_576),
            ("more than 4 KiB", a_receipt(es, claims(more="x" * 3000))),
            ("None", None),
            ("a number", 7),
            ("a list", [right]),
            ("bytes", right.encode()),
        )
    ),
    *(
        Forgery(f"{extra!r} {place}", "MALFORMED", receipt)
        for extra in (" ", "\n", "\t", "\0", "\u200b", "=", "==", "%20")
        for place, receipt in (
            ("before", f"{extra}{right}"),
            ("after", f"{right}{extra}"),
            ("in it", f"{_header}{extra}.{_claims}.{_signature}"),
        )
    ),
    Forgery("swapped claims and signature", "SIGNATURE", f"{_header}.{_signature}.{_claims}"),
]


def _signed(name: str, sign: Callable[[bytes], bytes], key: Key = es) -> Forgery:
    return Forgery(name, "SIGNATURE", a_receipt(key, sign=sign))


_signatures = [
    Forgery("signed by a key of the same name", "SIGNATURE", a_receipt(_stranger)),
    Forgery(
        "claims of another", "SIGNATURE", f"{_header}.{encode(claims(email='eve@x.example'))}.{_signature}"
    ),
    Forgery("a signature of one byte", "SIGNATURE", f"{_header}.{_claims}.AA"),
    Forgery("a signature that is too long", "SIGNATURE", f"{right}AAAA"),
    _signed("a signature that is cut short", lambda signed: es.sign(signed)[:63]),
    _signed("a signature in DER", _der),
    _signed("r and s of zero (CVE-2022-21449)", lambda _: bytes(64)),
    _signed("r of zero", lambda signed: bytes(32) + es.sign(signed)[32:]),
    _signed("s of zero", lambda signed: es.sign(signed)[:32] + bytes(32)),
    _signed("r and s of the order of the curve", lambda _: _ORDER.to_bytes(32, "big") * 2),
    _signed("a signature over SHA-512", lambda signed: es.sign(signed, SHA512())),
    _signed("an EdDSA signature of zeros", lambda _: bytes(64), ed),
    _signed("an EdDSA signature that is cut short", lambda signed: ed.sign(signed)[:63], ed),
    _signed("an EdDSA signature with the order added to S", _order_added, ed),
]

forgeries: list[Forgery] = [*_algorithms, *_headers, *_said, *_forms, *_signatures]


def mirrored(signed: bytes) -> bytes:
    """The other signature that is good where one of ES256 is."""
    signature = es.sign(signed)
    s = _ORDER - int.from_bytes(signature[32:], "big")
    return signature[:32] + s.to_bytes(32, "big")
