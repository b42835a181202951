"""Where progress is shown: a line on a terminal, a bar in a notebook."""

from __future__ import annotations

import html
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxjourney.engine.progress import Progress


def display_of(choice: str) -> Callable[[Progress], object] | None:
    """
    Return what shows progress, or None where nobody would see it.

    Parameters
    ----------
    choice
        ``"auto"``, ``"terminal"``, ``"notebook"`` or ``"off"``.
    """
    if choice == "auto":
        choice = "notebook" if _in_notebook() else "terminal" if _on_terminal() else "off"
    if choice == "off":
        return None
    return TerminalLine() if choice == "terminal" else NotebookBar()


def _in_notebook() -> bool:
    shell = sys.modules.get("IPython")
    running = None if shell is None else shell.get_ipython()
    return getattr(running, "kernel", None) is not None


def _on_terminal() -> bool:
    try:
        return sys.stderr is not None and sys.stderr.isatty()
    except ValueError:  # a closed stream
        return False


def _minutes(progress: Progress) -> str:
    """Return how long the call has taken, in minutes and seconds."""
    minutes, seconds = divmod(int(progress.seconds), 60)
    return f"{minutes}:{seconds:02}"


class TerminalLine:
    """A line on standard error that goes away when the call ends."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, progress: Progress) -> None:
        """
        Show how far the call is.

        Parameters
        ----------
        progress
            How far it is.
        """
        first = self._bar is None
        if first:
            self._make()
        total = None if progress.share is None else 1.0
        facts = {"description": str(progress), "completed": progress.share or 0.0, "total": total, "time": _minutes(progress)}
        self._bar.update(self._task, **facts)
        if first:
            self._bar.start()
        self._bar.refresh()

    def _make(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - loaded only where something is shown
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn  # noqa: PLC0415

        texts = [TextColumn(f"{{task.{name}}}", markup=False) for name in ("description", "fields[time]")]
        columns = (SpinnerColumn(), texts[0], BarColumn(bar_width=20), texts[1])
        self._bar = Progress(*columns, console=Console(file=sys.stderr), transient=True, auto_refresh=False, redirect_stdout=False)
        self._task = self._bar.add_task("", total=None, time="")

    def close(self) -> None:
        """Take the line away."""
        if self._bar is not None:
            self._bar.stop()


class NotebookBar:
    """A bar below the cell that goes away when the call ends."""

    def __init__(self) -> None:
        self._handle: Any = None

    def __call__(self, progress: Progress) -> None:
        """
        Show how far the call is.

        Parameters
        ----------
        progress
            How far it is.
        """
        text = f"{progress} · {_minutes(progress)}"
        value = "" if progress.share is None else f' value="{progress.share:.3f}"'
        self._show({"text/plain": text, "text/html": f"<progress{value}></progress> {html.escape(text)}"})

    def _show(self, bundle: dict[str, str]) -> None:
        display: Any = sys.modules["IPython.display"].display
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)
        else:
            self._handle.update(bundle, raw=True)

    def close(self) -> None:
        """Take the bar away."""
        if self._handle is not None:
            self._show({"text/plain": "", "text/html": ""})
