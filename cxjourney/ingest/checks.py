"""Rows that break a rule: named in one error, or left out and counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxjourney.errors import PLACES_LIMIT, BadRowsError, Problem, show_value
from cxjourney.ingest.numbers import number_hint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.raw_table import RawColumn, RawTable

_FORMATS = (
    (r"\d{1,2}\.\d{1,2}\.\d{4}", "%d.%m.%Y"),
    (r"\d{4}/\d{1,2}/\d{1,2}", "%Y/%m/%d"),
    (r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y"),
    (r"\d{1,2}-\d{1,2}-\d{4}", "%d-%m-%Y"),
    (r"\d{8}", "%Y%m%d"),
)
_CLOCKS = (
    (r"", ""),
    (r" \d{1,2}:\d{2}", " %H:%M"),
    (r" \d{1,2}:\d{2}:\d{2}", " %H:%M:%S"),
    (r" \d{1,2}:\d{2}:\d{2}\.\d{1,6}", " %H:%M:%S.%f"),
)

_NUMBERS = ("number_", "range_", "weight", "wait")
"""Kinds of rules for numbers."""

_DATE_ONLY = r"\d{4}-\d{2}-\d{2}([T ]00:00(:00(\.0+)?)?)?|\d{1,2}[./-]\d{1,2}[./-]\d{4}"

_UNITS = 'time_unit="s", "ms", "us" or "ns"'
_DAY = r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
_COMPACT = ((_DAY, "%Y%m%d"), (_DAY + r"([01]\d|2[0-3])[0-5]\d[0-5]\d", "%Y%m%d%H%M%S"))
"""Dates written without a mark between their parts."""


@dataclass(frozen=True)
class Check:
    """
    A rule for rows.

    Parameters
    ----------
    kind
        Stable identifier, such as ``"missing_time"``.
    column
        The column it looks at.
    message
        What is wrong, after the column's name.
    condition
        SQL that is true where a row breaks it.
    """

    kind: str
    column: RawColumn
    message: str
    condition: str


@dataclass(frozen=True)
class BadRows:
    """
    The rows that break rules.

    Parameters
    ----------
    table
        Table of ``"row"`` and one truth value a check: ``f0``, ``f1``, …
    checks
        The checks.
    """

    table: str
    checks: tuple[Check, ...]

    def dropped(self, source: RawTable) -> tuple[tuple[str, int], ...]:
        """
        Return how many rows break which rule; a row that breaks several counts for the first.

        Parameters
        ----------
        source
            Where the rows are.
        """
        first = "CASE " + " ".join(f"WHEN f{number} THEN {number}" for number in range(len(self.checks))) + " END"
        counted = source.engine.rows(f"SELECT {first} AS first, count(*) FROM {self.table} GROUP BY first ORDER BY first")
        return tuple((self.checks[number].kind, count) for number, count in counted)

    def without(self, source: RawTable) -> RawTable:
        """
        Return the source without these rows.

        Parameters
        ----------
        source
            The source.
        """
        name = source.engine.unique_name("good_rows")
        source.engine.execute(f'CREATE VIEW {name} AS SELECT * FROM {source.relation} WHERE "row" NOT IN (SELECT "row" FROM {self.table})')
        return replace(source, relation=name)


def find_bad_rows(table: RawTable, checks: Sequence[Check], joined: str) -> BadRows:
    """
    Return the rows that break any of the rules.

    Parameters
    ----------
    table
        The source.
    checks
        The rules.
    joined
        SQL of the source with the tables that the conditions need.
    """
    name = table.engine.unique_name("bad_rows")
    flags = ", ".join(f"COALESCE({check.condition}, FALSE) AS f{number}" for number, check in enumerate(checks))
    any_flag = " OR ".join(f"f{number}" for number in range(len(checks)))
    table.engine.execute(f'CREATE TABLE {name} AS SELECT * FROM (SELECT r."row", {flags} FROM {joined}) WHERE {any_flag}')
    return BadRows(name, tuple(checks))


def bad_rows_error(table: RawTable, bad: BadRows, rows: int, parsing: Parsing) -> BadRowsError:
    """
    Return the error that names every kind of bad row with its first places.

    Parameters
    ----------
    table
        The source.
    bad
        Its bad rows.
    rows
        Number of rows of the source.
    parsing
        Options, for the hint and for hiding values.
    """
    found = [_problem(table, bad, number, parsing) for number in range(len(bad.checks))]
    problems = [problem for problem, _, _ in found if problem.count]
    values = {check.kind: texts for check, (_, texts, _) in zip(bad.checks, found, strict=True) if texts}
    first = min((row, number) for number, (problem, _, row) in enumerate(found) if problem.count)
    count = table.engine.rows(f"SELECT count(*) FROM {bad.table}")[0][0]
    place = table.place(first[0])
    line = re.search(r"line (\d+)", place)
    return BadRowsError(
        f"{table.source}: {count:,} of {rows:,} rows cannot be used:",
        hint=_hint(values),
        source=table.source,
        line=int(line[1]) if line else None,
        column=bad.checks[first[1]].column.name,
        value=None if parsing.hide_values or not found[first[1]][1] else show_value(found[first[1]][1][0]),
        problems=problems,
    )


def short_place(table: RawTable, row: int) -> str:
    """
    Return where a row stands, without the name of the source where the message starts with it.

    Parameters
    ----------
    table
        The source.
    row
        The row.
    """
    return table.place(row).removeprefix(table.source).lstrip(" ,")


def _problem(table: RawTable, bad: BadRows, number: int, parsing: Parsing) -> tuple[Problem, list[str], int]:
    check, engine = bad.checks[number], table.engine
    count = engine.rows(f"SELECT count(*) FROM {bad.table} WHERE f{number}")[0][0]
    name = check.column.sql_name
    query = (
        f'SELECT "row", left(CAST({name} AS VARCHAR), 200) FROM {table.relation} WHERE "row" IN '
        f'(SELECT "row" FROM {bad.table} WHERE f{number} ORDER BY "row" LIMIT {PLACES_LIMIT}) ORDER BY "row"'
    )
    rows = engine.rows(query) if count else []
    hidden = parsing.hide_values or check.kind.startswith("missing")
    places = tuple(short_place(table, row) if hidden else f"{short_place(table, row)} {show_value(value)}" for row, value in rows)
    problem = Problem(kind=check.kind, message=f"column {show_value(check.column.name)}: {check.message}", count=count, places=places)
    texts = [] if parsing.hide_values else [value for _, value in rows if value]
    return problem, texts, rows[0][0] if rows else 0


def _hint(values: dict[str, list[str]]) -> str:
    drop = 'pass on_bad_rows="drop" to leave such rows out.'
    for kind, texts in values.items():
        if kind == "bare_number":
            form = next((found for text in texts if (found := compact_format(text))), "")
            told = f'time_format="{form}" for dates such as these' if form else f"{_UNITS} if these are times since 1970"
            return f"pass {told}; {drop}"
        if kind == "time_format":
            return f"pass time_format={_guess_format(texts)}; {drop}"
        if kind.startswith(_NUMBERS) and (hint := number_hint(texts)):
            return hint
        if kind.startswith("range_"):
            return f"{_score_hint(kind.removeprefix('range_'), texts)}; {drop}"
        if "_before_" in kind and all(re.fullmatch(_DATE_ONLY, text.strip()) for text in texts):
            return f"the column holds days, which are read as midnight: give times in both columns, or days in both; {drop}"
    return f"correct the rows, or {drop}"


def _score_hint(metric: str, texts: list[str]) -> str:
    """Return what reads scores off their scale: values that mean no answer, another scale, or no scores."""
    odd = ", ".join(dict.fromkeys(text if re.fullmatch(r"-?[0-9]{1,9}", text) else show_value(text) for text in texts))
    missing = f"name values that mean no answer with missing=[{odd}] (read_surveys, read_tickets)"
    return f'{missing}, another scale with scores={{"{metric}": (<column>, <low>, <high>)}}, or leave scores out with scores={{}}'


def compact_format(text: str) -> str:
    """
    Return the format of a date whose digits stand together, such as 19970101; nothing for other texts.

    Parameters
    ----------
    text
        What stands in the column.

    Examples
    --------
    >>> compact_format("19970101"), compact_format("1767225600")
    ('%Y%m%d', '')
    """
    return next((form for pattern, form in _COMPACT if re.fullmatch(pattern, text.strip(), re.ASCII)), "")


def _guess_format(texts: list[str]) -> str:
    for text in texts:
        for date, form in _FORMATS:
            for clock, clock_form in _CLOCKS:
                if re.fullmatch(date + clock, text.strip()):
                    return f'"{form}{clock_form}" (if that is the order of day and month)'
    return 'such as "%d.%m.%Y %H:%M"'
