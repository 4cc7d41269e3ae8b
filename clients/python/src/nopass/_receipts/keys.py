"""Public keys, and what they have signed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from .compact_form import Algorithm, CompactForm
from .error import ReceiptError
from .strict_json import parse_base64url

PublicKey: TypeAlias = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey

Jwk: TypeAlias = Mapping[str, Any]


def parse_jwk_set(value: object) -> Sequence[Jwk]:
    """Reads a JWK set (RFC 7517 §5). What the keys in it are worth is seen when one is looked for."""
    keys = value.get("keys") if isinstance(value, Mapping) else None
    if not isinstance(keys, Sequence) or isinstance(keys, (str, bytes)):
        raise ValueError("keys is no JWK set")
    if not all(isinstance(key, Mapping) for key in keys):
        raise ValueError("keys has something that is no key")
    return tuple(keys)


def find_key(keys: Sequence[Jwk], algorithm: Algorithm, key_id: str) -> PublicKey:
    """Finds the one key of this name that may verify with this algorithm."""
    kind = _KINDS[algorithm]
    named = [key for key in keys if key.get("kid") == key_id and _fits(key, algorithm, kind)]
    if not named:
        raise ReceiptError("KEY_UNKNOWN")
    try:
        if len(named) > 1:
            raise ValueError("two keys have the same name")
        return _to_public_key(named[0], algorithm)
    except ValueError as cause:
        raise ReceiptError("KEYS_UNAVAILABLE") from cause


def check_signature(form: CompactForm, key: PublicKey) -> None:
    """Refuses a receipt that this key has not signed, as RFC 7518 §3.4 or RFC 8037 §3.1 have it."""
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(form.signature, form.signed)
            return
        if len(form.signature) != 64:
            raise InvalidSignature
        r, s = (int.from_bytes(half, "big") for half in (form.signature[:32], form.signature[32:]))
        key.verify(encode_dss_signature(r, s), form.signed, ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise ReceiptError("SIGNATURE") from None


_KINDS: Final[Mapping[Algorithm, tuple[str, str]]] = {
    "ES256": ("EC", "P-256"),
    "EdDSA": ("OKP", "Ed25519"),
}


def _fits(key: Jwk, algorithm: Algorithm, kind: tuple[str, str]) -> bool:
    operations = key.get("key_ops", ["verify"])
    return (
        (key.get("kty"), key.get("crv")) == kind
        and key.get("alg", algorithm) == algorithm
        and key.get("use", "sig") == "sig"
        and isinstance(operations, (list, tuple))
        and "verify" in operations
    )


def _to_public_key(key: Jwk, algorithm: Algorithm) -> PublicKey:
    if "d" in key:
        raise ValueError("a key was published with its private part")
    if algorithm == "EdDSA":
        return ed25519.Ed25519PublicKey.from_public_bytes(_coordinate(key, "x"))
    x, y = (int.from_bytes(_coordinate(key, name), "big") for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _coordinate(key: Jwk, name: str) -> bytes:
    value = key.get(name)
    octets = parse_base64url(value) if isinstance(value, str) else None
    if octets is None or len(octets) != 32:
        raise ValueError(f"a key has no usable {name}")
    return octets
