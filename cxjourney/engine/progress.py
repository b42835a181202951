"""How far a long call is: kept by whoever does the work, shown by a thread that only looks."""

from __future__ import annotations

import contextlib
import threading
import time
import warnings
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from cxjourney.arguments import check_choice
from cxjourney.engine.showing import display_of
from cxjourney.errors import CxJourneyWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Shown = Literal["auto", "terminal", "notebook", "off"]

LOOK = 0.2
"""Seconds between two looks at a call."""

PATIENCE = 10.0
"""Seconds at the end of a call until what shows it is given up: it may wait for something that only the caller gives."""


@dataclass(frozen=True, slots=True)
class Progress:
    """
    How far a long call is, as `show_progress` hands it to a function.

    Parameters
    ----------
    step
        What is done, such as ``"Measuring"``.
    detail
        The part of it that is being done; empty where there is none.
    done, total
        How many parts are done, and of how many; ``total`` is None where nobody knows.
    share
        Share of all parts that is done where their number is known, else that of the running statement, between 0 and 1; None
        where the engine does not tell.
    seconds
        Seconds since the call began.

    Examples
    --------
    >>> print(Progress("Measuring", "transitions", done=6, total=24))
    Measuring: transitions (7 of 24)
    """

    step: str
    detail: str = ""
    done: int = 0
    total: int | None = None
    share: float | None = None
    seconds: float = 0.0

    def __str__(self) -> str:
        count = "" if self.total is None else f" ({min(self.done + 1, self.total):,} of {self.total:,})"
        return f"{self.step}: {self.detail}{count}" if self.detail else f"{self.step}{count}"


class Call:
    """
    A call that may take long, as the thread that does the work tells of it.

    Parameters
    ----------
    step
        What is done.
    watched
        Whether somebody looks.
    """

    def __init__(self, step: str, *, watched: bool) -> None:
        self.watched = watched
        self._began = time.monotonic()
        self._now = Progress(step)
        self._ask: Callable[[], float | None] | None = None
        self._reached = 0.0

    def note(self, detail: str, done: int | None = None, total: int | None = None) -> None:
        """Say which part is begun, and where counted how many came before it."""
        if done is None:
            done, total = self._now.done, self._now.total
        self._now = Progress(self._now.step, detail, done, total)

    @contextlib.contextmanager
    def running(self, ask: Callable[[], float | None]) -> Iterator[None]:
        """Let the watcher ask how far a statement is, for as long as it runs."""
        before, self._ask = self._ask, ask
        try:
            yield
        finally:
            self._ask = before

    def state(self) -> Progress:
        """Return how far the call is; called by the thread that looks."""
        now, ask = self._now, self._ask
        statement: float | None = None
        if ask is not None:
            with contextlib.suppress(Exception):  # the statement may just have ended; nothing depends on the answer
                statement = ask()
        share = statement
        if now.total:
            share = self._reached = min(1.0, max(self._reached, (now.done + (statement or 0.0)) / now.total))
        return Progress(now.step, now.detail, now.done, now.total, share, time.monotonic() - self._began)


_CHOICE: ContextVar[tuple[Callable[[Progress], object] | Shown, float]] = ContextVar("choice", default=("auto", 1.0))
_CALL: ContextVar[Call | None] = ContextVar("call", default=None)


@contextlib.contextmanager
def show_progress(to: Callable[[Progress], object] | Shown = "auto", *, after: float = 1.0) -> Iterator[None]:
    """
    Decide where the progress of long calls is shown.

    Without it, calls that take over a second show a line on a terminal (on standard error, gone at the end) or a bar in a notebook,
    and nothing anywhere else: not in services, scripts whose errors go to a file, or tests.

    Parameters
    ----------
    to
        A function that takes a `Progress`; ``"terminal"`` or ``"notebook"``; ``"auto"`` to find out which it is; ``"off"`` for none.
    after
        Seconds a call must take before anything is shown.

    Yields
    ------
    None
        The calls inside are shown as asked.

    Raises
    ------
    OptionError
        If ``to`` is something else.

    Warns
    -----
    CxJourneyWarning
        If the function fails; the call itself goes on, without showing anything.

    Notes
    -----
    A function is called five times a second from a thread that lives no longer than the call. Results do not depend on it.

    Examples
    --------
    >>> import cxjourney as cx
    >>> seen = []
    >>> with cx.show_progress(seen.append, after=0):
    ...     events = cx.datasets.sample_shop(customers=50).events
    ...     statistics = cx.measure(events)
    >>> seen[-1].step
    'Measuring'
    """
    if not callable(to):
        check_choice("to", to, get_args(Shown))
    if isinstance(after, bool) or not isinstance(after, (int, float)):
        message = f"after takes a number of seconds, found {type(after).__name__}"
        raise TypeError(message)
    before = _CHOICE.get()
    try:
        _CHOICE.set((to, after))
        yield
    finally:
        _CHOICE.set(before)


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """
    Show the work inside, if it takes long; inside of another step it is a part of that.

    Parameters
    ----------
    name
        What is done.
    """
    if _CALL.get() is not None:
        yield
        return
    to, after = _CHOICE.get()
    display = to if callable(to) else display_of(to)
    call = Call(name, watched=display is not None)
    try:
        _CALL.set(call)
        with _watched(call, display, after) if display is not None else contextlib.nullcontext():
            yield
    finally:
        _CALL.set(None)


def note(detail: str, done: int | None = None, total: int | None = None) -> None:
    """
    Say which part of the current step is begun.

    Parameters
    ----------
    detail
        Its name.
    done, total
        How many parts came before it, and how many there are.
    """
    call = _CALL.get()
    if call is not None:
        call.note(detail, done, total)


def watched_call() -> Call | None:
    """Return the current call if somebody looks at it."""
    call = _CALL.get()
    return call if call is not None and call.watched else None


@contextlib.contextmanager
def _watched(call: Call, display: Callable[[Progress], object], after: float) -> Iterator[None]:
    ended, failed = threading.Event(), list[Exception]()
    context = copy_context()  # notebooks know by it which cell is running
    thread = threading.Thread(target=context.run, args=(_look, call, display, after, ended, failed), name="cxjourney-progress", daemon=True)
    try:
        thread.start()
        yield
    finally:
        ended.set()
        with contextlib.suppress(RuntimeError):  # Ctrl-C came before it began
            thread.join(PATIENCE)
        if failed or thread.is_alive():
            why = f"{type(failed[0]).__name__}: {failed[0]}" if failed else f"it takes more than {PATIENCE:g} seconds"
            warnings.warn(f"Progress could not be shown: {why}", CxJourneyWarning, stacklevel=5)


def _look(call: Call, display: Callable[[Progress], object], after: float, ended: threading.Event, failed: list[Exception]) -> None:
    if after > 0 and ended.wait(after):
        return
    try:
        display(call.state())
        while not ended.wait(LOOK):
            display(call.state())
    except Exception as cause:  # noqa: BLE001 - whatever fails here must not fail the call
        failed.append(cause)
    finally:
        close = getattr(display, "close", None)
        if close is not None:
            with contextlib.suppress(Exception):
                close()
