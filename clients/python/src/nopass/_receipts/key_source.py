"""Where public keys come from."""

from typing import TYPE_CHECKING, Protocol

from .compact_form import Algorithm
from .keys import Jwk, PublicKey, find_key, parse_jwk_set

if TYPE_CHECKING:
    from collections.abc import Sequence


class KeySource(Protocol):
    """Finds the public key that a header names, or raises a ReceiptError."""

    def find(self, algorithm: Algorithm, key_id: str) -> PublicKey: ...

    async def find_async(self, algorithm: Algorithm, key_id: str) -> PublicKey: ...


class StaticKeys:
    """Trusts these keys and no others, for a back end without a way to the service. Rotating them is the caller's."""

    def __init__(self, keys: object) -> None:
        self._keys: Sequence[Jwk] = parse_jwk_set(keys)
        if not self._keys:
            raise ValueError("keys has no keys")
        if any("d" in key or "k" in key for key in self._keys):
            raise ValueError("keys has a private key, which nobody but the service may hold")

    def find(self, algorithm: Algorithm, key_id: str) -> PublicKey:
        return find_key(self._keys, algorithm, key_id)

    async def find_async(self, algorithm: Algorithm, key_id: str) -> PublicKey:
        return self.find(algorithm, key_id)
