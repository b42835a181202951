"""The moves between the touchpoints of a map: all that matter, the rarest only counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.jackknife import divide, leave_out
from cxjourney.inference.life_tables import geometric_means
from cxjourney.inference.ratios import share_estimates
from cxjourney.model.transition import Transition
from cxjourney.statistics.table import FOLDS, Table
from cxjourney.wording import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxjourney.statistics import JourneyStatistics
    from cxjourney.statistics.table import Integers

MAX_MOVES = 2_000
"""Different moves a map holds; the rarer ones are counted in its notes and stay in its statistics."""

MICRO, MILLI = 1e-6, 1e-3


def moves_of(statistics: JourneyStatistics, ids: Mapping[int, str], *, level: float) -> tuple[tuple[Transition, ...], tuple[str, ...]]:
    """
    Return the moves of a map, the most travelled first, and a note on those it leaves out.

    Parameters
    ----------
    statistics
        What was measured.
    ids
        Identifier of each touchpoint by code; several codes may share one.
    level
        Confidence level of the intervals.
    """
    names = sorted(set(ids.values()))
    place = {identifier: index for index, identifier in enumerate(names)}
    codes = np.array([place[ids[code]] for code in range(len(statistics.touchpoints))], dtype=np.int64)
    table = statistics.tables["transitions"].recoded({"source": codes, "target": codes})
    pairs = Table.grouped(("source", "target"), {name: table[name] for name in ("source", "target", "moves")})
    order = np.lexsort([pairs["target"], pairs["source"], -pairs["moves"]])
    kept = order[:MAX_MOVES]
    squares = np.zeros(len(names), dtype=np.int64)
    np.add.at(squares, codes, statistics.dense("squares", "followed", "touchpoint"))
    shown = _estimated(table, pairs["source"][kept], pairs["target"][kept], squares, level=level)
    transitions = tuple(
        Transition(
            source=names[pairs["source"][index]],
            target=names[pairs["target"][index]],
            count=int(pairs["moves"][index]),
            share=share,
            time=time,
        )
        for index, (share, time) in zip(kept, shown, strict=True)
    )
    return transitions, _note(pairs["moves"], kept)


def _note(moves: Integers, kept: Integers) -> tuple[str, ...]:
    left = len(moves) - len(kept)
    if left == 0:
        return ()
    share = 1 - int(moves[kept].sum()) / max(int(moves.sum()), 1)
    return (f"{left:,} rarer kinds of move, {number(share, 'share')} of all moves, are not listed in the map; its statistics hold them.",)


def _estimated(table: Table, sources: Integers, targets: Integers, squares: Integers, *, level: float) -> list[tuple[object, object]]:
    """Return the share among the moves from the same source, and the time, of each move."""
    row = {(int(source), int(target)): index for index, (source, target) in enumerate(zip(sources, targets, strict=True))}
    rows = np.array([row.get(pair, -1) for pair in zip(table["source"].tolist(), table["target"].tolist(), strict=True)], dtype=np.int64)
    known = rows >= 0
    moves, logs = np.zeros((len(sources), FOLDS), dtype=np.int64), np.zeros((len(sources), FOLDS), dtype=np.int64)
    np.add.at(moves, (rows[known], table["fold"][known]), table["moves"][known])
    np.add.at(logs, (rows[known], table["fold"][known]), table["log_sum"][known])
    leaving = table.dense("moves", (len(squares), FOLDS), ("source", "fold"))[sources]
    shares = share_estimates(moves, leaving, squares=squares[sources], level=level)
    times = geometric_means(divide(leave_out(logs), leave_out(moves)) * MICRO + np.log(MILLI), moves, level=level)
    return list(zip(shares, times, strict=True))
