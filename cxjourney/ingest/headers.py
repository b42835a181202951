"""The first row of a delimited file: its columns, and the delimiter it shows."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.errors import DataError, EmptyDataError, show_value
from cxjourney.ingest.parts import check_names

if TYPE_CHECKING:
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.parts import Needed

FIRST_RECORD = re.compile(r'[\r\n]*+((?:[^"\r\n]++|"[^"]*+")*+)')
USUAL = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Header:
    """
    Columns of a delimited file.

    Parameters
    ----------
    names
        Their names, in order.
    delimiter
        Character between fields.
    """

    names: tuple[str, ...]
    delimiter: str


def read_header(text: str, *, name: str, suffix: str, parsing: Parsing, needed: Needed | None) -> Header:
    """
    Return the columns a text starts with.

    Parameters
    ----------
    text
        The start of the text.
    name
        Name of the source in messages.
    suffix
        Suffix of the file, which says what the usual delimiter is.
    parsing
        The caller's delimiter, and limits.
    needed
        Whether columns of these names fill the needed roles.

    Raises
    ------
    EmptyDataError
        If there is no text.
    DataError
        If the delimiter is in doubt or two columns have one name.
    LimitError
        If there are too many columns.
    """
    found = FIRST_RECORD.match(text)
    record = found[1] if found else ""
    if not text.strip("\r\n"):
        raise EmptyDataError(f"{name}: the file is empty; expected a header and rows.", hint="check where it comes from.", source=name)
    splits = {mark: split_record(record, mark) for mark in ((parsing.delimiter,) if parsing.delimiter else USUAL)}
    few = {mark: names for mark, names in splits.items() if len(names) <= parsing.limits.columns}
    delimiter = _choose(few or splits, "\t" if suffix == ".tsv" else ",", name, needed if few else None)
    header = Header(splits[delimiter], delimiter)
    check_names(header.names, name=name, limit=parsing.limits.columns)
    return header


def split_record(record: str, delimiter: str) -> tuple[str, ...]:
    """
    Return the fields of one record.

    Parameters
    ----------
    record
        The record without its line end.
    delimiter
        Character between fields.

    Examples
    --------
    >>> split_record('a,"b,c"', ",")
    ('a', 'b,c')
    """
    try:
        rows = list(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        # The scan of the whole file names the line and the quote.
        return tuple(record.split(delimiter))
    return tuple(rows[0]) if rows else ("",)


def _choose(splits: dict[str, tuple[str, ...]], usual: str, name: str, needed: Needed | None) -> str:
    several = [mark for mark, names in splits.items() if len(names) > 1]
    if len(splits) == 1:
        return next(iter(splits))
    fitting = [mark for mark in several if needed(splits[mark])] if needed else several
    if usual in fitting or (not fitting and usual in several):
        return usual
    if len(fitting) > 1:
        marks = " and ".join(show_value(mark) for mark in fitting)
        message = f"{name}: the header can be split at {marks}."
        raise DataError(message, code="delimiter", hint=f"pass delimiter={show_value(fitting[0])} or another one.", source=name, line=1)
    return (fitting or several or [usual])[0]
