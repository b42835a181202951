"""How text becomes values: every option a reader takes, in one frozen value."""

from __future__ import annotations

import codecs
import zoneinfo
from dataclasses import dataclass, field
from typing import Literal, TypedDict, get_args

from cxjourney.arguments import check_choice, check_flag, check_text
from cxjourney.errors import OptionError, show_value
from cxjourney.ingest.limits import Limits
from cxjourney.ingest.roles import fold

TimeUnit = Literal["s", "ms", "us", "ns"]
"""Unit of times given as bare numbers."""


class ParsingOptions(TypedDict, total=False):
    """The fields of `Parsing`, each of which may be left out."""

    encoding: str | None
    delimiter: str | None
    decimal: str
    thousands: str | None
    time_format: str | None
    time_unit: TimeUnit | None
    timezone: str
    limits: Limits
    hide_values: bool


@dataclass(frozen=True, slots=True)
class Inside:
    """
    What is looked for inside the values of columns.

    Parameters
    ----------
    names
        Names, folded: dotted ones such as ``statistics.reopens``, or those of single values.
    pairs
        Columns, folded, that are lists of keys and values.
    """

    names: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()

    def known(self, path: str, own: str) -> str | None:
        """
        Return the name by which a value is looked for, None if it is not.

        Parameters
        ----------
        path
            Its dotted name.
        own
            Its name without that of what it stands in.
        """
        return next((name for name in (path, own) if fold(name) in self.names), None)

    def lists(self, name: str) -> bool:
        """
        Return whether a column is a list of keys and values.

        Parameters
        ----------
        name
            Its name.
        """
        return fold(name) in self.pairs

    def may_hold(self, name: str) -> bool:
        """
        Return whether something that is looked for may stand inside a column.

        Parameters
        ----------
        name
            Its name.
        """
        return self.lists(name) or any(wanted.startswith(fold(name)) for wanted in self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsing:
    """
    The options of `read_events` and its kind that say how text becomes values.

    Parameters
    ----------
    encoding
        Encoding of text files; None is UTF-8, or UTF-16 where the file announces it.
    delimiter
        Character between fields; None is a comma (a tab for ``.tsv``), or what the header shows.
    decimal
        Decimal mark of numbers.
    thousands
        Mark between groups of digits; None allows none.
    time_format
        Format of times as `strptime` writes it; None is ISO 8601.
    time_unit
        Unit of times given as bare numbers since 1970; None refuses such numbers.
    timezone
        Zone of times without an offset.
    limits
        Sizes past which an input is refused.
    hide_values
        Leave values of the data out of messages.
    inner
        Names of values inside others that are looked for; without any, JSON that holds such values is refused.

    Raises
    ------
    OptionError
        If an option cannot be used.

    Examples
    --------
    >>> Parsing(decimal=",", thousands=".").decimal
    ','
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str = "."
    thousands: str | None = None
    time_format: str | None = None
    time_unit: TimeUnit | None = None
    timezone: str = "UTC"
    limits: Limits = field(default_factory=Limits)
    hide_values: bool = False
    inner: Inside = field(default_factory=Inside)

    def __post_init__(self) -> None:
        _check_encoding(self.encoding)
        _check_delimiter(self.delimiter)
        _check_marks(self.decimal, self.thousands)
        _check_zone(self.timezone)
        _check_format(self.time_format)
        if self.time_unit is not None:
            check_choice("time_unit", self.time_unit, get_args(TimeUnit))
        check_flag("hide_values", self.hide_values)


def _check_encoding(encoding: str | None) -> None:
    if encoding is None:
        return
    try:
        codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, ValueError, TypeError) as cause:
        message = f"encoding={show_value(encoding)} is no text encoding that Python knows."
        raise OptionError(message, hint='usual ones are "utf-8", "cp1252", "cp1251", "latin-1" and "utf-16".') from cause


def _check_delimiter(delimiter: str | None) -> None:
    check_text("delimiter", delimiter)
    if delimiter is None:
        return
    if len(delimiter) != 1 or not delimiter.isascii() or delimiter in '"\r\n\0':
        message = f"delimiter={show_value(delimiter)}: expected one ASCII character other than a quote or a line end."
        raise OptionError(message, hint='usual ones are ",", ";", "\\t" and "|".')


def _check_marks(decimal: str, thousands: str | None) -> None:
    check_choice("decimal", decimal, (".", ","))
    check_text("thousands", thousands)
    if thousands is None:
        return
    if len(thousands) != 1 or thousands.isalnum() or thousands in '+-"\r\n':
        message = f"thousands={show_value(thousands)}: expected one character that is no digit, letter or sign."
        raise OptionError(message, hint='usual ones are ",", ".", "\'" and " ".')
    if thousands == decimal:
        message = f"decimal and thousands are both {show_value(decimal)}."
        raise OptionError(message, hint="they must differ; leave thousands out when digits are not grouped.")


def _check_format(form: object) -> None:
    if not (form is None or isinstance(form, str)):
        message = f'time_format takes one format for all times as text, such as "%d.%m.%Y %H:%M", found {type(form).__name__}'
        raise TypeError(message)


def _check_zone(timezone: str) -> None:
    try:
        zoneinfo.ZoneInfo(timezone)
    except (LookupError, ValueError, TypeError, OSError) as cause:
        raise OptionError.for_choice("timezone", timezone, sorted(zoneinfo.available_timezones())) from cause
