"""Judges receipts."""

import inspect
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Final

import httpx2

from .._deadline import parse_timeout
from .checks import UNSET, AsyncConsume, Checks, Consume, Unset, parse_checks
from .claims import Claims, read_claims
from .compact_form import CompactForm, parse_form
from .error import ReceiptError
from .fetch_keys import fetch_keys
from .key_source import KeySource, StaticKeys
from .keys import PublicKey, check_signature
from .published_keys import PublishedKeys
from .trust import Trust, keys_url_of, parse_duration, parse_trust
from .verified import VerifiedReceipt, to_verified_receipt

CLOCK_TOLERANCE: Final = timedelta(seconds=30)
"""Clocks that are kept by NTP differ by less than a second.

Half a minute forgives one that is not for some days, and adds a tenth to the life of a receipt.
"""

CACHE_FOR: Final = timedelta(minutes=5)
COOLDOWN: Final = timedelta(seconds=30)
FETCH_TIMEOUT: Final = 5.0


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


class _Verifier:
    """What verifiers for threads and for tasks have in common: all but the waiting."""

    def __init__(
        self,
        issuer: str,
        audience: str,
        *,
        jwks_url: str | None = None,
        keys: Mapping[str, Any] | None = None,
        allow_test: bool = False,
        clock_tolerance: timedelta = CLOCK_TOLERANCE,
        cache_for: timedelta = CACHE_FOR,
        cooldown: timedelta = COOLDOWN,
        timeout: float = FETCH_TIMEOUT,
        http_client: httpx2.Client | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Makes a verifier, which asks for keys when the first receipt comes.

        - ``issuer``: the public URL of the service, letter for letter and without a slash at the end.
        - ``audience``: your tenant. Receipts for others are refused.
        - ``jwks_url``: where the keys are. Default: ``/.well-known/jwks.json`` below the issuer.
        - ``keys``: a JWK set to trust instead, for a back end that cannot reach the service.
        - ``allow_test``: accepts receipts of test keys and test addresses too. Anybody can have those: never in
          production.
        - ``clock_tolerance``: how far this machine's clock may be from the service's, a minute at most.
        - ``cache_for``: how long keys are used when their answer has no ``max-age``, an hour at most.
        - ``cooldown``: how long an unknown key or a failed request has to wait for the next request.
        - ``timeout``: how many seconds one request for the keys may take.
        - ``http_client``: asks for the keys, with a proxy or a private authority. It is used in another thread.
        - ``now``: stands in for the clock.
        """
        self._trust = parse_trust(issuer, audience, allow_test=allow_test, clock_tolerance=clock_tolerance)
        self._now = now
        if keys is not None:
            if jwks_url is not None:
                raise ValueError("keys and jwks_url exclude each other")
            self._keys: KeySource = StaticKeys(keys)
            return
        url, seconds = keys_url_of(issuer, jwks_url), parse_timeout(timeout)
        self._keys = PublishedKeys(
            lambda: fetch_keys(url, seconds, http_client),
            timeout=seconds,
            cache_for=parse_duration("cache_for", cache_for),
            cooldown=parse_duration("cooldown", cooldown),
            now=now,
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._trust.issuer!r}, {self._trust.audience!r})"


class ReceiptVerifier(_Verifier):
    """Judges receipts of one service for one tenant. It is safe to share: make one for the whole process."""

    def verify(
        self,
        receipt: str,
        *,
        purpose: str = "sign-in",
        nonce: str | Unset | None = UNSET,
        max_age: timedelta | None = None,
        consume: Consume | None = None,
    ) -> VerifiedReceipt:
        """Returns what the receipt proves, or raises a ReceiptError.

        - ``purpose``: what the code was sent for, as in ``send_code``. A receipt for anything else is refused.
        - ``nonce``: the nonce that was given to ``send_code`` in this session. Left out, only a receipt without a nonce
          is accepted. None or empty, none is: a session that has lost its nonce does not switch the check off.
        - ``max_age``: how long ago the code may have been typed, for what needs a fresh proof.
        - ``consume``: accepts each receipt once. Asked last, when all else holds; what it raises comes through, and
          refuses too.
        """
        checks = parse_checks(purpose, nonce, max_age, consume)
        return verify(receipt, self._trust, self._keys, checks, consume, self._now())


class AsyncReceiptVerifier(_Verifier):
    """A ReceiptVerifier for asyncio and trio."""

    async def verify(
        self,
        receipt: str,
        *,
        purpose: str = "sign-in",
        nonce: str | Unset | None = UNSET,
        max_age: timedelta | None = None,
        consume: AsyncConsume | None = None,
    ) -> VerifiedReceipt:
        """Returns what the receipt proves, or raises a ReceiptError. The arguments are those of ``ReceiptVerifier``."""
        checks = parse_checks(purpose, nonce, max_age, consume)
        return await verify_async(receipt, self._trust, self._keys, checks, consume, self._now())


def verify(
    receipt: str,
    trust: Trust,
    keys: KeySource,
    checks: Checks,
    consume: Consume | None,
    now: datetime,
) -> VerifiedReceipt:
    """Verifies one receipt with keys from wherever."""
    form = parse_form(receipt)
    claims = _judge(form, keys.find(form.algorithm, form.key_id), trust, checks, now)
    if consume is not None:
        answer: object = consume(claims.jti, _until(claims, trust))
        if inspect.isawaitable(answer):
            if inspect.iscoroutine(answer):
                answer.close()
            raise TypeError("consume has to be awaited, which AsyncReceiptVerifier does")
        _admit(answer)
    return to_verified_receipt(claims)


async def verify_async(
    receipt: str,
    trust: Trust,
    keys: KeySource,
    checks: Checks,
    consume: AsyncConsume | None,
    now: datetime,
) -> VerifiedReceipt:
    """Verifies one receipt with keys from wherever, without blocking."""
    form = parse_form(receipt)
    key = await keys.find_async(form.algorithm, form.key_id)
    claims = _judge(form, key, trust, checks, now)
    if consume is not None:
        answer = consume(claims.jti, _until(claims, trust))
        _admit(await answer if inspect.isawaitable(answer) else answer)
    return to_verified_receipt(claims)


def _judge(form: CompactForm, key: PublicKey, trust: Trust, checks: Checks, now: datetime) -> Claims:
    check_signature(form, key)
    claims = read_claims(form, trust, now.timestamp())
    checks.judge(claims, now.timestamp(), trust.clock_tolerance)
    return claims


def _until(claims: Claims, trust: Trust) -> datetime:
    # Twice the tolerance: the clock of a database may be wrong as well.
    return datetime.fromtimestamp(claims.exp + 2 * trust.clock_tolerance, timezone.utc)


def _admit(answer: object) -> None:
    # Not whatever is true: "OK", a row or an object would be an easy mistake.
    if answer is not True:
        raise ReceiptError("REPLAYED")
