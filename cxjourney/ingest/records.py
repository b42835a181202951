"""Prove that every record of a delimited file has the header's fields, and remember where each one stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.errors import PLACES_LIMIT, FileFormatError, Problem
from cxjourney.ingest.scanning import CR, BrokenQuoteError, blocks

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from cxjourney.ingest.headers import Header
    from cxjourney.ingest.limits import Limits
    from cxjourney.ingest.scanning import Block


class LineMap:
    """
    Lines of the records of a file, stored where they stop being consecutive.

    Examples
    --------
    >>> lines = LineMap()
    >>> lines.extend(np.array([2, 3, 7]))
    >>> lines.line(2)
    7
    """

    def __init__(self) -> None:
        self._records: list[int] = []
        self._offsets: list[int] = []
        self.count = 0

    def extend(self, lines: NDArray[np.int64]) -> None:
        """
        Add the lines of the next records.

        Parameters
        ----------
        lines
            Line of each record, from 1.
        """
        offsets = lines - np.arange(self.count, self.count + len(lines))
        last = self._offsets[-1] if self._offsets else -1
        changed = np.flatnonzero(np.diff(offsets, prepend=last))
        self._records.extend((changed + self.count).tolist())
        self._offsets.extend(offsets[changed].tolist())
        self.count += len(lines)

    def line(self, record: int) -> int:
        """
        Return the line a record starts on.

        Parameters
        ----------
        record
            Its number, from 0.
        """
        return record + self._offsets[bisect_right(self._records, record) - 1]


@dataclass(slots=True)
class Shape:
    """
    What a scan of a whole delimited file found.

    Parameters
    ----------
    lines
        Lines of its records, without the header.
    blank
        Number of blank lines.
    longest
        Bytes of its longest record.
    uneven
        Whether DuckDB needs it written anew: several kinds of line ends, or line ends inside quotes.
    """

    lines: LineMap = field(default_factory=LineMap)
    blank: int = 0
    longest: int = 0
    uneven: bool = False


def survey(path: Path, header: Header, *, name: str, limits: Limits) -> Shape:
    """
    Scan a whole file and return its shape.

    Parameters
    ----------
    path
        The text in UTF-8.
    header
        Its columns and delimiter.
    name
        Name of the file in messages.
    limits
        How long a record may be.

    Raises
    ------
    FileFormatError
        If rows have too few or too many fields, quotes do not match, or a byte is no text.
    LimitError
        If a record is too long.
    """
    shape, ragged = Shape(), _Ragged(len(header.names))
    newlines: set[str] = set()
    broken: BrokenQuoteError | None = None
    try:
        with path.open("rb") as stream:
            for block in blocks(stream, header.delimiter, name=name, limits=limits):
                _add(block, shape, ragged, newlines)
    except BrokenQuoteError as cause:
        broken = cause
    if broken or ragged.count:
        raise _malformed(name, ragged, broken) from broken
    shape.uneven |= len(newlines) > 1 or "cr" in newlines or (bool(shape.blank) and len(header.names) == 1)
    return shape


@dataclass(slots=True)
class _Ragged:
    expected: int
    count: int = 0
    first: list[tuple[int, int]] = field(default_factory=list)

    def add(self, lines: NDArray[np.int64], fields: NDArray[np.int64]) -> None:
        wrong = np.flatnonzero(fields != self.expected)
        self.count += len(wrong)
        room = PLACES_LIMIT - len(self.first)
        self.first.extend((int(lines[i]), int(fields[i])) for i in wrong[:room])


def _add(block: Block, shape: Shape, ragged: _Ragged, newlines: set[str]) -> None:
    blank = block.blank
    lines, fields = block.lines, block.fields
    if blank.any():
        shape.blank += int(blank.sum())
        lines, fields = lines[~blank], fields[~blank]
    ragged.add(lines, fields)
    has_header = shape.lines.count == 0 and shape.longest == 0 and len(lines) > 0
    shape.lines.extend(lines[1:] if has_header else lines)
    shape.longest = max(shape.longest, int((block.ends - block.starts).max()) + 1)
    shape.uneven |= len(block.inner) > 0
    newlines |= _newlines(block)


def _newlines(block: Block) -> set[str]:
    data, ends = block.data, block.ends
    if b"\r" not in data:
        return {"lf"} if b"\n" in data else set()
    array = np.frombuffer(data, np.uint8)
    ends = ends[ends < len(data)]
    alone = array[ends] == CR
    paired = (ends > block.starts[: len(ends)]) & (array[ends - 1] == CR) & ~alone
    found = {"cr"} if alone.any() else set()
    found |= {"crlf"} if paired.any() else set()
    return found | ({"lf"} if (~alone & ~paired).any() else set())


def _malformed(name: str, ragged: _Ragged, broken: BrokenQuoteError | None) -> FileFormatError:
    problems, lines = [], []
    if ragged.count:
        places = tuple(f"line {line} ({fields} {'field' if fields == 1 else 'fields'})" for line, fields in ragged.first)
        expected = f"a row does not have the header's {ragged.expected} {'field' if ragged.expected == 1 else 'fields'}"
        problems.append(Problem(kind="ragged_row", message=expected, count=ragged.count, places=places))
        lines.append(ragged.first[0][0])
    if broken:
        problems.append(Problem(kind="broken_quote", message=str(broken), places=(f"line {broken.line}",)))
        lines.append(broken.line)
    hint = (
        "a field that holds a quote is written in quotes with the quote doubled."
        if broken
        else "a field that holds the delimiter is written in quotes; if the delimiter is another one, pass delimiter=."
    )
    message = f"{name}, line {min(lines)}: the rows cannot be told apart."
    return FileFormatError(message, hint=hint, source=name, line=min(lines), problems=problems)
