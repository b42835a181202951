"""Stages in which friction could be seen in other ways on the two sides, so that its rates do not mean the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.comparison.view import View
    from cxjourney.statistics.table import Integers

    Flags = NDArray[np.bool_]

EXPECTED = 5.0
"""What one side has none of counts as not to be seen there if it would have this many, going by the other side."""


def seen_otherwise(left: View, right: View, homes: Integers) -> frozenset[int]:
    """
    Return the places of stages in which a score was asked for, a person could be asked, or a wait was expected on one side only.

    Parameters
    ----------
    left, right
        The two sides.
    homes
        Place of the stage of each touchpoint, -1 where the sides do not agree.

    Notes
    -----
    A journey meets friction in a stage by any of its parts: where one of them begins to be observed, the rate rises though nothing became
    worse.
    """
    names = sorted({metric.name for view in (left, right) for metric in view.statistics.metrics})
    counts, visits = zip(*(_counts(view, names, homes) for view in (left, right)), strict=True)
    apart = np.zeros(left.size("stage"), dtype=bool)
    for own, other in ((0, 1), (1, 0)):
        rate = counts[other] / np.maximum(visits[other], 1)[:, None]
        apart |= ((counts[own] == 0) & (rate * visits[own][:, None] >= EXPECTED)).any(axis=1)
    waits = [_waits(view) for view in (left, right)]
    shared = (left.codes["touchpoint"] >= 0) & (right.codes["touchpoint"] >= 0) & (homes >= 0)
    apart[homes[shared & (waits[0] != waits[1])]] = True
    return frozenset(np.flatnonzero(apart).tolist())


def _counts(view: View, names: list[str], homes: Integers) -> tuple[Integers, Integers]:
    """Return answers by stage and metric with visits from which a person could be asked, and all visits by stage."""
    table, statistics = view.statistics.tables["scores"], view.statistics
    answers = np.zeros((len(statistics.touchpoints), len(names) + 1), dtype=np.int64)
    columns = np.array([names.index(metric.name) for metric in statistics.metrics], dtype=np.int64)
    if len(table):
        np.add.at(answers, (table["touchpoint"], columns[table["metric"]]), table["n"])
    codes = view.codes["touchpoint"]
    placed = np.where((codes >= 0)[:, None], answers[codes], 0) if len(answers) else np.zeros((len(codes), len(names) + 1), dtype=np.int64)
    placed[:, -1] = view.sums("visits", "escalable", "touchpoint").sum(axis=-1)
    stages, known = view.size("stage"), homes >= 0
    found, visits = np.zeros((stages, len(names) + 1), dtype=np.int64), np.zeros(stages, dtype=np.int64)
    np.add.at(found, homes[known], placed[known])
    np.add.at(visits, homes[known], view.sums("visits", "visits", "touchpoint").sum(axis=-1)[known])
    return found, visits


def _waits(view: View) -> Integers:
    """Return the expected wait by touchpoint, 0 where none is declared."""
    declared = dict(view.statistics.settings.expected_waits)
    names = view.statistics.touchpoints
    return np.array([declared.get(names[code], 0) if code >= 0 else 0 for code in view.codes["touchpoint"].tolist()], dtype=np.int64)
