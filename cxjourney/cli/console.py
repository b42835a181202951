"""What goes to the terminal: results to standard output, progress and errors to standard error."""

from __future__ import annotations

import json
import os
import sys
import warnings
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from cxjourney.engine import progress as engine_progress
from cxjourney.errors import CxJourneyError, CxJourneyWarning, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

WIDE = 100_000
"""Width where no terminal limits the lines, so that nothing is cut or wrapped."""


class _Pipe(Console):
    """A console that leaves it to the program to say what a closed pipe means."""

    def on_broken_pipe(self) -> None:
        """Let the error through: its own way out has the exit code of findings."""
        raise BrokenPipeError


def output() -> Console:
    """Return where results go: the terminal as it is, or plain lines of any length."""
    return _console(sys.stdout)


def _console(stream: IO[str]) -> Console:
    terminal = stream.isatty()
    return _Pipe(file=stream, width=None if terminal else WIDE, no_color=not terminal, color_system="auto" if terminal else None)


def show(*results: RenderableType) -> None:
    """
    Print results; text is shown as it is, without control characters.

    Parameters
    ----------
    *results
        Texts and tables.
    """
    console = output()
    for result in results:
        console.print(Text(clean(result)) if isinstance(result, str) else result)


def show_json(document: Any) -> None:
    """
    Print a document for machines.

    Parameters
    ----------
    document
        Plain lists, dictionaries, texts and numbers.
    """
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def complain(text: str, *, label: str = "Error") -> None:
    """
    Print a message for people to standard error.

    Parameters
    ----------
    text
        The message.
    label
        What kind of message it is.
    """
    try:
        _console(sys.stderr).print(Text(f"{label}: {clean(text)}", style="red" if label == "Error" else "yellow"))
    except OSError:  # nobody can be told; the exit code says it, too
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def complain_about(error: CxJourneyError | OSError) -> None:
    """
    Print an error with its hint.

    Parameters
    ----------
    error
        What went wrong.
    """
    if isinstance(error, OSError) and not isinstance(error, CxJourneyError):
        complain(f"{error.filename}: {error.strerror}." if error.filename else str(error.strerror or error))
    else:
        complain(str(error))


@contextmanager
def progress(step: str) -> Iterator[None]:
    """
    Show what is being done if it takes over a second, on a terminal only; what is called inside tells how far it is.

    Parameters
    ----------
    step
        What is being done.
    """
    with engine_progress.show_progress("terminal" if sys.stderr.isatty() else "off"), engine_progress.step(step):
        yield


@contextmanager
def notes() -> Iterator[None]:
    """Show warnings as notes on standard error instead of Python's own form."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", CxJourneyWarning)
        warnings.showwarning = lambda message, *_rest, **_named: complain(str(message), label="Note")
        yield
