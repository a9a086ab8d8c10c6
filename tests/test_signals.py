"""Threads that wait for each other, awake or asleep."""

import threading

import pytest

from tnstudio import signals
from tnstudio.signals import Signal


@pytest.mark.parametrize("looks", [1, signals.LOOKS])
def test_that_two_threads_take_turns(looks, monkeypatch):
    monkeypatch.setattr(signals, "LOOKS", looks)
    there, back = Signal(), Signal()
    seen = []

    def answer() -> None:
        for number in range(1, 1001):
            there.wait_for(number)
            seen.append(number)
            back.raise_count()

    thread = threading.Thread(target=answer)
    thread.start()
    for number in range(1, 1001):
        assert len(seen) == number - 1
        there.raise_count()
        back.wait_for(number)
        assert len(seen) == number
    thread.join(30)
    assert not thread.is_alive()


def test_that_nobody_waits_for_what_has_been():
    signal = Signal()
    for _ in range(3):
        signal.raise_count()
    for count in range(4):
        signal.wait_for(count)


def test_that_a_count_raised_many_times_wakes_once_and_for_all():
    signal, asleep = Signal(), threading.Event()

    def wait() -> None:
        asleep.set()
        signal.wait_for(50)

    thread = threading.Thread(target=wait)
    thread.start()
    asleep.wait(30)
    for _ in range(50):
        signal.raise_count()
    thread.join(30)
    assert not thread.is_alive()
