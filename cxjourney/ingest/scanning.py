"""Find the records of a delimited text block by block, with the line each one starts on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from cxjourney.errors import LimitError
from cxjourney.ingest.encodings import undecodable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cxjourney.ingest.limits import Limits

    Positions = NDArray[np.int64]
    Bytes = NDArray[np.uint8]

BLOCK = 1 << 22
BOM = b"\xef\xbb\xbf"
QUOTE, LF, CR = b'"'[0], b"\n"[0], b"\r"[0]


@dataclass(frozen=True, slots=True)
class Block:
    """
    A run of whole records.

    Parameters
    ----------
    data
        Their bytes.
    starts, ends
        Where each record starts, and the line end (or end of file) that closes it.
    fields
        Number of fields of each record; a blank line counts as one.
    lines
        Line each record starts on, from 1.
    next_line
        Line after the last record.
    inner
        Positions of line ends inside quotes.
    """

    data: bytes
    starts: Positions
    ends: Positions
    fields: Positions
    lines: Positions
    next_line: int
    inner: Positions

    @property
    def blank(self) -> NDArray[np.bool_]:
        """Whether each record is a blank line."""
        array = np.frombuffer(self.data, np.uint8)
        length = self.ends - self.starts
        blank: NDArray[np.bool_] = (length == 0) | ((length == 1) & (array[self.starts] == CR))
        return blank


class BrokenQuoteError(Exception):
    """A quote does not open and close a whole field; carries the line it was opened on and a sentence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def blocks(stream: BinaryIO, delimiter: str, *, name: str, limits: Limits) -> Iterator[Block]:
    """
    Read a text and give its records in blocks.

    Parameters
    ----------
    stream
        The text in UTF-8; a byte order mark is skipped.
    delimiter
        Character between fields.
    name
        Name of the source in messages.
    limits
        How long a record may be.

    Yields
    ------
    Block
        Whole records, in order.

    Raises
    ------
    BrokenQuoteError
        If a quote is stray or never closed.
    FileFormatError
        If a byte is not UTF-8.
    LimitError
        If a record is too long.
    """
    carry, line = stream.read(len(BOM)).removeprefix(BOM), 1
    offset = stream.tell() - len(carry)
    while True:
        piece = stream.read(BLOCK)
        data = carry + piece
        if not data:
            return
        block = _block(data, delimiter.encode()[0], line, complete=not piece)
        size = int(block.ends[-1]) + 1 if block else 0
        _check_text(data[:size], name=name, line=line, offset=offset)
        if block:
            yield block
            line = block.next_line
        carry = data[size:]
        offset += min(size, len(data))
        if len(carry) > limits.record_bytes + BLOCK:
            raise _too_long(carry, line, name, limits)
        if not piece:
            return


def line_of(data: bytes, position: int, line: int) -> int:
    r"""
    Return the line of a position in a text.

    Parameters
    ----------
    data
        The text.
    position
        Position in it.
    line
        Line of its first byte.

    Examples
    --------
    >>> line_of(b"a\r\nb\rc", 5, 1)
    3
    """
    crlf = data.count(b"\r\n", 0, position + 1)
    return line + data.count(b"\n", 0, position) + data.count(b"\r", 0, position) - crlf


def _block(data: bytes, delimiter: int, line: int, *, complete: bool) -> Block | None:
    array = np.frombuffer(data, np.uint8)
    positions = _specials(array, data, delimiter)
    kinds = array[positions]
    ending = _line_ends(array, positions, kinds, complete=complete)
    separating = kinds == delimiter
    inner = np.empty(0, np.int64)
    if b'"' in data:
        _check_quotes(array, data, delimiter, line, complete=complete)
        outside = (np.cumsum(kinds == QUOTE, dtype=np.int64) & 1) == 0
        inner = positions[~outside & ((kinds == LF) | (kinds == CR))]
        closing = ending & outside
        separating &= outside
    else:
        closing = ending
    kept = np.flatnonzero(closing | separating)
    marks = np.flatnonzero(closing[kept])
    ends = positions[kept[marks]]
    marks = marks.astype(np.int64)
    counts = np.cumsum(ending)[kept[marks]] if len(inner) else np.arange(1, len(ends) + 1)
    if complete and (not len(ends) or ends[-1] != len(data) - 1):
        ends, marks = np.append(ends, len(data)), np.append(marks, len(kept))
        counts = np.append(counts, counts[-1] if len(counts) else 0)
    if not len(ends):
        return None
    return Block(
        data=data[: int(ends[-1]) + 1],
        starts=np.concatenate([[0], ends[:-1] + 1]),
        ends=ends,
        fields=np.diff(marks, prepend=-1),
        lines=line + np.concatenate([[0], counts[:-1]]),
        next_line=line + int(counts[-1]),
        inner=inner[inner < ends[-1]],
    )


