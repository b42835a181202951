"""What customers were promised, and whether it was kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.ingest.dictionary import Dictionary, make_dictionary
from cxjourney.ingest.united_names import recoding
from cxjourney.ingest.zones import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.engine.protocol import Engine
    from cxjourney.ingest.forms import Form
    from cxjourney.ingest.instants import Instants
    from cxjourney.ingest.shared_columns import Common

OUTCOMES = ("on time", "late", "overdue")
"""Kept; kept too late; not kept although its time had passed when the log ends."""


@dataclass(frozen=True)
class Promise:
    """
    A promise that a milestone is reached by a time.

    Parameters
    ----------
    milestone
        The milestone.
    reached
        Column of when it was reached.
    before
        The milestone before it and the column of when that was reached; None for the first.
    number
        Place among the promises.
    """

    milestone: str
    reached: str
    before: tuple[str, str] | None
    number: int

    @property
    def title(self) -> str:
        """Title of the column that tells the outcome."""
        return f"{self.milestone} as promised"


def store_promise(form: Form, promise: Promise, due: Instants, reached: Instants) -> None:
    """
    Store when a promise falls due and whether it was broken; a promised day ends at midnight where the customer is.

    Parameters
    ----------
    form
        The table.
    promise
        The promise.
    due, reached
        What was promised and what happened, read.
    """
    whole_day = f"({due.reading.microseconds}) % {DAY} = 0"
    form.fields[f"due_{promise.number}"] = f"{due.sql} + CASE WHEN {whole_day} THEN {DAY - 1} ELSE 0 END"
    # Both on the clock of the zone, so that a promised day has its own length even when the clocks change.
    local = due.reading.naive and reached.reading.naive
    then, now = (read.reading.microseconds if local else read.sql for read in (due, reached))
    form.fields[f"late_{promise.number}"] = f"({now}) > ({then}) + CASE WHEN {whole_day} THEN {DAY - 1} ELSE 0 END"


def promised_groups(
    engine: Engine, rows: str, promises: Sequence[Promise], moments: Sequence[str], common: Common
) -> tuple[Dictionary | None, dict[str, str]]:
    """
    Return the names of segments and groups with the outcomes among them, and SQL of the code by column.

    Parameters
    ----------
    engine
        Where the rows are.
    rows
        Table of rows.
    promises
        The promises.
    moments
        Columns of the milestones.
    common
        The other columns that divide customers and visits.
    """
    known = common.labels.get("segment")
    columns = [column for column in common.carried if column.startswith(("segment_", "group_"))]
    if not promises:
        return known, {column: f"f.{column}" for column in columns}
    titles = (*common.segments, *common.groups, *(promise.title for promise in promises))
    first = len(common.segments) + len(common.groups)
    entries = list(zip(known.parts, known.plain, strict=True)) if known else []
    entries += [(first + promise.number, f"{promise.milestone} {outcome}") for promise in promises for outcome in OUTCOMES]
    names = make_dictionary(engine, "segment", entries, titles)
    codes = {entry: code for code, entry in enumerate(zip(names.parts, names.plain, strict=True))}
    recoded = recoding(engine, [codes[entry] for entry in zip(known.parts, known.plain, strict=True)]) if known else ""
    fields = {column: f"COALESCE((SELECT n.code FROM {recoded} AS n WHERE n.old = f.{column}), -1)" for column in columns}
    end = engine.rows(f"SELECT COALESCE(max(greatest({', '.join(moments)})), 0) FROM {rows}")[0][0]
    for promise in promises:
        on_time, late, overdue = (codes[first + promise.number, f"{promise.milestone} {outcome}"] for outcome in OUTCOMES)
        fields[f"group_{len(common.groups) + promise.number}"] = (
            f"CASE WHEN f.late_{promise.number} THEN {late} WHEN NOT f.late_{promise.number} THEN {on_time} "
            f"WHEN f.{promise.reached} IS NULL AND f.due_{promise.number} < {end} THEN {overdue} ELSE -1 END"
        )
    return names, fields


def expected_waits(engine: Engine, rows: str, promises: Sequence[Promise]) -> tuple[tuple[str, int], ...]:
    """
    Return for milestones before a promised one how long customers were told to wait, at the median.

    Parameters
    ----------
    engine
        Where the rows are.
    rows
        Table of rows.
    promises
        The promises.
    """
    waits: dict[str, int] = {}
    for promise in promises:
        if promise.before is None:
            continue
        touchpoint, column = promise.before
        wait = f"due_{promise.number} - {column}"
        median = engine.rows(f"SELECT CAST(quantile_disc({wait}, 0.5) AS BIGINT) FROM {rows} WHERE {wait} > 0")[0][0]
        if median is not None:
            waits.setdefault(touchpoint, median)
    return tuple(waits.items())
