"""Tries the clients against the service itself, where its sources and a Node.js for them are at hand."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import httpx2
import pytest

from nopass import MemoryReplayGuard, verify_receipt
from nopass.gen import nopass_pb2, nopass_pb2_grpc

from .support.clients import Connect, failure_of
from .support.receipts import refusal_of

root = Path(__file__).parents[3]
node = shutil.which("node", path=f"{root}/node_modules/.bin{os.pathsep}{os.environ.get('PATH', '')}")
cli = root / "src/cli.ts"

pytestmark = pytest.mark.skipif(
    not (node and cli.exists() and (root / "node_modules").exists()), reason="there is no service to run"
)


@dataclass(frozen=True)
class Service:
    url: str
    port: int
    api_key: str

    def code_for(self, email: str) -> str:
        answer = httpx2.get(f"{self.url}/inbox/messages", params={"to": email}).json()
        messages = answer["messages"] if isinstance(answer, dict) else answer
        code: str = messages[0]["code"]
        return code


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("service")
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [str(node), str(cli), "dev"],
            cwd=folder,
            env={**os.environ, "PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            deadline = time.monotonic() + 30
            while not (said := re.search(r"np_\w+_sk_\w+", log.read_text())):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            yield Service(f"http://localhost:{port}", port, said[0])
        finally:
            process.terminate()
            process.wait(20)


def test_a_code_is_mailed_and_judged_and_its_receipt_believed_once(
    service: Service, connect: Connect
) -> None:
    email = f"Ada-{uuid.uuid4()}@Example.com"
    client = connect(service.url, service.api_key)
    sent = client.send_code(email, purpose="confirm", nonce="n-1", locale="de")
    assert sent.code_alphabet == "digits"
    proven = client.verify_code(sent.challenge_id, service.code_for(email.lower()))
    assert (proven.email, proven.purpose, proven.test) == (email.lower(), "confirm", False)
    assert proven.known_device

    checks: dict[str, Any] = {"issuer": service.url, "audience": "dev", "purpose": "confirm", "nonce": "n-1"}
    guard = MemoryReplayGuard()
    assert verify_receipt(proven.receipt, **checks, consume=guard).email == proven.email
    assert refusal_of(lambda: verify_receipt(proven.receipt, **checks, consume=guard)).reason == "REPLAYED"
    wrong = {**checks, "purpose": "sign-in"}
    assert refusal_of(lambda: verify_receipt(proven.receipt, **wrong)).reason == "PURPOSE"


def test_refusals_of_the_service_are_understood(service: Service, connect: Connect) -> None:
    email = f"{uuid.uuid4()}@example.com"
    client = connect(service.url, service.api_key)
    sent = client.send_code(email)
    cooling = failure_of(lambda: client.send_code(email))
    assert cooling.reason == "COOLING_DOWN"
    assert cooling.retry_after is not None
    assert 20 < cooling.retry_after <= 30
    rejected = failure_of(lambda: client.verify_code(sent.challenge_id, "wrong"))
    assert (rejected.reason, rejected.attempts_left) == ("CODE_REJECTED", 0)
    assert failure_of(lambda: client.verify_code(sent.challenge_id, "0")).reason == "CHALLENGE_CLOSED"
    assert failure_of(lambda: client.verify_code("nc1_forged", "0")).reason == "CHALLENGE_UNKNOWN"
    broken = failure_of(lambda: client.send_code(email, purpose="A B", locale="!"))
    assert [each.field for each in broken.violations] == ["locale", "purpose"]
    assert failure_of(lambda: client.send_code("ada")).reason == "EMAIL_INVALID"
    assert failure_of(lambda: client.send_code(email, nonce="\ud800")).reason == "REQUEST_INVALID"
    stranger = connect(service.url, "np_live_sk_unknown")
    assert failure_of(lambda: stranger.send_code(email)).reason == "KEY_UNKNOWN"


def test_the_same_key_is_answered_the_same(service: Service, connect: Connect) -> None:
    email, key = f"{uuid.uuid4()}@example.com", uuid.uuid4().hex
    client = connect(service.url, service.api_key)
    sent = [client.send_code(email, idempotency_key=key) for _ in range(3)]
    assert len({each.challenge_id for each in sent}) == 1


def test_the_stubs_speak_to_the_service(service: Service) -> None:
    with grpc.insecure_channel(f"localhost:{service.port}") as channel:
        stub = nopass_pb2_grpc.NoPassServiceStub(channel)
        request = nopass_pb2.SendCodeRequest(email=f"{uuid.uuid4()}@example.com")
        metadata = [("authorization", f"Bearer {service.api_key}")]
        assert stub.SendCode(request, metadata=metadata, timeout=10).code_length == 6


@pytest.mark.parametrize("kind", ["sync", "async", "trio"])
def test_the_conformance_executor_answers_line_by_line(service: Service, kind: str) -> None:
    email = f"{uuid.uuid4()}@example.com"
    process = subprocess.Popen(
        [str(Path(__file__).parents[1] / "conformance/run"), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    streams = process.stdin, process.stdout

    def ask(do: str, **more: object) -> Any:
        print(json.dumps({"id": 7, "do": do, **more}), file=streams[0], flush=True)
        answer = json.loads(streams[1].readline())
        assert answer.pop("id") == 7
        return answer

    assert ask("client", url=service.url, apiKey=service.api_key, options={"timeoutMs": 3000}) == {"ok": {}}
    sent = ask("sendCode", request={"email": email, "ttlMs": 60_000})["ok"]
    assert sent.keys() == {"challengeId", "expireTimeMs", "resendTimeMs", "codeLength", "codeAlphabet"}
    assert ask("sendCode", request={"email": email}, timeoutMs=2000)["error"]["reason"] == "COOLING_DOWN"
    request = {"challengeId": sent["challengeId"], "code": service.code_for(email)}
    proven = ask("verifyCode", request=request)["ok"]
    assert abs(proven["verifyTimeMs"] - time.time() * 1000) < 10_000
    options = {"issuer": service.url, "audience": "dev"}
    assert ask("verifyReceipt", receipt=proven["receipt"], options=options)["ok"]["nonce"] is None
    options["nonce"] = "n-1"
    assert ask("verifyReceipt", receipt=proven["receipt"], options=options)["error"] == {
        "reason": "NONCE",
        "retryAfterMs": None,
        "attemptsLeft": None,
        "challengeId": None,
        "violations": [],
    }
    assert ask("close") == {"ok": {}}
    assert ask("sendCode", request={"email": email})["error"]["reason"] == "CANCELED"
    process.stdin.close()
    assert process.wait(10) == 0
    process.stdout.close()
