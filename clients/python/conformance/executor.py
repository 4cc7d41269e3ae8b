"""Does what each line of standard input says, and answers each with one line: how all clients are compared.

With the argument ``async`` it does so with AsyncNoPass and verify_receipt_async, with ``trio`` by trio as well.
"""

import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any, TypeAlias

import anyio

from nopass import (
    AsyncNoPass,
    AsyncReceiptVerifier,
    MemoryReplayGuard,
    NoPass,
    NoPassError,
    ReceiptError,
    ReceiptVerifier,
    SendCodeResponse,
    VerifiedReceipt,
    VerifyCodeResponse,
    verify_receipt,
    verify_receipt_async,
)

Json: TypeAlias = Mapping[str, Any]


class NotOffered(Exception):
    """Nobody is there to lose patience: the thread that calls waits for the answer."""

    reason = "NOT_OFFERED"


guard = MemoryReplayGuard()


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


async def do_client(doer: Threads | Tasks, command: Json) -> Json:
    options = command.get("options") or {}
    await doer.client(command["url"], command["apiKey"], renamed(options, client_options))
    return {}


async def do_send_code(doer: Threads | Tasks, command: Json) -> Json:
    sent = await doer.send_code(**renamed(command["request"], request_fields), **timeout_of(command))
    return {
        "challengeId": sent.challenge_id,
        "expireTimeMs": to_ms(sent.expire_time),
        "resendTimeMs": to_ms(sent.resend_time),
        "codeLength": sent.code_length,
        "codeAlphabet": sent.code_alphabet,
    }


async def do_verify_code(doer: Threads | Tasks, command: Json) -> Json:
    request = {"challengeId": "", "code": "", **command["request"]}
    proven = await doer.verify_code(**renamed(request, request_fields), **timeout_of(command))
    return {
        "email": proven.email,
        "purpose": proven.purpose,
        "verifyTimeMs": to_ms(proven.verify_time),
        "receipt": proven.receipt,
        "receiptExpireTimeMs": to_ms(proven.receipt_expire_time),
        "knownDevice": proven.known_device,
        "test": proven.test,
    }


async def do_verify_receipt(doer: Threads | Tasks, command: Json) -> Json:
    given = dict(command["options"])
    now_ms = given.pop("nowMs", None)
    once = {"consume": guard} if given.pop("once", False) else {}
    checks = renamed({name: given.pop(name) for name in check_options if name in given}, check_options) | once
    trust = renamed(given, trust_options)
    proven = (
        await doer.verify_receipt(command["receipt"], **trust, **checks)
        if now_ms is None
        else await doer.verify_receipt_at(now_ms, command["receipt"], trust, checks)
    )
    return {
        "email": proven.email,
        "purpose": proven.purpose,
        "subject": proven.subject,
        "id": proven.id,
        "nonce": proven.nonce,
        "test": proven.test,
    }


async def do_close(doer: Threads | Tasks, command: Json) -> Json:  # noqa: ARG001
    await doer.close()
    return {}


commands: Mapping[str, Callable[[Threads | Tasks, Json], Awaitable[Json]]] = {
    "client": do_client,
    "sendCode": do_send_code,
    "verifyCode": do_verify_code,
    "verifyReceipt": do_verify_receipt,
    "close": do_close,
}


def as_it_is(value: object) -> object:
    return value


def from_ms(value: float) -> timedelta:
    return timedelta(milliseconds=value)


def seconds(value: float) -> float:
    return value / 1000


Renames: TypeAlias = Mapping[str, tuple[str, Callable[[Any], object]]]

client_options: Renames = {"timeoutMs": ("timeout", seconds), "maxRetries": ("max_retries", as_it_is)}

request_fields: Renames = {
    "email": ("email", as_it_is),
    "ttlMs": ("ttl", from_ms),
    "locale": ("locale", as_it_is),
    "purpose": ("purpose", as_it_is),
    "nonce": ("nonce", as_it_is),
    "idempotencyKey": ("idempotency_key", as_it_is),
    "challengeId": ("challenge_id", as_it_is),
    "clientIp": ("client_ip", as_it_is),
    "knownDevice": ("known_device", as_it_is),
    "stranger": ("stranger", as_it_is),
    "code": ("code", as_it_is),
    "attemptId": ("attempt_id", as_it_is),
}

trust_options: Renames = {
    "issuer": ("issuer", as_it_is),
    "audience": ("audience", as_it_is),
    "jwksUrl": ("jwks_url", as_it_is),
    "allowTest": ("allow_test", as_it_is),
}

check_options: Renames = {"purpose": ("purpose", as_it_is), "nonce": ("nonce", as_it_is)}


def verifier_at(kind: Callable[..., Any]) -> Callable[..., Any]:
    """Makes verifiers of a kind with a clock that stands still."""

    def make(now_ms: int, **trust: Any) -> Any:
        now = datetime.fromtimestamp(now_ms / 1000, timezone.utc)
        return kind(**trust, now=lambda: now)

    return make


def renamed(values: Json, names: Renames) -> dict[str, Any]:
    pairs = ((names[name], value) for name, value in values.items())
    return {name: convert(value) for (name, convert), value in pairs}


def timeout_of(command: Json) -> dict[str, float]:
    return {"timeout": seconds(command["timeoutMs"])} if "timeoutMs" in command else {}


def to_ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


def refusal_of(error: Exception) -> Json:
    if isinstance(error, NoPassError):
        wait = error.retry_after
        return {
            "reason": error.reason,
            "retryAfterMs": None if wait is None else round(wait * 1000),
            "attemptsLeft": error.attempts_left,
            "challengeId": error.challenge_id,
            "violations": [vars(violation) for violation in error.violations],
        }
    reason = (
        error.reason if isinstance(error, (ReceiptError, NotOffered)) else f"{type(error).__name__}: {error}"
    )
    nothing: Json = {"retryAfterMs": None, "attemptsLeft": None, "challengeId": None, "violations": []}
    return {"reason": reason, **nothing}


async def obeyed(doer: Threads | Tasks, command: Json) -> Json:
    if "cancelAfterMs" not in command:
        return await commands[command["do"]](doer, command)
    if isinstance(doer, Threads):
        raise NotOffered
    result: Json | Exception = {}
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(doer.cancel_after, command["cancelAfterMs"])
        try:
            result = await commands[command["do"]](doer, command)
        except NoPassError as error:
            result = error
        tasks.cancel_scope.cancel()
    if isinstance(result, Exception):
        raise result
    return result


async def main(doer: Threads | Tasks) -> None:
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer: Json = {"ok": await obeyed(doer, command)}
        except Exception as error:
            answer = {"error": refusal_of(error)}
        print(json.dumps({"id": command["id"], **answer}), flush=True)
    await doer.close()


if __name__ == "__main__":
    kind = sys.argv[1] if len(sys.argv) > 1 else "sync"
    anyio.run(main, Threads() if kind == "sync" else Tasks(), backend="trio" if kind == "trio" else "asyncio")
