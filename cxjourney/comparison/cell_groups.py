"""What is compared of single channels and segments: over the whole journey, in stages and at touchpoints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from cxjourney.comparison.figures import score_groups
from cxjourney.comparison.groups import CELLS, Group, Key, share_group, time_group
from cxjourney.comparison.stage_rates import whole_customers
from cxjourney.discovery.cell_figures import RATES
from cxjourney.inference.jackknife import divide, replicate
from cxjourney.inference.ratios import thinned_customers, thinned_squares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cxjourney.comparison.view import View

    Integers = NDArray[np.int64]

Member = Literal["channel", "segment"]

_SUMS = (*dict.fromkeys(name for pair in RATES.values() for name in pair), "visits", "timed", "log_sum")


@dataclass(frozen=True, eq=False)
class Cells:
    """
    Cells that hold visits on both sides.

    Parameters
    ----------
    members
        Members of the whole journey by ``"channel"`` and ``"segment"``.
    touchpoints
        Places of the touchpoint and the member of each cell, likewise.
    stages
        Places of the stage and the segment of each.
    """

    members: dict[Member, Integers]
    touchpoints: dict[Member, tuple[Integers, Integers]]
    stages: tuple[Integers, Integers]


def common_cells(before: View, after: View) -> Cells:
    """
    Return the cells that both sides hold.

    Parameters
    ----------
    before, after
        The two sides.
    """
    members: dict[Member, Integers] = {}
    touchpoints: dict[Member, tuple[Integers, Integers]] = {}
    keys: tuple[Member, ...] = ("channel", "segment")
    for key in keys:
        visits = [view.sums(f"{key}_cells", "visits", "touchpoint", key).sum(axis=-1) for view in (before, after)]
        members[key] = np.flatnonzero((visits[0].sum(axis=0) > 0) & (visits[1].sum(axis=0) > 0))
        places, inside = np.nonzero((visits[0] > 0) & (visits[1] > 0))
        touchpoints[key] = places, inside
    journeys = [view.sums("segment_stages", "journeys", "stage", "segment").sum(axis=-1) for view in (before, after)]
    stages, segments = np.nonzero((journeys[0] > 0) & (journeys[1] > 0))
    return Cells(members, touchpoints, (stages, segments))


def cell_groups(view: View, cells: Cells, *, level: float) -> Iterator[Group]:
    """
    Yield the figures of single channels and segments.

    Parameters
    ----------
    view
        One side.
    cells
        Which.
    level
        Confidence level of the intervals.
    """
    for key in cells.members:
        yield from _member_groups(view, key, cells.members[key], level=level)
    yield from _segment_goals(view, cells.members["segment"], level=level)
    yield from _stage_segments(view, cells.stages, level=level)
    for key, at in cells.touchpoints.items():
        if len(at[0]):
            dense = {name: view.sums(f"{key}_cells", name, "touchpoint", key)[at] for name in _SUMS}
            squares = view.sums(f"{key}_cell_squares", "visits", "touchpoint", key)[at]
            places = (("touchpoint", tuple(at[0].tolist())), (key, tuple(at[1].tolist())))
            yield from _rates(view, places, dense, squares, level=level)
            scores = view.answers("touchpoint", key, "metric", divided=key).at(at)
            yield from score_groups(view, places, scores, level=level, family=CELLS)


def _member_groups(view: View, key: Member, members: Integers, *, level: float) -> Iterator[Group]:
    if not len(members):
        return
    places = ((key, tuple(members.tolist())),)
    scores = view.answers(key, "metric", divided=key).at(members)
    customers = view.sums("segment_totals", "customers", key).sum(axis=-1)[members] if key == "segment" else None
    yield from score_groups(view, places, scores, level=level, family=CELLS, customers=customers)
    sums = {name: view.sums(f"{key}_cells", name, key)[members] for name in _SUMS}
    everybody = np.array([view.statistics.customers]) if customers is None else customers
    squares = whole_customers(view.sums(f"{key}_cell_squares", "visits", key)[members], sums["visits"], everybody)
    yield from _rates(view, places, sums, squares, level=level)


def _segment_goals(view: View, members: Integers, *, level: float) -> Iterator[Group]:
    if not view.statistics.settings.goal or not len(members):
        return
    goals, journeys = (view.sums("segment_totals", name, "segment")[members] for name in ("goals", "journeys"))
    squares = view.sums("segment_totals", "journeys_squared", "segment").sum(axis=-1)[members]
    yield share_group(Key("goal_rate", 1, (("segment", tuple(members.tolist())),), CELLS), goals, journeys, squares, level=level)


def _stage_segments(view: View, at: tuple[Integers, Integers], *, level: float) -> Iterator[Group]:
    """Yield friction and going on of each segment in each stage."""
    if not len(at[0]):
        return
    names = ("journeys", "open", "going_on")
    journeys, still_open, going_on = (view.sums("segment_stages", name, "stage", "segment")[at] for name in names)
    squares = view.sums("segment_stage_squares", "journeys", "stage", "segment")[at]
    table = view.statistics.tables["segment_friction"]
    met = view.dense(table.where(table["mask"] > 0), "journeys", ("stage", "segment", "fold"))[at]
    places = (("stage", tuple(at[0].tolist())), ("segment", tuple(at[1].tolist())))
    known = journeys - still_open
    yield share_group(Key("friction_rate", -1, places, CELLS), met, known, squares, level=level)
    if view.statistics.settings.goal:
        yield share_group(Key("going_on_rate", 1, places, CELLS), going_on, known, squares, level=level)


def _rates(
    view: View, places: tuple[tuple[str, tuple[int, ...]], ...], sums: dict[str, Integers], squares: Integers, *, level: float
) -> Iterator[Group]:
    """Yield rates and times of cells; those of the visits that were followed up for the horizon, which need no life table."""
    visits = sums["visits"].sum(axis=-1)
    for name, (numerator, denominator) in RATES.items():
        if name == "drop_off_rate" and not view.statistics.settings.goal:
            continue
        counts = sums[denominator]
        thinned = thinned_squares(counts.sum(axis=-1), visits, squares)
        yield share_group(Key(name, -1, places, CELLS), sums[numerator], counts, thinned, level=level)
    logs = replicate(divide, sums["log_sum"] * 1e-6, sums["timed"]) + np.log(1e-3)
    customers = thinned_customers(sums["timed"].sum(axis=-1), visits, squares)
    yield time_group(Key("transition_time_mean", 0, places, CELLS), logs, sums["timed"], customers, level=level)
