from collections.abc import Iterator

import pytest

from .support.clients import KINDS, Connect, connecting


@pytest.fixture(params=KINDS)
def connect(request: pytest.FixtureRequest) -> Iterator[Connect]:
    """Makes clients, for threads and for tasks."""
    with connecting(request.param) as connect:
        yield connect


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    backend: str = request.param
    return backend
