import asyncio
import io
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import grpc
import pytest

from nopass.gen import nopass_pb2, nopass_pb2_grpc

from .support.clients import API_KEY
from .support.fake_no_pass import FakeNoPass, code_right, code_sent, fake_no_pass, refuse
from .support.receipts import a_key, a_receipt, claims

readme = (Path(__file__).parents[1] / "README.md").read_text()
sync, tasks, receipts, verifier, middleware, stubs = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)

key = a_key("es-1")


@pytest.fixture(autouse=True)
def _api_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOPASS_KEY", API_KEY)


def run(example: str, service: FakeNoPass) -> dict[str, Any]:
    """Runs an example as it stands there, but for the address of the service."""
    service.keys = [key.jwk]
    names: dict[str, Any] = {}
    local = example.replace("https://nopass.example.com", service.url).replace("receipts.db", ":memory:")
    exec(compile(local, "README.md", "exec"), names)
    return names


def a_receipt_of(service: FakeNoPass, **said: object) -> str:
    iat = int(datetime.now(timezone.utc).timestamp())
    return a_receipt(key, claims(iss=service.url, auth_time=iat, iat=iat, exp=iat + 300, **said))


def test_the_first_example_with_a_wrong_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the right one it is run by try-package.sh, as only a service can sign the receipt."""
    with fake_no_pass(code_sent, refuse("CODE_REJECTED", metadata={"attempts_left": "2"})) as service:
        monkeypatch.setenv("NOPASS_URL", service.url)
        monkeypatch.setattr(sys, "argv", ["sign_in.py", "ada@example.com"])
        monkeypatch.setattr(sys, "stdin", io.StringIO("012 345\n"))
        run(sync, service)["no_pass"].close()
    assert capsys.readouterr().out.splitlines() == [
        "a code of 6 characters is on its way",
        "wrong, 2 attempts left",
    ]


def test_the_example_for_tasks(capsys: pytest.CaptureFixture[str]) -> None:
    with fake_no_pass(code_sent, code_right) as service:
        run(tasks, service)
    assert capsys.readouterr().out == "ada@example.com is theirs\n"


def test_the_example_of_a_receipt() -> None:
    with fake_no_pass(code_sent) as service:
        names = run(receipts, service)
        receipt = a_receipt_of(service, nonce="n-1")
        assert names["sign_in"](receipt, "n-2") is None
        assert names["sign_in"](receipt, "n-1") == "canary@example.com"
        assert names["sign_in"](receipt, "n-1") is None
    names["db"].close()


def test_the_example_of_a_verifier() -> None:
    with fake_no_pass(code_sent) as service:
        names = run(verifier, service)
        assert names["proven_address"](a_receipt_of(service, nonce="n-1"), "n-1") == "canary@example.com"


def test_the_example_of_a_middleware(capsys: pytest.CaptureFixture[str]) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> None:
        pass

    with fake_no_pass(code_sent) as service:
        app = run(middleware, service)["app"]
        for purpose in ("sign-in", "delete-account"):
            authorization = f"Bearer {a_receipt_of(service, purpose=purpose)}"
            scope = {"type": "http", "headers": [(b"authorization", authorization.encode())]}
            asyncio.run(app(scope, receive, send))
    assert [message["status"] for message in sent[::2]] == [401, 200]
    assert sent[-1]["body"] == b"canary@example.com is gone"
    assert capsys.readouterr().out == "receipt refused: PURPOSE\n"


class Servicer(nopass_pb2_grpc.NoPassServiceServicer):  # type: ignore[misc]
    def SendCode(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        assert ("authorization", f"Bearer {API_KEY}") in context.invocation_metadata()
        return nopass_pb2.SendCodeResponse(challenge_id=f"nc1_{request.email}")


def test_the_example_of_grpc() -> None:
    server = grpc.server(ThreadPoolExecutor(1))
    nopass_pb2_grpc.add_NoPassServiceServicer_to_server(Servicer(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    names = run(stubs, FakeNoPass(""))
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        assert names["send_code"](channel, API_KEY, "ada@example.com") == "nc1_ada@example.com"
    server.stop(None).wait()
