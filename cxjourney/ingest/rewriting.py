"""Write a delimited text so plainly that DuckDB cannot misread it: one record, one line, one kind of line end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.ingest.scanning import CR, LF, blocks

if TYPE_CHECKING:
    from pathlib import Path

    from cxjourney.ingest.limits import Limits
    from cxjourney.ingest.scanning import Block

# DuckDB 2.0 joins rows in silence where a quoted field of a CRLF file holds a lone CR.
ESCAPE = "\U0010fffd"
ESCAPES = ((f"{ESCAPE}n", "\n"), (f"{ESCAPE}r", "\r"), (f"{ESCAPE}e", ESCAPE))
_ESCAPE, _LF, _CR = ESCAPE.encode(), f"{ESCAPE}n".encode(), f"{ESCAPE}r".encode()


def rewrite(source: Path, target: Path, delimiter: str, *, name: str, limits: Limits) -> None:
    r"""
    Write the records of a text again, each on one line that ends with ``\n``.

    Line ends inside quotes become escapes, which `restored` undoes; blank lines are left out.

    Parameters
    ----------
    source
        The text in UTF-8, found to be well formed.
    target
        File to write.
    delimiter
        Character between fields.
    name
        Name of the source in messages.
    limits
        How long a record may be.
    """
    with source.open("rb") as stream, target.open("wb") as plain:
        for block in blocks(stream, delimiter, name=name, limits=limits):
            plain.write(_plain(block))


def restored(column: str) -> str:
    """
    Return SQL that undoes the escapes of `rewrite`.

    Parameters
    ----------
    column
        SQL of the column.
    """
    undone = column
    for escape, text in ESCAPES:
        undone = f"replace({undone}, {_literal(escape)}, {_literal(text)})"
    return f"CASE WHEN contains({column}, {_literal(ESCAPE)}) THEN {undone} ELSE {column} END"


def _literal(text: str) -> str:
    return " || ".join(f"chr({ord(char)})" for char in text)


def _plain(block: Block) -> bytes:
    data, pieces, done = block.data, [], 0
    for position, length, new in _edits(block):
        pieces += [_escaped(data[done:position]), new]
        done = position + length
    pieces.append(_escaped(data[done:]))
    return b"".join(pieces)


def _escaped(data: bytes) -> bytes:
    return data.replace(_ESCAPE, _ESCAPE + b"e")


def _edits(block: Block) -> list[tuple[int, int, bytes]]:
    array = np.frombuffer(block.data, np.uint8)
    edits = [(position, 1, _LF if array[position] == LF else _CR) for position in block.inner.tolist()]
    blank = block.blank
    for start, end in zip(block.starts[blank].tolist(), block.ends[blank].tolist(), strict=True):
        edits.append((start, end - start + 1, b""))
    starts, ends = block.starts[~blank], block.ends[~blank]
    within = ends < len(array)
    starts, ends = starts[within], ends[within]
    alone = array[ends] == CR
    edits += [(end, 1, b"\n") for end in ends[alone].tolist()]
    paired = ~alone & (ends > starts) & (array[ends - 1] == CR)
    edits += [(end - 1, 1, b"") for end in ends[paired].tolist()]
    return sorted(edits)
