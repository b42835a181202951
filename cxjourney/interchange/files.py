"""Write a file completely or not at all."""

from __future__ import annotations

import itertools
import os
import stat
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has none
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NUMBERS = itertools.count()
_TURN = 0.02
_TURNS = 1500
"""Seconds until one looks again whether it is one's turn, and how often at most: whoever holds a folder may have been halted."""


def write_atomically(path: str | os.PathLike[str], content: bytes | Callable[[Path], object]) -> None:
    """
    Write a file so that its name always means the old content or the new one, never a part of it.

    A temporary file in the same folder is written, flushed to the disk and renamed. The mode of a file
    that is replaced is kept; a symbolic link is replaced, not followed. After an error nothing is left.

    Parameters
    ----------
    path
        Where the file belongs.
    content
        Its bytes, or a function that writes them to the path it is given.

    Raises
    ------
    OSError
        If the system refuses.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_atomically(folder / "a.txt", b"all of it")
    >>> (folder / "a.txt").read_bytes(), len(list(folder.iterdir()))
    (b'all of it', 1)
    """
    target = Path(path)
    temporary = _new_file(target)
    try:
        if callable(content):
            content(temporary)
        else:
            temporary.write_bytes(content)
        _keep_mode(target, temporary)
        _flush(temporary, os.O_RDWR)
        temporary.replace(target)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):
            error.filename = str(target)  # not the temporary one, and a full disk names none
        if isinstance(cut := error.__context__, KeyboardInterrupt):  # writers complain that they cannot close what Ctrl-C cut short
            raise cut from None
        raise
    if os.name == "posix":
        _flush(target.parent, os.O_RDONLY)


@contextmanager
def alone_in(folder: str | os.PathLike[str]) -> Iterator[None]:
    """
    Wait until no other thread or process is in here with the same folder, at most half a minute, and keep them out.

    Parameters
    ----------
    folder
        A folder that exists. Where the system or the disk cannot lock folders, nothing is waited for.
    """
    if fcntl is None:  # pragma: no cover - Windows
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        for _ in range(_TURNS):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_TURN)
                continue
            except OSError:  # a disk that knows no locks
                pass
            break
        yield
    finally:
        os.close(descriptor)


def _new_file(target: Path) -> Path:
    """Make an empty file beside the target under a name that nothing has, with the mode any new file gets."""
    for number in _NUMBERS:
        # The suffix stays, since writers choose the format by it.
        candidate = target.with_name(f".cxjourney-{os.getpid()}-{number}{target.suffix}")
        try:
            os.close(os.open(candidate, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except FileExistsError:
            continue
        except OSError as error:
            error.filename = str(target)
            raise
        return candidate
    raise AssertionError  # pragma: no cover - the numbers do not end


def _keep_mode(target: Path, temporary: Path) -> None:
    with suppress(FileNotFoundError):
        before = target.lstat()
        if stat.S_ISREG(before.st_mode):
            temporary.chmod(stat.S_IMODE(before.st_mode))


def _flush(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
