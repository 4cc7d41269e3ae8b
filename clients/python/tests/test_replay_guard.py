from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from nopass import MemoryReplayGuard

from .support.receipts import NOON, Clock


def test_each_receipt_is_let_in_once_however_many_ask() -> None:
    guard = MemoryReplayGuard(now=lambda: NOON)
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: guard("id", NOON + timedelta(minutes=6)), range(200)))
    assert answers.count(True) == 1


def test_a_receipt_is_forgotten_when_it_is_over() -> None:
    clock = Clock()
    guard = MemoryReplayGuard(now=clock, capacity=2)
    assert guard("a", NOON + timedelta(minutes=1))
    assert guard("b", NOON + timedelta(minutes=2))
    clock.pass_time(minutes=1)
    assert guard("c", NOON + timedelta(minutes=3))
    assert not guard("b", NOON + timedelta(minutes=2))


def test_a_full_guard_does_not_forget() -> None:
    guard = MemoryReplayGuard(now=lambda: NOON, capacity=1)
    assert guard("a", NOON + timedelta(minutes=1))
    with pytest.raises(RuntimeError, match="full"):
        guard("b", NOON + timedelta(minutes=1))
    assert not guard("a", NOON + timedelta(minutes=1))


@pytest.mark.parametrize("capacity", [0, -1, 1.5, True])
def test_a_guard_that_cannot_work_is_not_made(capacity: float) -> None:
    with pytest.raises((TypeError, ValueError), match="capacity"):
        MemoryReplayGuard(capacity=capacity)  # type: ignore[arg-type]
