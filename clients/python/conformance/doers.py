"""The two clients of this package, called in the same way."""

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from functools import cache
from typing import Any, TypeAlias

import anyio

from nopass import (
    AsyncNoPass,
    AsyncReceiptVerifier,
    NoPass,
    ReceiptVerifier,
    SendCodeResponse,
    VerifiedReceipt,
    VerifyCodeResponse,
    verify_receipt,
    verify_receipt_async,
)

Json: TypeAlias = Mapping[str, Any]


def verifier_at(kind: Callable[..., Any]) -> Callable[..., Any]:
    """Makes verifiers of a kind with a clock that stands still."""

    def make(now_ms: int, **trust: Any) -> Any:
        now = datetime.fromtimestamp(now_ms / 1000, timezone.utc)
        return kind(**trust, now=lambda: now)

    return make


class Threads:
    """Does it with the client for threads, in none but this one."""

    def __init__(self) -> None:
        self._client: NoPass | None = None
        self._verifier_at = cache(verifier_at(ReceiptVerifier))

    async def client(self, url: str, api_key: str, options: Json) -> None:
        await self.close()
        self._client = NoPass(url, api_key, **options)

    async def send_code(self, **request: Any) -> SendCodeResponse:
        return self._current().send_code(**request)

    async def verify_code(self, **request: Any) -> VerifyCodeResponse:
        return self._current().verify_code(**request)

    async def verify_receipt(self, receipt: str, **options: Any) -> VerifiedReceipt:
        return verify_receipt(receipt, **options)

    async def verify_receipt_at(
        self, now_ms: int, receipt: str, trust: Json, checks: Json
    ) -> VerifiedReceipt:
        verified: VerifiedReceipt = self._verifier_at(now_ms, **trust).verify(receipt, **checks)
        return verified

    async def close(self) -> None:
        if self._client is not None:
            self._client.close()

    def _current(self) -> NoPass:
        if self._client is None:
            raise ValueError("there is no client yet")
        return self._client


class Tasks:
    """Does it with the client for tasks."""

    def __init__(self) -> None:
        self._client: AsyncNoPass | None = None
        self._verifier_at = cache(verifier_at(AsyncReceiptVerifier))

    async def client(self, url: str, api_key: str, options: Json) -> None:
        await self.close()
        self._client = AsyncNoPass(url, api_key, **options)

    async def cancel_after(self, ms: float) -> None:
        await anyio.sleep(ms / 1000)
        await self.close()

    async def send_code(self, **request: Any) -> SendCodeResponse:
        return await self._current().send_code(**request)

    async def verify_code(self, **request: Any) -> VerifyCodeResponse:
        return await self._current().verify_code(**request)

    async def verify_receipt(self, receipt: str, **options: Any) -> VerifiedReceipt:
        return await verify_receipt_async(receipt, **options)

    async def verify_receipt_at(
        self, now_ms: int, receipt: str, trust: Json, checks: Json
    ) -> VerifiedReceipt:
        verified: VerifiedReceipt = await self._verifier_at(now_ms, **trust).verify(receipt, **checks)
        return verified

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    def _current(self) -> AsyncNoPass:
        if self._client is None:
            raise ValueError("there is no client yet")
        return self._client
