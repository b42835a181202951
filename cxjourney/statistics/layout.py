"""Which tables there are, with their keys and sums: the shape that is saved, loaded, added and fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.statistics.table import Table

if TYPE_CHECKING:
    from cxjourney.engine.protocol import Engine
    from cxjourney.statistics.table import Integers

_VISITS = "visits customers journeys goal_journeys starts ends at_risk followed rework zero_gaps escalable escalated position"

LAYOUT: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    name: (tuple(keys.split()), tuple(sums.split()))
    for name, keys, sums in (
        ("totals", "fold", "customers journeys journeys_squared visits goals goal_customers value valued"),
        ("visits", "fold touchpoint", _VISITS),
        ("squares", "touchpoint", "visits at_risk followed moves"),
        ("visit_channels", "fold touchpoint channel", "visits customers"),
        ("visit_segments", "fold touchpoint segment", "visits customers"),
        ("segment_customers", "fold segment", "customers"),
        ("life", "fold touchpoint bin", "at_risk_moves at_risk_censored moves log_sum censored"),
        ("gap_times", "touchpoint bin", "moves"),
        ("transitions", "fold source target", "moves log_sum log_square_sum"),
        ("scores", "fold touchpoint metric", "n score_sum valence_sum valence_square_sum favourable unfavourable"),
        ("score_counts", "touchpoint metric score", "n"),
        ("score_squares", "touchpoint metric", "n"),
        ("stage_sums", "fold stage", "customers journeys journeys_squared open going_on visits"),
        ("stage_friction", "fold stage mask", "journeys"),
        ("stage_squares", "stage", "journeys"),
        ("stage_times", "stage bin", "journeys"),
        ("lengths", "length goal", "journeys"),
    )
}


def empty(name: str) -> Table:
    """
    Return a table without rows.

    Parameters
    ----------
    name
        Name of the table.
    """
    keys, sums = LAYOUT[name]
    return Table(keys, {column: np.empty(0, dtype=np.int64) for column in (*keys, *sums)})


def fetch(engine: Engine, name: str, sql: str) -> Table:
    """
    Return a table from the engine, in order; sums that the statement does not give are 0.

    Parameters
    ----------
    engine
        Where the rows are.
    name
        Name of the table.
    sql
        Statement that gives its keys and sums.
    """
    keys, sums = LAYOUT[name]
    found = fetch_columns(engine, sql)
    zeros = np.zeros(len(found[keys[0]]), dtype=np.int64)
    return Table.grouped(keys, {column: found.get(column, zeros) for column in (*keys, *sums)})


def fetch_columns(engine: Engine, sql: str) -> dict[str, Integers]:
    """
    Return the columns of a statement as integers of 64 bits, whatever width the engine sums in.

    Parameters
    ----------
    engine
        Where the rows are.
    sql
        Statement whose columns are all integers.
    """
    names = [row[0] for row in engine.rows(f"DESCRIBE {sql}")]
    cast = ", ".join(f"CAST({name} AS BIGINT) AS {name}" for name in names)
    return engine.columns(f"SELECT {cast} FROM ({sql}) AS sums")
