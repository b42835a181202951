"""Waiting for a statement that Ctrl-C stops."""

from __future__ import annotations

import _thread
import gc
import threading
import time
import weakref
from typing import TYPE_CHECKING

import pytest

from cxjourney.engine.waiting import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Press = Callable[[Callable[[], object]], None]


@pytest.fixture
def worker() -> Iterator[Worker]:
    """Return a worker that ends with the test."""
    made = Worker()
    yield made
    made.close()


@pytest.mark.usefixtures("listening_to_control_c")
def test_an_interrupt_stops_the_statement_and_waits_for_its_end(worker: Worker, press_control_c: Press) -> None:
    """A statement that would take a minute ends when it is told to, and nothing of it runs on."""
    begun, told, ended = threading.Event(), threading.Event(), threading.Event()

    def statement() -> None:
        begun.set()
        if told.wait(60):
            ended.set()

    press_control_c(begun.is_set)

    with pytest.raises(KeyboardInterrupt):
        worker.run(statement, told.set)
    assert ended.is_set()
    assert worker.run(lambda: 7, told.set) == 7


@pytest.mark.usefixtures("listening_to_control_c")
def test_a_statement_that_has_not_begun_is_told_again(worker: Worker, press_control_c: Press) -> None:
    """What tells it to stop may come before it can hear."""
    calls: list[float] = []
    begun, deaf, stopped = threading.Event(), threading.Event(), threading.Event()

    def statement() -> None:
        begun.set()
        if not stopped.wait(60):
            deaf.set()

    def stop() -> None:
        calls.append(time.monotonic())
        if len(calls) > 2:
            stopped.set()

    press_control_c(begun.is_set)

    with pytest.raises(KeyboardInterrupt):
        worker.run(statement, stop)
    assert len(calls) >= 3
    assert not deaf.is_set()


@pytest.mark.usefixtures("listening_to_control_c")
def test_a_statement_that_was_still_to_come_never_runs(worker: Worker) -> None:
    """Behind one that Ctrl-C, pressed twice, left alone."""
    free, ran = threading.Event(), threading.Event()

    def left_alone() -> None:
        while not worker._tasks.qsize():
            time.sleep(0.001)
        _thread.interrupt_main()
        free.wait(60)

    worker.start()
    worker._tasks.put(left_alone)

    with pytest.raises(KeyboardInterrupt):
        worker.run(ran.set, free.set)
    free.set()
    assert worker.run(lambda: 7, free.set) == 7
    assert not ran.is_set()


def test_other_threads_run_their_statements_themselves(worker: Worker) -> None:
    """Ctrl-C never reaches them."""
    found: list[str] = []
    thread = threading.Thread(
        target=lambda: found.append(worker.run(lambda: threading.current_thread().name, lambda: None)), name="their own"
    )
    thread.start()
    thread.join()

    assert found == ["their own"]
    assert worker.run(lambda: threading.current_thread().name, lambda: None) == "cxjourney-statements"


def test_an_error_comes_back_and_keeps_nothing_alive(worker: Worker) -> None:
    """What the statement knew is free as soon as the error is."""

    class Known:
        def fail(self) -> None:
            message = "not so"
            raise ValueError(message)

    known = Known()
    dead = weakref.ref(known)
    gc.disable()
    with pytest.raises(ValueError, match="not so"):
        worker.run(known.fail, lambda: None)
    del known
    worker.run(lambda: None, lambda: None)
    gc.enable()

    assert dead() is None


def test_the_last_task_is_done_in_the_thread_before_it_ends(worker: Worker) -> None:
    """Nobody waits for it."""
    found: list[str] = []
    worker.start()
    worker.close(lambda: found.append(threading.current_thread().name))

    assert worker._thread is not None
    worker._thread.join(60)
    assert not worker._thread.is_alive()
    assert found == ["cxjourney-statements"]
