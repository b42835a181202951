"""Where an incident belongs: it is reported once, at the place that explains it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.incidents.searching import apart
from cxjourney.inference.change_points import strongest_intervals
from cxjourney.inference.day_series import DaySeries, inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.comparison.incidents.candidates import Candidates
    from cxjourney.comparison.incidents.sums import TrendSums
    from cxjourney.comparison.incidents.unfolding import Hit

    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]

OVERLAP = 0.5
"""Intervals that share this part of the shorter one are the same incident."""

NOTHING = 2.5
"""Standard errors up to which the rest of a stage shows nothing."""

CLEAR = 4.0
"""Standard errors that a part of a stage must show by itself to stand for it."""

DIFFERENT = 2.0
"""Standard errors by which a part must differ from the rest of its stage."""


@dataclass(frozen=True, slots=True)
class Placed:
    """
    An incident at its place.

    Parameters
    ----------
    hit
        The interval.
    touchpoints
        Touchpoints of the stage that changed at the same time.
    origin
        The interval of the whole stage, where it was narrowed down to one part of it.
    """

    hit: Hit
    touchpoints: tuple[str, ...] = ()
    origin: Hit | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Among:
    """The series and sums that an incident is placed among, and the other incidents of its stage and kind."""

    groups: Sequence[Candidates]
    found: TrendSums
    others: tuple[Hit, ...]

    def parted(self, hit: Hit, length: int) -> tuple[Flags, Flags]:
        """Return flags of the days of an incident, and of days without any; of all others where there are none."""
        window = inside(length, np.array([hit.start]), np.array([min(hit.end, length)]))
        taken = window.copy()
        for other in self.others:
            taken[0, other.start : other.end] = True
        return window, ~window if taken.all() else ~taken


def placed(hits: Sequence[Hit], groups: Sequence[Candidates], found: TrendSums) -> tuple[Placed, ...]:
    """
    Return each incident once.

    Parameters
    ----------
    hits
        Everything that is more than chance.
    groups
        The series it was found in.
    found
        The sums.

    Notes
    -----
    What happens in the same stage, of the same kind and for the larger part at the same time is one incident. Channels or segments of one
    column replace their stage if they differ from the rest of it and the rest shows nothing; the column that needs fewest of them wins,
    also a single one that was not found by itself. If the stage itself was not found, the part that stands out most is the place, unless
    the rest of the stage shows the same: then the stage is, though its noise hid it. A
    touchpoint stands alone only where nothing of its stage was found, and otherwise is named beside it.
    """
    waiting = sorted(hits, key=lambda hit: -abs(hit.statistic))
    result: list[Placed] = []
    while waiting:
        lead = waiting[0]
        together = [hit for hit in waiting if _same(hit, lead, groups, found)]
        waiting = [hit for hit in waiting if hit not in together]
        others = [hit for hit in hits if hit not in together and _alike(hit, lead, groups, found)]
        result += _explained(together, _Among(groups, found, tuple(others)))
    return tuple(sorted(result, key=lambda each: (each.hit.start, each.hit.group, each.hit.place)))


def _stage(hit: Hit, groups: Sequence[Candidates], found: TrendSums) -> int:
    cells = groups[hit.group].cells
    code = cells.codes[hit.place, 0]
    return int(found.stage_of[code]) if cells.level == "touchpoint" else int(code)


def _alike(hit: Hit, lead: Hit, groups: Sequence[Candidates], found: TrendSums) -> bool:
    one, other = groups[hit.group], groups[lead.group]
    return (one.kind, one.metric, _stage(hit, groups, found)) == (other.kind, other.metric, _stage(lead, groups, found))


def _same(hit: Hit, lead: Hit, groups: Sequence[Candidates], found: TrendSums) -> bool:
    shared = min(hit.end, lead.end) - max(hit.start, lead.start)
    shorter = min(hit.end - hit.start, lead.end - lead.start)
    together = (hit.statistic > 0) == (lead.statistic > 0) and shared >= OVERLAP * shorter
    return together and _alike(hit, lead, groups, found)


def _explained(together: list[Hit], among: _Among) -> list[Placed]:
    """Return the hits that stand for all of them."""
    names = {
        level: [hit for hit in together if among.groups[hit.group].level == level]
        for level in ("stage", "touchpoint", "channel", "segment")
    }
    touchpoints = tuple(dict.fromkeys(among.groups[hit.group].cells.names[hit.place]["touchpoint"] for hit in names["touchpoint"]))
    cells = _columns([*names["channel"], *names["segment"]], among)
    if cells:
        parts = [part for part in cells if _explains(part, among)]
        if parts:
            best = min(parts, key=lambda part: (len(part), -max(abs(hit.statistic) for hit in part)))
            return [Placed(hit, touchpoints) for hit in best]
        if not names["stage"]:
            strongest = max((hit for part in cells for hit in part), key=lambda hit: abs(hit.statistic))
            return [Placed(_widened(strongest, among), touchpoints)]
    if names["stage"]:
        return [Placed(_narrowed(names["stage"][0], among), touchpoints, names["stage"][0])]
    return [Placed(names["touchpoint"][0], ())] if len(touchpoints) == 1 else [Placed(hit) for hit in _once(names["touchpoint"])]


def _narrowed(hit: Hit, among: _Among) -> Hit:
    """
    Return the incident of a stage at the one channel or segment that explains it, else as it is.

    That the incident is more than chance is known; that it belongs to one part only must be clear by itself.
    """
    lead, stage = among.groups[hit.group], _stage(hit, among.groups, among.found)
    parts = []
    for index, group in enumerate(among.groups):
        if group.level not in {"channel", "segment"} or (group.kind, group.measure, group.metric) != (lead.kind, lead.measure, lead.metric):
            continue
        window, usual = among.parted(hit, group.days.total.shape[1])
        for place in np.flatnonzero(group.cells.codes[:, 0] == stage).tolist():
            z = group.worse * apart(_added(group.days, [place]), window, usual, hit.inflation)
            part = replace(hit, group=index, place=place, statistic=z)
            if z * hit.statistic > 0 and abs(z) >= CLEAR and _explains([part], among):
                parts.append(part)
    return max(parts, key=lambda part: abs(part.statistic), default=hit)


def _widened(hit: Hit, among: _Among) -> Hit:
    """
    Return the incident of a channel or segment at its stage where the rest of the stage shows it, too, else as it is.

    That the incident is more than chance is known; that it belongs to all must be clear by itself.
    """
    own = among.groups[hit.group]
    seen = _beside(hit, [hit.place], own, among)
    for index, group in enumerate(among.groups):
        if seen is None or seen.z_rest <= NOTHING or group.level != "stage":
            continue
        if (group.kind, group.measure, group.metric) != (own.kind, own.measure, own.metric):
            continue
        place = int(np.flatnonzero(group.cells.codes[:, 0] == own.cells.codes[hit.place, 0])[0])
        days = group.days.picked(np.array([place]))
        window, usual = among.parted(hit, days.total.shape[1])
        inflation = max(hit.inflation, float(strongest_intervals(days).inflation[0]))
        z = group.worse * apart(days, window, usual, inflation)
        if z * hit.statistic > 0 and abs(z) >= CLEAR:
            return replace(hit, group=index, place=place, statistic=z, inflation=inflation)
    return hit


def _once(hits: list[Hit]) -> list[Hit]:
    """Return one hit a place, the strongest."""
    seen: dict[tuple[int, int], Hit] = {}
    for hit in hits:
        seen.setdefault((hit.group, hit.place), hit)
    return list(seen.values())


def _columns(hits: list[Hit], among: _Among) -> list[list[Hit]]:
    """Return hits of channels and of the segments of each column, apart, one a place."""
    columns: dict[int, list[Hit]] = {}
    for hit in _once(hits):
        cells = among.groups[hit.group].cells
        column = -1 if cells.level == "channel" else among.found.column(cells.names[hit.place])
        columns.setdefault(column, []).append(hit)
    return list(columns.values())


def _explains(part: list[Hit], among: _Among) -> bool:
    """Return whether the rest of the stage shows nothing without some channels or segments, and differs from them."""
    seen = _beside(part[0], [hit.place for hit in part], among.groups[part[0].group], among)
    return seen is not None and seen.z_mine > 0 and seen.z_rest <= NOTHING and seen.apart >= DIFFERENT


@dataclass(frozen=True, slots=True)
class _Beside:
    """
    How a part of a stage changed, and the rest of it.

    Parameters
    ----------
    z_mine, z_rest
        Their changes in standard errors, positive where the incident is.
    apart
        By how many standard errors the part changed more.
    """

    z_mine: float
    z_rest: float
    apart: float


def _beside(lead: Hit, own: list[int], group: Candidates, among: _Among) -> _Beside | None:
    """Return how some channels or segments changed in an interval beside the rest of their stage; None where there is no rest."""
    stage = group.cells.codes[lead.place, 0]
    inside_stage = group.cells.codes[:, 0] == stage
    if group.level == "segment":
        column = among.found.column(group.cells.names[lead.place])
        inside_stage &= np.array([among.found.column(name) == column for name in group.cells.names])
    others = [place for place in np.flatnonzero(inside_stage).tolist() if place not in own]
    if not others:
        return None
    mine = _added(group.days, own)
    whole = _whole(group, int(stage), among.groups) if among.found.left_out()[1] else None
    rest = _added(group.days, others) if whole is None else _less(whole, mine)
    window, usual = among.parted(lead, rest.total.shape[1])
    sign = (1 if lead.statistic > 0 else -1) * group.worse
    z_rest, z_mine = (sign * apart(days, window, usual, lead.inflation) for days in (rest, mine))
    changes = [sign * float(days.level(window)[0] - days.level(usual)[0]) for days in (rest, mine)]
    if np.isnan(changes).any():
        return None
    errors = [abs(change / z) if z else 0.0 for change, z in zip(changes, (z_rest, z_mine), strict=True)]
    together = float(np.hypot(errors[0], errors[1]))
    return _Beside(z_mine, z_rest, (changes[1] - changes[0]) / together if together else 0.0)


def _added(days: DaySeries, places: list[int]) -> DaySeries:
    """Return the sum of some series."""
    spread = None if days.spread is None else np.array([_mean_spread(days.spread[places], days.count[places].sum(axis=1))])
    return DaySeries(days.total[places].sum(axis=0, keepdims=True), days.count[places].sum(axis=0, keepdims=True), spread)


def _mean_spread(spread: Floats, count: Floats) -> float:
    return float(np.average(spread, weights=count)) if count.any() else float(np.mean(spread))


def _whole(group: Candidates, stage: int, groups: Sequence[Candidates]) -> DaySeries | None:
    """Return the series of a whole stage, with the channels and segments that are not followed by themselves."""
    for each in groups:
        if each.level == "stage" and (each.kind, each.measure, each.metric) == (group.kind, group.measure, group.metric):
            return each.days.picked(each.cells.codes[:, 0] == stage)
    return None


def _less(whole: DaySeries, part: DaySeries) -> DaySeries:
    """Return the sums of a whole without those of a part; days on which one of them does not stand hold nothing."""
    count = np.where((whole.count > 0) & (whole.count >= part.count), whole.count - part.count, 0.0)
    return DaySeries(np.where(count > 0, whole.total - part.total, 0.0), count, whole.spread)
