"""What a receipt looks like."""

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from .error import ReceiptError
from .strict_json import parse_base64url, parse_part

Algorithm: TypeAlias = Literal["ES256", "EdDSA"]
"""What a receipt may be signed with, whatever its header asks for (RFC 8725 §3.1)."""

_ALGORITHMS: Final[dict[object, Algorithm]] = {"ES256": "ES256", "EdDSA": "EdDSA"}

_TYPE: Final = "nopass-receipt+jwt"
"""The type of a receipt (RFC 8725 §3.11): no other token that the same keys sign passes for one."""

_LONGEST: Final = 4096
"""Twice the longest receipt there can be: address, purpose, nonce, issuer and tenant are all bounded."""


@dataclass(frozen=True)
class CompactForm:
    """A text of the form of a receipt. Nothing in it is proven yet."""

    algorithm: Algorithm
    key_id: str
    claims: str = field(repr=False)
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def parse_form(receipt: object) -> CompactForm:
    """Refuses what cannot be a receipt before any key is looked for: the header is exactly ``alg``, ``kid``, ``typ``.

    There is no list of dangerous header parameters (``crit``, ``jku``, ``jwk``, ``x5u``, ``b64``, ``zip``) to keep up
    to date: the service sends none, so that any other one means that the service did not write it.
    """
    if not isinstance(receipt, str) or len(receipt) > _LONGEST:
        raise ReceiptError("MALFORMED")
    parts = receipt.split(".")
    if len(parts) != 3:
        raise ReceiptError("MALFORMED")
    header, signature = parse_part(parts[0]), parse_base64url(parts[2])
    if header is None or signature is None or parse_base64url(parts[1]) is None:
        raise ReceiptError("MALFORMED")
    algorithm, key_id = header.get("alg"), header.get("kid")
    if (
        header.keys() != {"alg", "kid", "typ"}
        or header["typ"] != _TYPE
        or not isinstance(algorithm, str)
        or algorithm not in _ALGORITHMS
        or not isinstance(key_id, str)
        or not key_id
    ):
        raise ReceiptError("MALFORMED")
    return CompactForm(
        algorithm=_ALGORITHMS[algorithm],
        key_id=key_id,
        claims=parts[1],
        signed=f"{parts[0]}.{parts[1]}".encode(),
        signature=signature,
    )
