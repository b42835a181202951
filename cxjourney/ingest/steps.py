"""Rows that hold several moments become several visits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.ingest.dictionary import Dictionary, make_dictionary
from cxjourney.ingest.texts import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.engine.protocol import Engine


@dataclass(frozen=True)
class Step:
    """
    A moment that a row may hold.

    Parameters
    ----------
    touchpoint
        Where the customer was then.
    time
        Column of the moment; rows without it have no such visit.
    own
        SQL by column of what only this visit has.
    """

    touchpoint: str
    time: str
    own: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Columns:
    """
    What visits hold beside customer, position, time and touchpoint.

    Parameters
    ----------
    shared
        SQL by column of what every visit of a row has.
    own
        SQL type by column of what only some have.
    """

    shared: dict[str, str]
    own: dict[str, str]


@dataclass(frozen=True)
class Visits:
    """
    The visits.

    Parameters
    ----------
    store
        Table of visits.
    touchpoints
        Their names.
    verbatims
        Table of texts; empty where there are none.
    silent
        Rows that hold no moment.
    """

    store: str
    touchpoints: Dictionary
    verbatims: str
    silent: int


def make_visits(engine: Engine, rows: str, steps: Sequence[Step], columns: Columns, text: str = "") -> Visits:
    """
    Make a table of visits out of rows.

    Parameters
    ----------
    engine
        Where the rows are.
    rows
        Table of rows, with ``customer`` and ``position``.
    steps
        The moments; simultaneous ones stand in this order.
    columns
        What visits hold.
    text
        Column of what the customer wrote, which belongs to the last moment of the row.
    """
    spelled = {key(step.touchpoint): step.touchpoint for step in steps}
    touchpoints = make_dictionary(engine, "touchpoint", [(0, name) for name in spelled.values()])
    codes = {key(name): code for code, name in enumerate(touchpoints.names)}
    store, verbatims = engine.unique_name("store"), engine.unique_name("verbatims")
    parts = []
    for place, step in enumerate(steps):
        own = {column: step.own.get(column, f"CAST(NULL AS {kind})") for column, kind in columns.own.items()}
        position = f"f.position * {len(steps)} + {place}"
        fields = {"customer": "f.customer", "position": position, "time": f"f.{step.time}", "touchpoint": str(codes[key(step.touchpoint)])}
        selected = ", ".join(f"{sql} AS {column}" for column, sql in {**fields, **columns.shared, **own}.items())
        parts.append(f"SELECT {selected} FROM {rows} AS f WHERE f.{step.time} IS NOT NULL")
    engine.execute(f"CREATE TABLE {store} AS {' UNION ALL '.join(parts)}")
    silent = engine.rows(f"SELECT count(*) FROM {rows} WHERE {' AND '.join(f'{step.time} IS NULL' for step in steps)}")[0][0]
    if text:
        engine.execute(
            f"CREATE TABLE {verbatims} AS SELECT v.position, v.time, f.{text} AS text FROM {rows} AS f "
            f"JOIN {store} AS v ON v.position // {len(steps)} = f.position WHERE f.{text} IS NOT NULL "
            f"QUALIFY row_number() OVER (PARTITION BY f.position ORDER BY v.position DESC) = 1"
        )
    return Visits(store, touchpoints, verbatims if text else "", silent)


def at_last(steps: Sequence[str], place: int, column: str, fallen: Sequence[str] = ()) -> str:
    """
    Return SQL of a column for one step: its value where this is the last moment of the row.

    Parameters
    ----------
    steps
        Columns of the moments.
    place
        Number of the step.
    column
        The column.
    fallen
        Columns of moments of which one must be missing; nothing where there is no such condition.
    """
    later = [f"f.{time} IS NULL" for time in [*steps[place + 1 :], *fallen]]
    return f"CASE WHEN {' AND '.join(later)} THEN f.{column} END" if later else f"f.{column}"
