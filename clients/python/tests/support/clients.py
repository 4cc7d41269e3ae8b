"""Both clients, called alike."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol, TypeAlias

import pytest
from anyio.from_thread import start_blocking_portal

from nopass import AsyncNoPass, NoPass, NoPassError, SendCodeResponse, VerifyCodeResponse

API_KEY = "np_test_sk_canary_secret-canary"


class Waiting:
    """An AsyncNoPass whose calls are waited for, by an event loop in another thread."""

    def __init__(self, client: AsyncNoPass, call: Callable[..., Any]) -> None:
        self.client = client
        self._call = call

    def send_code(self, email: str | None = None, **more: Any) -> SendCodeResponse:
        answer: SendCodeResponse = self._call(partial(self.client.send_code, email, **more))
        return answer

    def verify_code(self, challenge_id: str, code: str, **more: Any) -> VerifyCodeResponse:
        answer: VerifyCodeResponse = self._call(partial(self.client.verify_code, challenge_id, code, **more))
        return answer

    def close(self) -> None:
        self._call(self.client.aclose)


Client: TypeAlias = NoPass | Waiting


class Connect(Protocol):
    def __call__(self, url: str, api_key: str = API_KEY, **options: Any) -> Client: ...


KINDS = ("threads", "asyncio", "trio")


@contextmanager
def connecting(kind: str) -> Iterator[Connect]:
    """Makes clients of a kind, and closes them."""
    made: list[Client] = []
    if kind == "threads":

        def connect(url: str, api_key: str = API_KEY, **options: Any) -> Client:
            made.append(NoPass(url, api_key, **options))
            return made[-1]

        yield connect
        for client in made:
            client.close()
        return

    with start_blocking_portal(kind) as portal:

        def connect(url: str, api_key: str = API_KEY, **options: Any) -> Client:
            made.append(Waiting(AsyncNoPass(url, api_key, **options), portal.call))
            return made[-1]

        yield connect
        for client in made:
            client.close()


def failure_of(act: Callable[[], object]) -> NoPassError:
    with pytest.raises(NoPassError) as caught:
        act()
    return caught.value
