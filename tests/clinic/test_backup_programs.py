"""Programs that a backup or a restore starts: an order to end is heard, whenever it comes."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from clinic.backups.programs import held_back, started


@pytest.fixture(autouse=True)
def told_to_end() -> Iterator[None]:
    """As the commands take it (SIGTERM)."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


def test_an_order_to_end_waits_until_the_program_is_started() -> None:
    reached = []
    with pytest.raises(KeyboardInterrupt), held_back():
        signal.raise_signal(signal.SIGTERM)  # to this thread: commands have no other yet
        reached.append("the end of what may not be cut off")
    assert reached


def test_an_order_held_back_for_us_is_heard_by_the_program() -> None:
    with started(["sleep", "60"]) as program:
        program.terminate()
        assert program.wait(10) == -signal.SIGTERM


def test_a_program_is_ended_where_we_fail() -> None:
    with pytest.raises(ZeroDivisionError), started(["sleep", "60"]) as program:
        raise ZeroDivisionError
    assert program.returncode == -signal.SIGKILL
