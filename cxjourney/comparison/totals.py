"""Figures of the whole journey, split by segment, channel and touchpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.splits import Members, split_change
from cxjourney.model.differences import TotalChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cxjourney.comparison.assembling import Assembly
    from cxjourney.comparison.view import View
    from cxjourney.model.differences import Difference, Split
    from cxjourney.model.metric import Metric

    Floats = NDArray[np.float64]

OTHERS = "(none)"
"""The member of everything that belongs to none of the named ones."""


@dataclass(frozen=True, slots=True)
class _By:
    """What a total is split by: its name, its key in the tables, the places of its members and their names."""

    name: str
    key: str
    places: tuple[int, ...]
    members: tuple[str, ...]


def total_changes(assembly: Assembly, differences: tuple[Difference, ...]) -> tuple[tuple[str, TotalChange], ...]:
    """
    Return how each figure of the whole journey changed, split by everything it can be split by.

    Parameters
    ----------
    assembly
        Two measured sides.
    differences
        Their differences.

    Notes
    -----
    Goals and visits are known by segment; scores by segment, channel and touchpoint. Segments of one column are one split. The change
    has one interval, that of the difference, in each split of it too.
    """
    found = []
    for difference in differences:
        if any((difference.stage_id, difference.touchpoint_id, difference.channel_id, difference.segment_id)):
            continue
        total = difference.difference
        splits = tuple(split.replace(total=total) for split in _splits(assembly, difference))
        if splits:
            change = TotalChange(measure=difference.measure, before=difference.before, after=difference.after, total=total, splits=splits)
            found.append((difference.measure, change))
    return tuple(found)


def _splits(assembly: Assembly, difference: Difference) -> Iterator[Split]:
    metrics = {assembly.views[0].statistics.metrics[code].name: place for place, code in enumerate(assembly.views[0].metrics)}
    unit = difference.difference.unit
    for by in _ways(assembly):
        sides = []
        for view in assembly.views:
            if difference.measure in _BY_JOURNEY:
                numerator, denominator = _BY_JOURNEY[difference.measure]
                sides.append(_journeys(view, by, numerator, denominator))
            elif difference.measure in metrics:
                sides.append(_scores(view, by, metrics[difference.measure]))
            else:
                sides.append(None)
        left, right = sides
        if left is None or right is None or not _is_whole(left, right):
            continue
        scale = _scale(assembly, metrics, difference.measure)
        yield split_change(left, right, (*by.members, OTHERS), by=by.name, unit=unit, scale=scale, level=assembly.level)


def _is_whole(left: Members, right: Members) -> bool:
    """Return whether there are several members, and no visit belongs to two of them."""
    used = (left.counts.sum(axis=-1) > 0) | (right.counts.sum(axis=-1) > 0)
    return bool(used.sum() > 1) and not any((side.counts[-1] < 0).any() for side in (left, right))


_BY_JOURNEY = {"goal_rate": ("goals", "journeys"), "visits_per_journey": ("visits", "journeys")}


def _ways(assembly: Assembly) -> Iterator[_By]:
    """Yield what totals can be split by, segment columns first."""
    columns: dict[str, list[tuple[int, str]]] = {}
    for place, pair in enumerate(assembly.pairing.segments):
        name = next(each.name for each in reversed(pair) if each is not None)
        for view in assembly.views:
            code = int(view.codes["segment"][place])
            if code >= 0:
                inside = columns.setdefault(view.statistics.segment_columns[code], [])
                if (place, name) not in inside:
                    inside.append((place, name))
    for column, members in sorted(columns.items()):
        if {name for _, name in members} <= set(assembly.alike.arms):
            continue  # it tells the sides apart, and nothing changed within either
        yield _By(column, "segment", tuple(place for place, _ in members), tuple(name for _, name in members))
    for key, pairs in (("channel", assembly.pairing.channels), ("touchpoint", assembly.pairing.touchpoints)):
        names = tuple(each.name for left, right in pairs if (each := right or left) is not None)
        yield _By(key, key, tuple(range(len(names))), names)


def _with_rest(members: Floats, whole: Floats) -> Floats:
    """Return members with one more that holds what is left of the whole."""
    return np.concatenate([members, (whole - members.sum(axis=0))[None]])


def _journeys(view: View, by: _By, numerator: str, denominator: str) -> Members | None:
    if by.key != "segment":
        return None
    places = list(by.places)
    sums, counts = (
        _with_rest(view.sums("segment_totals", name, "segment")[places].astype(np.float64), view.sums("totals", name).astype(np.float64))
        for name in (numerator, denominator)
    )
    return Members(sums, counts)


def _scores(view: View, by: _By, metric: int) -> Members | None:
    names = _columns(view.statistics.metrics[view.metrics[metric]])
    every = view.answers("metric").at(metric)
    members = view.answers(by.key, "metric", divided="" if by.key == "touchpoint" else by.key).at((list(by.places), metric))
    if not members["n"].any():
        return None
    worth = every.worth()
    sums = [_with_rest(members[name], every[name]) / worth for name in (*names, "n")]
    return Members(sums[0] - sums[1] if len(names) > 1 else sums[0], sums[-1])


def _columns(metric: Metric) -> tuple[str, ...]:
    """Return the sums that a metric is the quotient of: the first, less the second where there is one."""
    return {"nps": ("favourable", "unfavourable"), "csat": ("favourable",)}.get(metric.kind, ("score_sum",))


def _scale(assembly: Assembly, metrics: dict[str, int], measure: str) -> float:
    if measure not in metrics:
        return 1.0
    view = assembly.views[0]
    kind = view.statistics.metrics[view.metrics[metrics[measure]]].kind
    return {"nps": 100.0, "csat": 1.0}.get(kind, 1e-3)