def _specials(array: Bytes, data: bytes, delimiter: int) -> Positions:
    # Four comparisons of whole blocks are several times faster than one look-up per byte.
    mask = array == delimiter
    mask |= array == LF
    if b"\r" in data:
        mask |= array == CR
    if b'"' in data:
        mask |= array == QUOTE
    return np.flatnonzero(mask)


def _line_ends(array: Bytes, positions: Positions, kinds: Bytes, *, complete: bool) -> NDArray[np.bool_]:
    returns = np.flatnonzero(kinds == CR)
    ending: NDArray[np.bool_] = kinds == LF
    if len(returns):
        after = positions[returns] + 1
        alone = array[np.minimum(after, len(array) - 1)] != LF
        alone[after == len(array)] = complete
        ending[returns] = alone
    return ending


def _check_quotes(array: Bytes, data: bytes, delimiter: int, line: int, *, complete: bool) -> None:
    quotes = np.flatnonzero(array == QUOTE)
    opening, closing = quotes[0::2], quotes[1::2]
    edge = np.zeros(256, np.bool_)
    edge[[delimiter, LF, CR]] = True
    doubled = opening[1:] == closing[: len(opening) - 1] + 1
    opens = (opening == 0) | edge[array[opening - 1]]
    opens[1:] |= doubled
    after = closing + 1
    closes = (after == len(array)) | edge[array[np.minimum(after, len(array) - 1)]]
    closes[: len(doubled)] |= doubled
    stray, torn = np.flatnonzero(~opens)[:1], np.flatnonzero(~closes)[:1]
    if len(stray) and (not len(torn) or stray[0] <= torn[0]):
        raise BrokenQuoteError(line_of(data, int(opening[stray[0]]), line), "a quote stands inside a field that does not start with one")
    if len(torn):
        start = int(opening[_first_of_field(doubled, int(torn[0]))])
        where = line_of(data, int(closing[torn[0]]), line)
        message = f"the quoted field that starts here goes on after its closing quote (line {where})"
        raise BrokenQuoteError(line_of(data, start, line), message)
    if complete and len(opening) > len(closing):
        start = int(opening[_first_of_field(doubled, len(opening) - 1)])
        raise BrokenQuoteError(line_of(data, start, line), "a quote is opened here and never closed")


def _first_of_field(doubled: NDArray[np.bool_], index: int) -> int:
    while index and doubled[index - 1]:
        index -= 1
    return index


def _check_text(data: bytes, *, name: str, line: int, offset: int) -> None:
    if data.isascii():
        return
    try:
        data.decode()
    except UnicodeDecodeError as cause:
        raise undecodable(name, line_of(data, cause.start, line), offset + cause.start, data[cause.start]) from cause


def _too_long(data: bytes, line: int, name: str, limits: Limits) -> LimitError:
    opened = data.find(b'"')
    where = line_of(data, opened, line) if opened >= 0 else line
    what = "a quote is opened here and not closed" if opened >= 0 else "the row that starts here does not end"
    message = f"{name}, line {where}: {what} within the limit of {limits.record_bytes:,} bytes."
    hint = f"close the quote or end the line, or pass limits=Limits(record_bytes={limits.record_bytes * 4})."
    return LimitError(message, hint=hint, source=name, line=where)
