"""Wait for a statement so that Ctrl-C stops it at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

LOOK_UP = 0.2
"""Seconds between two looks for Ctrl-C where waiting itself cannot be interrupted."""


class Worker:
    """
    A thread in which statements run, while the main thread waits for them and for Ctrl-C.

    Engines look for Ctrl-C only after a statement, if at all.

    Parameters
    ----------
    begin
        What to do in the thread before anything else.
    """

    def __init__(self, begin: Callable[[], object] | None = None) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cxjourney-statements", initializer=begin)

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
        future = self._pool.submit(action)
        try:
            while not wait((future,), LOOK_UP).done:
                pass
        except BaseException:  # Ctrl-C, or what the handler of another signal raises
            while not future.done():  # a statement that has not begun yet does not hear it the first time
                stop()
                wait((future,), LOOK_UP)
            raise
        return future.result()

    def close(self, *, wait: bool) -> None:
        """
        End the thread after what it is doing.

        Parameters
        ----------
        wait
            Whether to wait for that. A finalizer must not: the garbage collector may call it while a thread begins or ends, with the
            very lock held that waiting for another thread needs.
        """
        self._pool.shutdown(wait=wait)
