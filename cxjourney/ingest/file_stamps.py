"""Files that stay as they are while they are read, and room for what is unpacked of them."""

from __future__ import annotations

import contextlib
import errno
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.engine.progress import step
from cxjourney.errors import CxJourneyError, DataError, LimitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cxjourney.ingest.raw_table import RawTable
    from cxjourney.ingest.text_files import SourceFile

_NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}


@dataclass(frozen=True, slots=True)
class Stamp:
    """
    What a file was when it was opened.

    Parameters
    ----------
    path
        Where it is.
    name
        Its name as the caller gave it.
    state
        What changes when its content does.
    """

    path: Path
    name: str
    state: tuple[int, ...]

    def trouble(self) -> str:
        """Return what happened to the file since then, nothing if it is the same."""
        try:
            now = _state(self.path)
        except OSError:
            return "went away"
        return "" if now == self.state else "changed"


def _state(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def stamped(files: Iterable[SourceFile]) -> tuple[Stamp, ...]:
    """
    Return what files are now.

    Parameters
    ----------
    files
        The files.
    """
    return tuple(Stamp(file.path, file.name, _state(file.path)) for file in files)


def refuse_changed(stamps: Iterable[Stamp], cause: BaseException | None = None) -> None:
    """
    Refuse files that are no longer what they were: a part of them may have been read before and a part after.

    Parameters
    ----------
    stamps
        What they were.
    cause
        What went wrong already.

    Raises
    ------
    DataError
        If one of them changed or went away.
    """
    for stamp in stamps:
        if trouble := stamp.trouble():
            message = f"{stamp.name}: the file {trouble} while it was being read; nothing of it was kept."
            hint = "wait until the program that writes it has finished, or read a copy."
            raise DataError(message, code="changed", hint=hint, source=stamp.name) from cause


@contextlib.contextmanager
def steady(stamps: tuple[Stamp, ...]) -> Iterator[None]:
    """
    Read files that must not change meanwhile, and for whose text there must be room.

    Parameters
    ----------
    stamps
        What they were before.

    Raises
    ------
    DataError
        If one of them changed or went away.
    LimitError
        If a disk is full.
    """
    try:
        yield
    except CxJourneyError as cause:
        refuse_changed(stamps, cause)
        raise
    except OSError as cause:
        if cause.errno not in _NO_ROOM:
            raise
        message = f"{stamps[0].name}: there is no room for its text in {tempfile.gettempdir()}: {cause.strerror}."
        raise LimitError(message, hint="free some disk, or point TMPDIR to a folder with room.", source=stamps[0].name) from cause
    refuse_changed(stamps)


@contextlib.contextmanager
def reading(table: RawTable) -> Iterator[None]:
    """
    Use an opened source: where that fails its engine is closed, and the error names the source.

    Parameters
    ----------
    table
        The source.

    Raises
    ------
    DataError
        If its files changed meanwhile, or the engine could not read them.
    """
    try:
        with step("Reading"):
            yield
            refuse_changed(table.stamps)
    except BaseException as error:
        table.engine.close()
        if isinstance(error, CxJourneyError):
            refuse_changed(table.stamps, error)
            if error.code == "engine" and error.source is None:
                raise DataError(f"{table.source}: {error.message}", code="engine", hint=error.hint, source=table.source) from error
        raise
