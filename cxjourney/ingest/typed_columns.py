"""Columns of tables whose types are known: what each role takes, and the SQL that reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cxjourney.errors import DataError, OptionError
from cxjourney.ingest.numbers import NO_WEIGHT, SCORE_SCALE, VALUE_SCALE, WEIGHT_RULE, WEIGHT_SCALE
from cxjourney.ingest.zones import AMBIGUOUS, EARLIEST, LATEST, NONEXISTENT, REGULAR, local_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.engine.dialect import Dialect
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.raw_table import RawColumn, RawTable
    from cxjourney.model.metric import Metric

NAMES = ("text", "integer", "boolean")
NUMBERS = ("integer", "float", "decimal")
FLAGS = ("boolean", "integer")
TIMES = ("timestamptz", "timestamp", "date", "integer")

_LARGEST = 900_000_000_000_000
_UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1}


@dataclass(frozen=True, slots=True)
class Read:
    """
    How a column is read, and the rules its rows must keep.

    Parameters
    ----------
    sql
        SQL of the integer that is stored, NULL where there is no value.
    rules
        Kind, message and SQL condition of what breaks a rule.
    """

    sql: str
    rules: tuple[tuple[str, str, str], ...]


def check_kind(table: RawTable, column: RawColumn, role: str, allowed: tuple[str, ...]) -> None:
    """
    Refuse a column whose type cannot play a role.

    Parameters
    ----------
    table
        The source.
    column
        The column.
    role
        What it is for.
    allowed
        Kinds of columns that will do.

    Raises
    ------
    DataError
        If it is of another kind.
    """
    if column.kind not in allowed:
        raise DataError(
            f"{table.source}: the column {column.name!r} holds values of kind {column.kind}; "
            f"the role {role} takes {', '.join(allowed)} in {table.engine.name}.",
            code="column_type",
            hint="cast it in a query or a view: nothing is parsed outside of the engine.",
            source=table.source,
            column=column.name,
        )


def text_sql(column: RawColumn) -> str:
    """
    Return the SQL of a column of names as text.

    Parameters
    ----------
    column
        The column.
    """
    return column.sql_name if column.kind == "text" else f"CAST({column.sql_name} AS VARCHAR)"


def time_read(table: RawTable, column: RawColumn, parsing: Parsing, dialect: Dialect) -> Read:
    """
    Return how a column of times is read.

    Parameters
    ----------
    table
        The source.
    column
        Its column.
    parsing
        The zone of times without one, and the unit of bare numbers.
    dialect
        How the engine writes times.

    Raises
    ------
    DataError
        If the column cannot hold times.
    OptionError
        If it holds bare numbers and no unit was given that can be used.
    """
    check_kind(table, column, "time", TIMES)
    local = dialect.moments[column.kind].format(column.sql_name) if column.kind != "integer" else _bare(column, parsing)
    given = f"{column.sql_name} IS NOT NULL"
    rules = [("missing_time", "no time", f"{column.sql_name} IS NULL")]
    outside = f"{given} AND (({local}) IS NULL OR ({local}) NOT BETWEEN {EARLIEST} AND {LATEST})"
    moment = local
    if column.kind in {"timestamp", "date"} and parsing.timezone != "UTC":
        moment, kind = _zoned(table, local, parsing.timezone)
        rules.append(("nonexistent_time", "the clocks skipped this local time", f"{given} AND {kind} = {NONEXISTENT}"))
        rules.append(("ambiguous_time", "this local time came twice (add an offset)", f"{given} AND {kind} = {AMBIGUOUS}"))
        outside += f" OR ({moment}) NOT BETWEEN {EARLIEST} AND {LATEST}"
    rules.append(("time_range", "expected a time between the years 1 and 9999", outside))
    return Read(moment, tuple(rules))


def _bare(column: RawColumn, parsing: Parsing) -> str:
    if parsing.time_unit not in _UNITS:
        raise OptionError(
            f"The column {column.name!r} holds bare numbers; time_unit={parsing.time_unit!r} does not say how to read them here.",
            hint='pass time_unit="s", "ms" or "us", or cast the column to a timestamp.',
        )
    unit = _UNITS[parsing.time_unit]
    inside = f"{column.sql_name} BETWEEN {EARLIEST // unit} AND {LATEST // unit}"
    return f"CASE WHEN {inside} THEN CAST({column.sql_name} AS BIGINT) * {unit} END"


def _zoned(table: RawTable, local: str, timezone: str) -> tuple[str, str]:
    """Return the SQL of the instant of a local time, and of whether the clocks skipped or repeated it."""
    inside = f"({local}) BETWEEN {EARLIEST} AND {LATEST}"
    ((first, last),) = table.engine.rows(f"SELECT min({local}), max({local}) FROM {table.relation} WHERE {inside}")
    if first is None:
        return local, str(REGULAR)
    pieces = local_pieces(ZoneInfo(timezone), int(first), int(last))
    *before, final = pieces
    shifts = " ".join(f"WHEN ({local}) < {piece.end} THEN {piece.offset}" for piece in before)
    kinds = " ".join(f"WHEN ({local}) < {piece.end} THEN {piece.kind}" for piece in before)
    if not before:
        return f"({local}) - ({final.offset})", str(final.kind)
    return f"({local}) - (CASE {shifts} ELSE {final.offset} END)", f"(CASE {kinds} ELSE {final.kind} END)"


def value_read(table: RawTable, column: RawColumn) -> Read:
    """
    Return how a column of money is read.

    Parameters
    ----------
    table
        The source.
    column
        Its column.
    """
    check_kind(table, column, "value", NUMBERS)
    name = column.sql_name
    bad = f"{name} IS NOT NULL AND NOT ({name} BETWEEN -{_LARGEST} AND {_LARGEST})"
    return Read(_scaled(column, VALUE_SCALE, "BIGINT"), (("number_value", "not a number (or too large)", bad),))


def score_read(table: RawTable, column: RawColumn, metric: Metric) -> Read:
    """
    Return how a column of scores is read.

    Parameters
    ----------
    table
        The source.
    column
        Its column.
    metric
        Its scale.
    """
    check_kind(table, column, metric.name, NUMBERS)
    name, kind = column.sql_name, "whole number" if metric.whole else "number"
    fits = f"{name} BETWEEN {metric.low!r} AND {metric.high!r}" + (f" AND {name} = floor({name})" if metric.whole else "")
    message = f"{metric.name} is a {kind} from {metric.low:g} to {metric.high:g}"
    return Read(_scaled(column, SCORE_SCALE, "INTEGER"), ((f"range_{metric.name}", message, f"{name} IS NOT NULL AND NOT ({fits})"),))


def weight_read(table: RawTable, column: RawColumn, scores: Sequence[RawColumn]) -> Read:
    """
    Return how a column of weights is read.

    Parameters
    ----------
    table
        The source.
    column
        Its column.
    scores
        Its columns of scores: where one of them has a value, there must be a weight.
    """
    check_kind(table, column, "weight", NUMBERS)
    name, (kind, message) = column.sql_name, WEIGHT_RULE
    bad = f"{name} IS NOT NULL AND NOT ({name} BETWEEN {1 / WEIGHT_SCALE:.6f} AND 1000000)"
    answered = " OR ".join(f"{score.sql_name} IS NOT NULL" for score in scores) or "FALSE"
    missing = (*NO_WEIGHT, f"{name} IS NULL AND ({answered})")
    return Read(_scaled(column, WEIGHT_SCALE, "BIGINT"), ((kind, message, bad), missing))


def _scaled(column: RawColumn, scale: int, kind: str) -> str:
    """Return the SQL of a number times the scale, rounded to the nearest, halves away from zero; engines round doubles each in its way."""
    name = column.sql_name
    if column.kind == "integer":
        return f"CAST(CAST({name} AS BIGINT) * {scale} AS {kind})"
    if column.kind == "decimal":
        return f"CAST(round({name} * {scale}) AS {kind})"
    size = f"abs(CAST({name} AS DOUBLE) * {float(scale)!r}e0)"
    rounded = f"floor({size}) + CASE WHEN {size} - floor({size}) >= 0.5e0 THEN 1 ELSE 0 END"
    return f"CAST(CASE WHEN {name} < 0 THEN -({rounded}) ELSE {rounded} END AS {kind})"


def flag_read(table: RawTable, column: RawColumn, role: str) -> Read:
    """
    Return how a column of yes and no is read.

    Parameters
    ----------
    table
        The source.
    column
        Its column.
    role
        What it says.
    """
    check_kind(table, column, role, FLAGS)
    name = column.sql_name
    if column.kind == "boolean":
        return Read(f"CAST(CASE WHEN {name} THEN 1 WHEN NOT {name} THEN 0 END AS TINYINT)", ())
    sql = f"CAST(CASE WHEN {name} > 0 THEN 1 WHEN {name} = 0 THEN 0 END AS TINYINT)"
    return Read(sql, ((f"flag_{role}", "expected yes or no, true or false, or a count", f"{name} < 0"),))
