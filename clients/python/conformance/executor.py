"""Does what each line of standard input says, and answers each with one line: how all clients are compared.

With the argument ``async`` it does so with AsyncNoPass and verify_receipt_async, with ``trio`` by trio as well.
"""

import json
import sys
from collections.abc import Awaitable, Callable, Mapping

import anyio
from doers import Json, Tasks, Threads
from wire import (
    NotOffered,
    check_options,
    client_options,
    refusal_of,
    renamed,
    request_fields,
    timeout_of,
    to_ms,
    trust_options,
)

from nopass import MemoryReplayGuard, NoPassError

guard = MemoryReplayGuard()


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
