"""Wait for a statement so that Ctrl-C stops it at once."""

from __future__ import annotations

import threading
from concurrent.futures import Future, wait
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

LOOK_UP = 0.2
"""Seconds between two looks for Ctrl-C where waiting itself cannot be interrupted."""


class Worker:
    """
    A thread in which statements run, while the main thread waits for them and for Ctrl-C.

    Engines look for Ctrl-C only after a statement, if at all. The thread keeps no program from ending.

    Parameters
    ----------
    begin
        What to do in the thread before anything else.
    """

    def __init__(self, begin: Callable[[], object] | None = None) -> None:
        self._begin = begin
        self._tasks: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread, if it does not run."""
        if self._thread is None or not self._thread.is_alive():
            arguments = (self._tasks, self._begin)
            self._thread = threading.Thread(target=_work, args=arguments, name="cxjourney-statements", daemon=True)
            self._thread.start()

    def run(self, action: Callable[[], T], stop: Callable[[], object]) -> T:
        """
        Return what an action gives; other threads than the main one, which Ctrl-C never reaches, run it themselves.

        Parameters
        ----------
        action
            The statement.
        stop
            What stops it.
        """
        if threading.current_thread() is not threading.main_thread():
            return action()
        future: Future[T] = Future()
        try:
            self.start()
            self._tasks.put(partial(_answer, future, action))
            while not wait((future,), LOOK_UP).done:
                pass
            return future.result()
        except BaseException:  # Ctrl-C, what the handler of another signal raises, or what the statement did
            while not (future.cancel() or future.done()):  # it does not hear before it has begun inside the engine
                stop()
                wait((future,), LOOK_UP)
            raise
        finally:
            del future  # its error knows this frame: engines would live until the garbage collector comes

    def close(self, last: Callable[[], object] | None = None) -> None:
        """
        End the thread after what it is doing, without waiting for that.

        Finalizers call it, and the garbage collector calls those while this thread is anywhere, with any lock held: there is nothing
        here to wait for, and no other thread is started.

        Parameters
        ----------
        last
            What the thread does before it ends, if it runs.
        """
        if last is not None:
            self._tasks.put(last)
        self._tasks.put(None)


def _work(tasks: SimpleQueue[Callable[[], object] | None], begin: Callable[[], object] | None) -> None:
    if begin is not None:
        begin()
    while (task := tasks.get()) is not None:
        task()
        del task  # while waiting for the next one it would keep the engine


def _answer(future: Future[T], action: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        found = action()
    except BaseException as error:  # noqa: BLE001 - whoever waits gets it
        future.set_exception(error)
        del future  # its error knows this frame
    else:
        future.set_result(found)
