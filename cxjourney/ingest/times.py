"""Instants as microseconds: ISO 8601 text, one stated format, numbers with a stated unit, or typed columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.errors import DataError, OptionError, show_value
from cxjourney.ingest.checks import compact_format, short_place
from cxjourney.ingest.numbers import literal, number_pattern
from cxjourney.ingest.zones import EARLIEST, LATEST

if TYPE_CHECKING:
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.raw_table import RawColumn, RawTable

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?"
_ZONE = r"(Z| UTC|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)"
_ISO = rf"\s*{_DATE}([T ]{_CLOCK}{_ZONE}?)?\s*"
_AWARE = rf":[0-9.:]+{_ZONE}\s*$"
_LEAP = r"[0-9]:[0-5][0-9]:60"
_FINE = r":[0-9]{2}\.[0-9]{6}0*[1-9]"
_BARE = rf"\s*{number_pattern('.', None)}\s*"
_PER_UNIT = {"s": 1_000_000, "ms": 1_000, "us": 1, "ns": 0.001}
_PLAUSIBLE = (631_152_000_000_000, 4_133_980_800_000_000)  # the years 1990 to 2100


@dataclass(frozen=True)
class TimeReading:
    """
    How to read a column of times.

    Parameters
    ----------
    column
        The column.
    blank
        SQL that is true where there is no time.
    microseconds
        SQL of microseconds since 1970, NULL where they cannot be read.
    local
        Whether these are local times whose zone must still be taken off.
    naive
        Whether the column names no zone.
    reasons
        Kind, sentence and condition of each reason why a time cannot be read, the first that holds being the one.
    cut
        Number of times finer than a microsecond.
    """

    column: RawColumn
    blank: str
    microseconds: str
    local: bool
    naive: bool
    reasons: tuple[tuple[str, str, str], ...]
    cut: int = 0


def time_reading(table: RawTable, column: RawColumn, parsing: Parsing) -> TimeReading:
    """
    Return how to read a column of times.

    Parameters
    ----------
    table
        The source.
    column
        Its column of times.
    parsing
        Format, unit and zone.

    Raises
    ------
    DataError
        If the column cannot hold times, or mixes times with and without a zone.
    OptionError
        If an option does not fit the column.
    """
    if column.kind in {"text", "integer"} and parsing.time_format is not None:
        return _formatted(table, column, parsing)
    if column.kind == "text":
        return _bare_text(column, parsing) if parsing.time_unit else _iso(table, column, parsing)
    if column.kind in {"integer", "float", "decimal"}:
        return _bare_number(table, column, parsing)
    if column.kind in {"timestamp", "timestamptz", "date"}:
        return _typed(table, column, parsing)
    raise DataError(
        f"{table.source}: the column {column.name!r} holds values of kind {column.kind}, which are no times.",
        hint="name another column with time=, or convert it.",
        source=table.source,
        column=column.name,
    )


def _iso(table: RawTable, column: RawColumn, parsing: Parsing) -> TimeReading:
    name = column.sql_name
    aware, naive, fine = _profile(table, column)
    kind = "TIMESTAMPTZ" if aware else "TIMESTAMP"
    valid = f"regexp_full_match({name}, '{_ISO}')"
    return TimeReading(
        column,
        blank=f"({name} IS NULL OR trim({name}) = '')",
        microseconds=f"CASE WHEN {valid} THEN epoch_us(TRY_CAST({name} AS {kind})) END",
        local=naive > 0 and parsing.timezone != "UTC",
        naive=naive > 0,
        reasons=(
            ("leap_second", "leap seconds cannot be stored", f"regexp_matches({name}, '{_LEAP}')"),
            ("bare_number", "a bare number is a time only with time_unit=", f"regexp_full_match({name}, '{_BARE}')"),
            ("time_format", 'expected ISO 8601 such as "2026-07-01T09:30:00Z" (other formats: time_format=)', f"NOT {valid}"),
            ("impossible_time", "no such date or time exists", "TRUE"),
        ),
        cut=fine,
    )


def _profile(table: RawTable, column: RawColumn) -> tuple[int, int, int]:
    """Return how many valid stamps name a zone, how many do not, and how many are finer than a microsecond."""
    name = column.sql_name
    aware, stamps = f"regexp_matches({name}, '{_AWARE}')", f"regexp_full_match({name}, '{_ISO}')"
    query = (
        f"SELECT count(*) FILTER (WHERE {stamps} AND {aware}), count(*) FILTER (WHERE {stamps} AND NOT {aware}), "
        f"count(*) FILTER (WHERE strlen({name}) > 26 AND regexp_matches({name}, '{_FINE}')) FROM {table.relation}"
    )
    with_zone, without, finer = table.engine.rows(query)[0]
    if with_zone and without:
        raise _mixed_zones(table, column, f"{stamps} AND {aware}", f"{stamps} AND NOT {aware}", (with_zone, without))
    return with_zone, without, finer


def _mixed_zones(table: RawTable, column: RawColumn, aware: str, naive: str, counts: tuple[int, int]) -> DataError:
    first = [table.engine.rows(f'SELECT min("row") FROM {table.relation} WHERE {condition}')[0][0] for condition in (aware, naive)]
    places = [short_place(table, row) for row in first]
    return DataError(
        f"{table.source}: the column {column.name!r} mixes times with a zone (rows: {counts[0]:,}, first {places[0]}) "
        f"and times without one (rows: {counts[1]:,}, first {places[1]}); they cannot be compared.",
        code="mixed_zones",
        hint="give every row a zone such as +02:00 or Z, or none of them and pass timezone=.",
        source=table.source,
        column=column.name,
    )


def _formatted(table: RawTable, column: RawColumn, parsing: Parsing) -> TimeReading:
    name, form = f"CAST({column.sql_name} AS VARCHAR)", parsing.time_format or ""
    try:
        table.engine.rows(f"SELECT try_strptime('', {literal(form)})")
    except DataError as cause:
        message = f"time_format={show_value(form)} cannot be used: {cause.message}"
        raise OptionError(message, hint='write it as strptime does, such as "%d.%m.%Y %H:%M".', value=show_value(form)) from cause
    naive = "%z" not in form.lower()
    return TimeReading(
        column,
        blank=f"({name} IS NULL OR trim({name}) = '')",
        microseconds=f"epoch_us(try_strptime(trim({name}), {literal(form)}))",
        local=naive and parsing.timezone != "UTC",
        naive=naive,
        reasons=(("time_format", f"expected the format {show_value(form)} and a date that exists", "TRUE"),),
    )


def _bare_text(column: RawColumn, parsing: Parsing) -> TimeReading:
    name = column.sql_name
    number = f"CASE WHEN regexp_full_match({name}, '{_BARE}') THEN TRY_CAST({name} AS DECIMAL(29, 9)) END"
    factor = f"CAST({_PER_UNIT[parsing.time_unit or 'us']} AS DECIMAL(10, 3))"
    return TimeReading(
        column,
        blank=f"({name} IS NULL OR trim({name}) = '')",
        microseconds=f"TRY_CAST(floor(({number}) * {factor}) AS BIGINT)",
        local=False,
        naive=False,
        reasons=(("time_number", f"expected a number of time_unit={parsing.time_unit!r}", "TRUE"),),
    )


def _bare_number(table: RawTable, column: RawColumn, parsing: Parsing) -> TimeReading:
    if parsing.time_unit is None:
        first = table.engine.rows(f"SELECT {column.sql_name} FROM {table.relation} WHERE {column.sql_name} IS NOT NULL LIMIT 1")
        shown = f" such as {first[0][0]}" if first and not parsing.hide_values else ""
        form = compact_format(str(first[0][0])) if first else ""
        since = 'pass time_unit="s", "ms", "us" or "ns" (since 1970), or convert the column.'
        raise DataError(
            f"{table.source}: the column {column.name!r} holds bare numbers{shown}; a number is a time only when its unit is said.",
            code="bare_number",
            hint=f'pass time_format="{form}" if these are dates; else {since}' if form else since,
            source=table.source,
            column=column.name,
        )
    name, per_unit = column.sql_name, _PER_UNIT[parsing.time_unit]
    low, high = int(EARLIEST / per_unit), int(LATEST / per_unit)
    if parsing.time_unit == "ns":
        scaled = floor_divide(f"CAST({name} AS BIGINT)", 1_000)
    elif column.kind == "integer":
        scaled = f"CAST({name} AS BIGINT) * {per_unit}"
    else:
        scaled = f"CAST(floor({name} * {per_unit}) AS BIGINT)"
    return TimeReading(
        column,
        blank=f"({name} IS NULL)",
        microseconds=f"CASE WHEN {name} BETWEEN {low} AND {high} THEN {scaled} END",
        local=False,
        naive=False,
        reasons=(("time_number", f"no time of time_unit={parsing.time_unit!r} between the years 1 and 9999", "TRUE"),),
    )


def _typed(table: RawTable, column: RawColumn, parsing: Parsing) -> TimeReading:
    name, naive = column.sql_name, column.kind != "timestamptz"
    kinds = table.engine.rows(f"SELECT typeof({name}) FROM {table.relation} LIMIT 1")
    if kinds and kinds[0][0] == "TIMESTAMP_NS":
        nanoseconds = f"epoch_ns({name})"
        microseconds = floor_divide(nanoseconds, 1_000)
        cut = table.engine.rows(f"SELECT count(*) FROM {table.relation} WHERE {nanoseconds} % 1000 <> 0")[0][0]
    else:
        microseconds, cut = f"epoch_us({name})" if column.kind != "date" else f"epoch_us(CAST({name} AS TIMESTAMP))", 0
    return TimeReading(
        column,
        blank=f"({name} IS NULL)",
        microseconds=microseconds,
        local=naive and parsing.timezone != "UTC",
        naive=naive,
        reasons=(("time_range", "expected a time between the years 1 and 9999", "TRUE"),),
        cut=cut,
    )


def floor_divide(number: str, divisor: int) -> str:
    """
    Return SQL of a whole-number division that rounds down, also below zero.

    Parameters
    ----------
    number
        SQL of an integer.
    divisor
        A positive integer.
    """
    return f"({number} // {divisor} - CASE WHEN {number} % {divisor} < 0 THEN 1 ELSE 0 END)"


def refuse_other_unit(table: RawTable, reading: TimeReading, parsing: Parsing) -> None:
    """
    Refuse bare numbers some of which only make sense in another unit than the one that was said.

    Parameters
    ----------
    table
        The source.
    reading
        How its times are read.
    parsing
        The unit.

    Raises
    ------
    DataError
        If there are such numbers.
    """
    if parsing.time_unit is None or reading.column.kind in {"timestamp", "timestamptz", "date"}:
        return
    low, high = _PLAUSIBLE
    number = f"TRY_CAST({reading.column.sql_name} AS DOUBLE)"
    stated = _PER_UNIT[parsing.time_unit]
    for unit, per_unit in _PER_UNIT.items():
        other = f"NOT (number * {stated} BETWEEN {low} AND {high}) AND number * {per_unit} BETWEEN {low} AND {high}"
        query = f'SELECT count(*), min("row") FROM (SELECT "row", {number} AS number FROM {table.relation}) WHERE {other}'
        count, first = table.engine.rows(query)[0]
        if count:
            raise DataError(
                f"{table.source}: {count:,} values of the column {reading.column.name!r} (first {short_place(table, first)}) "
                f"are no time in {parsing.time_unit!r} between 1990 and 2100 but would be one in {unit!r}.",
                code="time_unit",
                hint=f'pass time_unit="{unit}", or bring all rows to one unit.',
                source=table.source,
                column=reading.column.name,
            )
