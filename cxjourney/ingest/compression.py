"""Unpack gzip files while counting, so that a small file cannot fill memory or disk."""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING

from cxjourney.errors import FileFormatError, LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from cxjourney.ingest.limits import Limits

MAGIC = b"\x1f\x8b"
WITH_GZIP_HEADER = 31
PIECE = 1 << 20


def unpack(source: Path, target: Path, *, name: str, limits: Limits) -> None:
    """
    Write the content of a gzip file to another file.

    Parameters
    ----------
    source
        The gzip file.
    target
        File to write.
    name
        Name of the source in messages.
    limits
        How many bytes, and how many times the size of the file, may come out.

    Raises
    ------
    FileFormatError
        If the file is no gzip file, is cut off, damaged or followed by something else.
    LimitError
        If more comes out than the limits allow.
    """
    with target.open("wb") as plain:
        for piece in unpacked(source, name=name, limits=limits):
            plain.write(piece)


def unpacked(source: Path, *, name: str, limits: Limits) -> Iterator[bytes]:
    """
    Return the content of a gzip file piece by piece.

    Parameters
    ----------
    source
        The gzip file.
    name
        Name of the source in messages.
    limits
        How many bytes, and how many times the size of the file, may come out.

    Raises
    ------
    FileFormatError
        If the file is no gzip file, is cut off, damaged or followed by something else.
    LimitError
        If more comes out than the limits allow.
    """
    with source.open("rb") as packed:
        size = os.fstat(packed.fileno()).st_size
        room, written = min(limits.bytes, max(PIECE, limits.ratio * size)), 0
        for piece in _pieces(packed, name):
            written += len(piece)
            if written > room:
                raise _too_large(name, limits, size)
            yield piece


def _pieces(packed: BinaryIO, name: str) -> Iterator[bytes]:
    tail = packed.read(PIECE)
    if not tail.startswith(MAGIC):
        raise _broken(name, "it does not start like one")
    while tail:
        if not tail.startswith(MAGIC[: len(tail)]):
            raise _broken(name, f"{len(tail):,} or more bytes that do not belong to it follow its end")
        member = zlib.decompressobj(WITH_GZIP_HEADER)
        while not member.eof:
            if not tail:
                tail = packed.read(PIECE)
            if not tail:
                raise _broken(name, "it is cut off")
            try:
                yield member.decompress(tail, PIECE)
            except zlib.error as cause:
                raise _broken(name, f"it is damaged ({cause})") from cause
            tail = member.unconsumed_tail
        tail = member.unused_data or packed.read(PIECE)


def _broken(name: str, reason: str) -> FileFormatError:
    hint = "copy the file again, or take .gz off its name if it is not compressed."
    return FileFormatError(f"{name}: expected a gzip file (.gz), but {reason}.", hint=hint, source=name)


def _too_large(name: str, limits: Limits, size: int) -> LimitError:
    if limits.ratio * size < limits.bytes:
        what, hint = f"ratio limit of {limits.ratio:,} times its size", f"limits=Limits(ratio={limits.ratio * 10})"
    else:
        what, hint = f"limit of {limits.bytes:,} bytes", f"limits=Limits(bytes={limits.bytes * 4})"
    message = f"{name}: unpacking its {size:,} bytes crosses the {what}."
    return LimitError(message, hint=f"if the file is what it should be, pass {hint}.", source=name)
