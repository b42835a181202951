"""Waiting for a statement that Ctrl-C stops."""

from __future__ import annotations

import _thread
import threading
import time

import pytest

from cxjourney.engine.waiting import Worker


@pytest.mark.usefixtures("listening_to_control_c")
def test_an_interrupt_stops_the_statement_and_waits_for_its_end() -> None:
    """A statement that would take twenty seconds ends when it is told to, and nothing of it runs on."""
    told, ended = threading.Event(), threading.Event()

    def statement() -> None:
        told.wait(20)
        ended.set()

    worker = Worker()
    threading.Timer(0.3, _thread.interrupt_main).start()
    begin = time.monotonic()

    with pytest.raises(KeyboardInterrupt):
        worker.run(statement, told.set)
    assert told.is_set()
    assert ended.is_set()
    assert time.monotonic() - begin < 15
    assert worker.run(lambda: 7, told.set) == 7
    worker.close(wait=True)


@pytest.mark.usefixtures("listening_to_control_c")
def test_a_statement_that_has_not_begun_is_told_again() -> None:
    """What tells it to stop may come before it can hear."""
    calls: list[float] = []
    deaf, stopped = threading.Event(), threading.Event()

    def stop() -> None:
        calls.append(time.monotonic())
        if len(calls) > 2:
            stopped.set()

    worker = Worker()
    threading.Timer(0.2, _thread.interrupt_main).start()

    with pytest.raises(KeyboardInterrupt):
        worker.run(lambda: stopped.wait(20) or deaf.set(), stop)
    assert len(calls) == 3
    assert not deaf.is_set()
    worker.close(wait=True)


def test_other_threads_run_their_statements_themselves() -> None:
    """Ctrl-C never reaches them."""
    found: list[str] = []
    worker = Worker()
    thread = threading.Thread(
        target=lambda: found.append(worker.run(lambda: threading.current_thread().name, lambda: None)), name="their own"
    )
    thread.start()
    thread.join()

    assert found == ["their own"]
    assert worker.run(lambda: threading.current_thread().name, lambda: None).startswith("cxjourney-statements")
    worker.close(wait=True)
