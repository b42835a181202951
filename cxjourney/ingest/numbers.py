"""Numbers as exact scaled integers: a strict grammar for text, finite values for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.raw_table import RawColumn
    from cxjourney.model.metric import Metric

VALUE_SCALE = 10_000
SCORE_SCALE = 1_000
WEIGHT_SCALE = 1_000_000
UNREADABLE = {VALUE_SCALE: -9_223_372_036_854_775_807, SCORE_SCALE: -2_147_483_648, WEIGHT_SCALE: -1}
"""Stands for a number that cannot be read, until the rows are checked; no value and no score can have it."""

WEIGHT_RULE = ("weight", f"expected a weight from {1 / WEIGHT_SCALE:.6f} to 1,000,000 (zero and less count for nobody)")
"""Kind of the rule for weights, and what it expects."""

NO_WEIGHT = ("missing_weight", "no weight beside an answer")
"""Kind of the rule that an answer has a weight where answers have weights, and what is wrong."""

WEIGHT_NOTE = "Scores count answers by their weights; rates of visits, friction and response rates count everything once."

_LARGEST = 900_000_000_000_000
_EXACT = "DECIMAL(30, 8)"
_UNIT = "DECIMAL(7, 0)"


def weight_of_one(weight: str, scores: Sequence[str]) -> str:
    """
    Return SQL of a weight, one for answers that have none because they come from a log without weights.

    Parameters
    ----------
    weight
        SQL of the weight that is known.
    scores
        SQL of the scores beside it.
    """
    answered = " OR ".join(f"{score} IS NOT NULL" for score in scores) or "FALSE"
    return f"COALESCE({weight}, CASE WHEN {answered} THEN CAST({WEIGHT_SCALE} AS BIGINT) END)"


@dataclass(frozen=True)
class NumberColumn:
    """
    A column of numbers and how to read it.

    Parameters
    ----------
    column
        The column.
    blank
        SQL that is true where there is no value.
    number
        SQL of the number itself, NULL where it cannot be read.
    kind
        SQL type to multiply it in.
    """

    column: RawColumn
    blank: str
    number: str
    kind: str

    def scaled(self, scale: int, fits: str) -> str:
        """
        Return SQL of the number times ``scale``: NULL where blank, and `UNREADABLE` where it does not fit.

        Parameters
        ----------
        scale
            Units per one.
        fits
            SQL of the condition on the number.
        """
        return (
            f"CASE WHEN {self.blank} THEN NULL WHEN {self.bad(fits)} THEN {UNREADABLE[scale]} "
            f"ELSE CAST(round({self.number} * CAST({scale} AS {self.kind})) AS BIGINT) END"
        )

    def bad(self, fits: str) -> str:
        """
        Return SQL that is true for a value, blank ones apart, that is no number or does not fit.

        Parameters
        ----------
        fits
            SQL of the condition on the number.
        """
        return f"({self.number} IS NULL OR NOT ({fits}))"

    def finer(self, scale: int) -> str:
        """
        Return SQL that is true for numbers with more decimals than are kept.

        Parameters
        ----------
        scale
            Units per one.
        """
        scaled = f"{self.number} * CAST({scale} AS {self.kind})"
        # A binary fraction is never exact; only what is far from the next unit was written so.
        return f"abs({scaled} - round({scaled})) > 0.0001"

    def in_range(self) -> str:
        """Return SQL that is true for numbers that money can have."""
        return f"{self.number} BETWEEN -{_LARGEST} AND {_LARGEST}"

    def is_weight(self) -> str:
        """Return SQL that is true for numbers that an answer can count for."""
        return f"{self.number} BETWEEN {1 / WEIGHT_SCALE:.6f} AND 1000000"

    def on_scale(self, metric: Metric) -> str:
        """
        Return SQL that is true for scores the metric allows.

        Parameters
        ----------
        metric
            The metric.
        """
        inside = f"{self.number} BETWEEN {metric.low!r} AND {metric.high!r}"
        return f"{inside} AND {self.number} = floor({self.number})" if metric.whole else inside


def number_column(column: RawColumn, parsing: Parsing, role: str) -> NumberColumn:
    """
    Return how to read a column of numbers.

    Parameters
    ----------
    column
        The column.
    parsing
        Decimal mark and thousands separator of text.
    role
        What the numbers are, for the message.

    Raises
    ------
    DataError
        If the column cannot hold numbers.
    """
    name = column.sql_name
    if column.kind == "text":
        return _text(column, parsing)
    if column.kind == "integer":
        whole = f"(CASE WHEN {name} BETWEEN -{_LARGEST} AND {_LARGEST} THEN CAST({name} AS BIGINT) END)"
        return NumberColumn(column, f"{name} IS NULL", whole, "BIGINT")
    if column.kind == "float":
        return NumberColumn(column, f"{name} IS NULL", f"(CASE WHEN isfinite({name}) THEN CAST({name} AS DOUBLE) END)", "DOUBLE")
    if column.kind == "decimal":
        return NumberColumn(column, f"{name} IS NULL", f"TRY_CAST({name} AS {_EXACT})", _UNIT)
    raise DataError(
        f"The column {column.name!r} holds values of kind {column.kind}, which are no numbers for the role {role}.",
        hint="convert the column, or name another one.",
        column=column.name,
    )


def _text(column: RawColumn, parsing: Parsing) -> NumberColumn:
    name, plain = column.sql_name, f"trim({column.sql_name})"
    pattern = number_pattern(parsing.decimal, parsing.thousands)
    clean = plain
    if parsing.thousands:
        clean = f"replace({clean}, {literal(parsing.thousands)}, '')"
    if parsing.decimal != ".":
        clean = f"replace({clean}, {literal(parsing.decimal)}, '.')"
    number = f"(CASE WHEN regexp_full_match({plain}, {literal(pattern)}) THEN TRY_CAST({clean} AS {_EXACT}) END)"
    return NumberColumn(column, f"({name} IS NULL OR {plain} = '')", number, _UNIT)


def number_pattern(decimal: str, thousands: str | None) -> str:
    r"""
    Return the regular expression of a number in text.

    Parameters
    ----------
    decimal
        Decimal mark.
    thousands
        Separator of groups of three digits, if any.

    Examples
    --------
    >>> import re
    >>> [bool(re.fullmatch(number_pattern(",", "."), text)) for text in ("1.234,5", "1.5", "1e3")]
    [True, False, True]
    """
    whole = "[0-9]+" if thousands is None else rf"([0-9]{{1,3}}({re.escape(thousands)}[0-9]{{3}})+|[0-9]+)"
    return rf"[+-]?{whole}({re.escape(decimal)}[0-9]+)?([eE][+-]?[0-9]{{1,4}})?"


def literal(text: str) -> str:
    """
    Return a short option as a SQL literal.

    Parameters
    ----------
    text
        Text from an option, never from data.
    """
    return "'" + text.replace("'", "''") + "'"


def number_hint(values: list[str]) -> str | None:
    """
    Return the options that would read such texts as numbers, if some would.

    Parameters
    ----------
    values
        Texts that are no numbers as they stand.

    Examples
    --------
    >>> number_hint(["1.234,50"])
    'values look like "1.234,50"; pass decimal="," thousands=".".'
    """
    odd = [value.strip() for value in values if not re.fullmatch(number_pattern(".", None), value.strip())]
    marks = [(",", None), (",", "."), (".", ","), (",", " "), (".", " "), (",", "\u00a0"), (",", "\u202f"), (".", "'")]
    read = {pair: [value for value in odd if re.fullmatch(number_pattern(*pair), value)] for pair in marks}
    decimal, thousands = max(marks, key=lambda pair: len(read[pair]))
    if not read[decimal, thousands]:
        return None
    options = [f'decimal="{decimal}"'] if decimal != "." else []
    options += [f'thousands="{thousands}"'] if thousands else []
    return f'values look like "{read[decimal, thousands][-1]}"; pass {" ".join(options)}.'
