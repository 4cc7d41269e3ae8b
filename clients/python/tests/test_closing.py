import threading
import time
from collections.abc import Awaitable, Callable

import anyio
import httpx2
import pytest

from nopass import AsyncNoPass, NoPass, NoPassError

from .support.clients import API_KEY, Connect, failure_of
from .support.fake_no_pass import code_sent, fake_no_pass, hang, refuse

ADA = "ada@example.com"


def test_a_closed_client_calls_nobody(connect: Connect) -> None:
    with fake_no_pass(code_sent) as service:
        client = connect(service.url)
        client.close()
        client.close()
        assert failure_of(lambda: client.send_code(ADA)).reason == "CANCELED"
    assert service.calls == []


def test_a_client_is_closed_at_the_end_of_its_block() -> None:
    with fake_no_pass(code_sent) as service:
        with NoPass(service.url, API_KEY) as client:
            client.send_code(ADA)
        assert failure_of(lambda: client.send_code(ADA)).reason == "CANCELED"


def test_closing_ends_a_thread_that_waits_between_two_tries() -> None:
    with fake_no_pass(refuse("STORE_UNAVAILABLE", retry_after=5)) as service:
        client = NoPass(service.url, API_KEY)
        threading.Timer(0.2, client.close).start()
        start = time.monotonic()
        assert failure_of(lambda: client.send_code(ADA)).reason == "CANCELED"
        assert time.monotonic() - start < 2


def test_the_http_client_of_the_caller_stays_open() -> None:
    with fake_no_pass(code_sent) as service, httpx2.Client(headers={"x-gateway": "1"}) as http:
        with NoPass(service.url, API_KEY, http_client=http) as client:
            client.send_code(ADA)
        assert not http.is_closed
    assert service.calls[0].headers["x-gateway"] == "1"


def test_the_http_client_of_the_caller_adds_no_credentials_and_follows_nothing() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(307, headers={"location": "https://evil.example/"})

    transport = httpx2.MockTransport(answer)
    with httpx2.Client(transport=transport, auth=("a", "b"), follow_redirects=True) as http:
        client = NoPass("https://nopass.example", API_KEY, http_client=http)
        assert failure_of(lambda: client.send_code(ADA)).reason == "UNKNOWN"
    assert [request.headers["authorization"] for request in seen] == [f"Bearer {API_KEY}"]


@pytest.mark.anyio
async def test_closing_ends_the_calls_of_tasks_that_are_under_way() -> None:
    with fake_no_pass(hang) as service:
        client = AsyncNoPass(service.url, API_KEY)
        reasons: list[str] = []

        async def call() -> None:
            try:
                await client.send_code(ADA)
            except NoPassError as error:
                reasons.append(error.reason)

        start = time.monotonic()
        async with anyio.create_task_group() as group:
            group.start_soon(call)
            group.start_soon(call)
            await until(lambda: len(service.calls) == 2)
            await client.aclose()
        assert reasons == ["CANCELED", "CANCELED"]
        assert time.monotonic() - start < 2


@pytest.mark.anyio
@pytest.mark.parametrize("answer", [hang, refuse("STORE_UNAVAILABLE", retry_after=5)])
async def test_a_task_that_is_cancelled_ends_as_any_other(answer: Callable[..., None]) -> None:
    with fake_no_pass(answer) as service:
        async with AsyncNoPass(service.url, API_KEY) as client:
            with anyio.move_on_after(0.3) as scope:
                await client.send_code(ADA)
            assert scope.cancelled_caught
            assert len(service.calls) == 1


@pytest.mark.anyio
async def test_tasks_share_a_client() -> None:
    with fake_no_pass(code_sent) as service:
        async with AsyncNoPass(service.url, API_KEY) as client, anyio.create_task_group() as group:
            for _ in range(50):
                group.start_soon(client.send_code, ADA)
    assert len({message["idempotencyKey"] for message in service.messages()}) == 50


def test_threads_share_a_client() -> None:
    with fake_no_pass(code_sent) as service, NoPass(service.url, API_KEY) as client:
        threads = [threading.Thread(target=client.send_code, args=(ADA,)) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len({message["idempotencyKey"] for message in service.messages()}) == 50


async def until(
    condition: Callable[[], bool], pause: Callable[[float], Awaitable[None]] = anyio.sleep
) -> None:
    with anyio.fail_after(5):
        while not condition():
            await pause(0.01)
