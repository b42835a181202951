"""Which tables there are, with their keys and sums: the shape that is saved, loaded, added and fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.statistics.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxjourney.engine.protocol import Engine
    from cxjourney.statistics.table import Integers

_VISITS = (
    "visits customers journeys goal_journeys before before_goal starts ends at_risk followed rework zero_gaps escalable escalated position "
    "reopen_known reopened handoff_known handed_off contacts repeated"
)
_CELLS = (
    "visits customers settled lost late followed rework escalable escalated timed log_sum "
    "reopen_known reopened handoff_known handed_off contacts repeated"
)
_CELL_SQUARES = "visits contacts"
_CELL_SCORES = "n score_sum valence_sum favourable unfavourable"
_LANDMARK = "touchpoint segment channel band exposure goal"

LAYOUT: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    name: (tuple(keys.split()), tuple(sums.split()))
    for name, keys, sums in (
        ("totals", "fold", "customers journeys journeys_squared visits goals goal_customers value valued"),
        ("visits", "fold touchpoint", _VISITS),
        ("squares", "touchpoint", "visits at_risk followed moves escalable reopen_known handoff_known contacts"),
        ("channel_cells", "fold touchpoint channel", _CELLS),
        ("channel_cell_squares", "touchpoint channel", _CELL_SQUARES),
        ("segment_cells", "fold touchpoint segment", _CELLS),
        ("segment_cell_squares", "touchpoint segment", _CELL_SQUARES),
        ("segment_totals", "fold segment", "customers journeys journeys_squared visits goals"),
        ("life", "fold touchpoint bin", "at_risk_moves at_risk_censored moves log_sum censored"),
        ("gap_times", "touchpoint bin", "moves"),
        ("transitions", "fold source target reached", "moves log_sum log_square_sum"),
        ("second_order", "previous touchpoint next", "moves"),
        ("scores", "fold touchpoint metric", "n score_sum valence_sum valence_square_sum favourable unfavourable"),
        ("score_counts", "touchpoint metric score", "n"),
        ("score_squares", "touchpoint metric", "n"),
        ("channel_scores", "fold touchpoint channel metric", _CELL_SCORES),
        ("channel_score_squares", "touchpoint channel metric", "n"),
        ("segment_scores", "fold touchpoint segment metric", _CELL_SCORES),
        ("segment_score_squares", "touchpoint segment metric", "n"),
        ("answer_squares", "stage metric", "n"),
        ("weighted_answer_squares", "stage metric", "n"),
        ("weighted_scores", "fold touchpoint metric", _CELL_SCORES),
        ("weighted_score_counts", "touchpoint metric score", "n"),
        ("weighted_score_squares", "touchpoint metric", "n answers"),
        ("weighted_channel_scores", "fold touchpoint channel metric", _CELL_SCORES),
        ("weighted_channel_score_squares", "touchpoint channel metric", "n answers"),
        ("weighted_segment_scores", "fold touchpoint segment metric", _CELL_SCORES),
        ("weighted_segment_score_squares", "touchpoint segment metric", "n answers"),
        ("stage_sums", "fold stage", "customers journeys journeys_squared open going_on visits"),
        ("stage_friction", "fold stage mask", "journeys"),
        ("stage_squares", "stage", "journeys"),
        ("stage_times", "stage bin", "journeys"),
        ("segment_stages", "fold stage segment", "customers journeys open going_on"),
        ("segment_friction", "fold stage segment mask", "journeys"),
        ("segment_stage_squares", "stage segment", "journeys"),
        ("lengths", "length goal", "journeys"),
        ("goal_times", "fold", "journeys time"),
        ("landmark_scores", _LANDMARK, "customers"),
        ("landmark_waits", _LANDMARK, "customers"),
        ("experience", "fold readings", "journeys mean_sum peak_end_sum"),
        ("responses", "fold touchpoint", "invited answered"),
        ("reasons", "fold touchpoint reason", "visits"),
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
    return table_of(name, fetch_columns(engine, sql))


def table_of(name: str, columns: Mapping[str, Integers]) -> Table:
    """
    Return a table, in order; sums that the columns do not give are 0.

    Parameters
    ----------
    name
        Name of the table.
    columns
        Its keys and sums, as columns of equal length; others are left aside. Rows with the same keys are added.
    """
    keys, sums = LAYOUT[name]
    zeros = np.zeros(len(columns[keys[0]]), dtype=np.int64)
    return Table.grouped(keys, {column: columns.get(column, zeros) for column in (*keys, *sums)})


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
    return engine.sums(sql)


def fetch_with_squares(engine: Engine, names: tuple[str, str], sql: str) -> tuple[Table, Table]:
    """
    Return a table of sums and the one of their squares, from one statement that gives both per fold.

    Parameters
    ----------
    engine
        Where the rows are.
    names
        Names of both tables.
    sql
        Statement that gives the keys and sums of the first; those of the second end in ``_squared``.
    """
    found = fetch_columns(engine, sql)
    return table_of(names[0], found), table_of(names[1], squares_of(names[1], found))


def squares_of(name: str, columns: Mapping[str, Integers]) -> dict[str, Integers]:
    """
    Return the columns of a table of squares among those of a statement, where they end in ``_squared``.

    Parameters
    ----------
    name
        Name of the table.
    columns
        Columns of the statement.
    """
    keys, sums = LAYOUT[name]
    return {key: columns[key] for key in keys} | {each: columns[f"{each}_squared"] for each in sums if f"{each}_squared" in columns}
