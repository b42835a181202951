"""What must be alike on both sides, and what to say where it is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.follow_up import unfollowed
from cxjourney.errors import StatisticsError, show_value
from cxjourney.ingest.event_log import EventLog
from cxjourney.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxjourney.comparison.elements import Pairing
    from cxjourney.comparison.sides import Side
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.metric import Metric
    from cxjourney.statistics import JourneyStatistics
    from cxjourney.statistics.settings import MeasureSettings

HORIZONS_ALIKE = 1.25
"""Horizons may differ by this factor before drop-off counts as measured differently."""

_LEAVING = ("drop_off_rate", "going_on_rate", "friction_rate", "time_spent")


@dataclass(frozen=True, slots=True)
class Alike:
    """
    How far two measured sides can be compared.

    Parameters
    ----------
    metrics
        Codes of the metrics that both have.
    shared_customers
        Share of the customers of the smaller side who are on both, from a sample.
    excluded
        Measures that cannot be compared, and why.
    arms
        Segments that only say which side a customer belongs to.
    notes
        What to know.
    """

    metrics: tuple[tuple[int, int], ...]
    shared_customers: float
    excluded: tuple[tuple[str, str], ...]
    arms: tuple[str, ...]
    notes: tuple[str, ...]


def check_maps(before: Side, after: Side, pairing: Pairing) -> None:
    """
    Refuse maps that cannot be compared.

    Parameters
    ----------
    before, after
        The two sides.
    pairing
        Which element is which.

    Raises
    ------
    StatisticsError
        If they share no touchpoint and no stage, or money or scores are on different scales.
    """
    shared = any(left is not None and right is not None for part in (pairing.stages, pairing.touchpoints) for left, right in part)
    if not shared:
        names = [", ".join(show_value(each.name) for each in side.touchpoints[:3]) or "none" for side in (before, after)]
        raise StatisticsError(
            f"The two sides share no touchpoint and no stage (touchpoints before: {names[0]}; after: {names[1]}).",
            hint="name touchpoints alike, or pass renames={'old name': 'new name'}.",
        )
    currencies = before.journey_map.currency, after.journey_map.currency
    if None not in currencies and currencies[0] != currencies[1]:
        raise StatisticsError(
            f"The money is in {currencies[0]} before and in {currencies[1]} after.", hint="convert one of them and measure it again."
        )
    _check_scales(before.journey_map.metrics, after.journey_map.metrics)
    _check_efforts(*(_efforts(side.journey_map) for side in (before, after)))


def _efforts(journey_map: JourneyMap) -> set[str]:
    """Return the versions of the effort score that a map knows, in its metrics or only in what it states."""
    rows = [journey_map.totals, *(stage.measures for stage in journey_map.stages), *(each.measures for each in journey_map.touchpoints)]
    stated = {each.name for row in rows for each in row}
    return {metric.name for metric in journey_map.metrics if metric.kind == "ces"} | (stated & {"ces1", "ces2"})


def _check_efforts(before: set[str], after: set[str]) -> None:
    if before and after and not before & after:
        raise StatisticsError(
            f"Effort was asked for in different ways: {', '.join(sorted(before))} before, {', '.join(sorted(after))} after.",
            hint="versions of the effort score cannot be compared; leave one of them out.",
        )


def _check_scales(before: tuple[Metric, ...], after: tuple[Metric, ...]) -> None:
    """Refuse a score that is on another scale."""
    later = {metric.name: metric for metric in after}
    for metric in before:
        other = later.get(metric.name, metric)
        if other != metric:
            scales = [f"{each.low:g} to {each.high:g}{', low is good' if each.reverse else ''}" for each in (metric, other)]
            raise StatisticsError(
                f"The scores {show_value(metric.name)} are on different scales: {scales[0]} before, {scales[1]} after.",
                hint="scales are never pooled; give one of them another name in scores=.",
            )


def alike(before: JourneyStatistics, after: JourneyStatistics, pairing: Pairing) -> Alike:
    """
    Return how far two measured sides can be compared.

    Parameters
    ----------
    before, after
        The statistics of both sides.
    pairing
        Which element is which.

    Raises
    ------
    StatisticsError
        If they have different goals, or journeys were cut differently.
    """
    _check_settings(before.settings, after.settings, pairing)
    places = {metric.name: code for code, metric in enumerate(after.metrics)}
    metrics = tuple((code, places[metric.name]) for code, metric in enumerate(before.metrics) if metric.name in places)
    overlap = _shared(before, after)
    arms, said = _arms(before, after)
    excluded, differing = _differing(before.settings, after.settings)
    cut_off, open_notes = unfollowed(before, after)
    one_sided = sorted({metric.name for metric in before.metrics} ^ {metric.name for metric in after.metrics})
    notes = [*said, *differing, *open_notes, *_together(before, after, overlap)]
    if one_sided:
        notes.append(f"Only one side has the scores {', '.join(one_sided)}.")
    if bool(before.settings.goal) != bool(after.settings.goal):
        notes.append(f"Only the side {'before' if before.settings.goal else 'after'} has a goal: nothing that depends on it is compared.")
    return Alike(metrics, overlap, (*cut_off, *excluded), arms, tuple(notes))


def in_several_arms(logs: Iterable[object], found: Alike, statistics: JourneyStatistics) -> Alike:
    """
    Return the same with a note on customers whom the log has in several arms, where arms are compared: each counts in its first.

    Parameters
    ----------
    logs
        What was given to compare; only logs of events know it.
    found
        How far the sides can be compared.
    statistics
        Those of one side, which know the column of each arm.
    """
    columns = [column for name, column in zip(statistics.segments, statistics.segment_columns, strict=True) if name in found.arms]
    notes = [note for log in logs if isinstance(log, EventLog) for note in log.quality.notes]
    met = [note for note in dict.fromkeys(notes) for column in columns if note.startswith(f"segment {column!r}: ") and " several " in note]
    said = [f"{note[0].upper()}{note[1:]} For arms of a test they must be in one only." for note in met]
    return replace(found, notes=(*found.notes, *said))


def _check_settings(before: MeasureSettings, after: MeasureSettings, pairing: Pairing) -> None:
    renamed = {left.name: right.name for left, right in pairing.touchpoints if left is not None and right is not None}
    goals = {renamed.get(name, name) for name in before.goal}, set(after.goal)
    if goals[0] and goals[1] and goals[0] != goals[1]:
        named = [" or ".join(map(show_value, each)) for each in (before.goal, after.goal)]
        raise StatisticsError(
            f"The two sides have different goals: {named[0]} before, {named[1]} after.", hint="measure both with the same goal=."
        )
    if before.journey_gap != after.journey_gap:
        gaps = [f"{each / 3.6e9:,.4g} h" if each else "none" for each in (before.journey_gap, after.journey_gap)]
        raise StatisticsError(
            f"Journeys were cut differently: the journey gap is {gaps[0]} before, {gaps[1]} after.",
            hint="measure both with the same journey_gap=.",
        )


def _differing(before: MeasureSettings, after: MeasureSettings) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Return measures that settings make incomparable, and notes on settings that differ a little."""
    excluded: list[tuple[str, str]] = []
    notes = []
    ratio = max(before.horizon, after.horizon) / min(before.horizon, after.horizon)
    gone = [f"{each.horizon / 3.6e9:,.4g} h" for each in (before, after)]
    if ratio > HORIZONS_ALIKE:
        reason = f"Customers count as gone after {gone[0]} before and after {gone[1]} after; measure both with the same settings."
        excluded += [(name, reason) for name in _LEAVING]
    elif ratio > 1:
        notes.append(f"Customers count as gone after {gone[0]} before and after {gone[1]} after: drop-off differs a little by that alone.")
    if before.repeat_window != after.repeat_window:
        excluded.append(("repeat_contact_rate", "Contacts count as repeated within different times on the two sides."))
    for name, words in (("ends", "natural ends"), ("support", "support touchpoints")):
        if set(getattr(before, name)) != set(getattr(after, name)):
            notes.append(f"The two sides declare different {words}.")
    return tuple(excluded), notes


def _shared(before: JourneyStatistics, after: JourneyStatistics) -> float:
    """
    Return which share of the customers of the smaller side are on both.

    References
    ----------
    .. [1] Bar-Yossef, Z. et al. (2002). Counting distinct elements in a data stream. RANDOM 2002. (The smallest hashes are a sample.)
    """
    left, right = before.sketch, after.sketch
    if not len(left) or not len(right):
        return 0.0
    # Below this hash both sketches hold every customer of their side.
    end = min(int(left[-1]) if len(left) < before.customers else np.iinfo(np.int64).max,
              int(right[-1]) if len(right) < after.customers else np.iinfo(np.int64).max)  # fmt: skip
    left, right = left[left <= end], right[right <= end]
    fewer = min(len(left), len(right))
    return len(np.intersect1d(left, right)) / fewer if fewer else 0.0


def _together(before: JourneyStatistics, after: JourneyStatistics, overlap: float) -> list[str]:
    """Say that both sides hold the same customers, and what follows."""
    if not overlap:
        return []
    if _same_period(before, after):
        return [f"{_about(overlap)} are on both sides, by their identifiers; for arms of a test they must be on one only."]
    cut = before.period[1] <= after.period[0] or after.period[1] <= before.period[0]
    crossing = " Journeys that cross from one period into the other are cut in two." if cut and before.settings.goal else ""
    return [f"{_about(overlap)} are on both sides, by their identifiers; the intervals allow for it.{crossing}"]


def _about(overlap: float) -> str:
    return f"About {number(max(round(overlap, 2), 0.01), 'share')} of the customers of the smaller side"


def _same_period(before: JourneyStatistics, after: JourneyStatistics) -> bool:
    """Return whether at least half of the longer period is common to both."""
    common = min(before.period[1], after.period[1]) - max(before.period[0], after.period[0])
    longest = max(each.period[1] - each.period[0] for each in (before, after))
    return longest > 0 and common > longest / 2


def _arms(before: JourneyStatistics, after: JourneyStatistics) -> tuple[tuple[str, ...], list[str]]:
    """Return segments of a column of which either side has exactly one, another one: they are what tells the sides apart."""
    arms: list[str] = []
    notes = []
    inside = [_by_column(each) for each in (before, after)]
    for column in sorted(inside[0].keys() & inside[1].keys()):
        left, right = inside[0][column], inside[1][column]
        if len(left) == len(right) == 1 and left != right:
            arms += [*left, *right]
            notes.append(f"By {column}, the side before is {left[0]} and the side after {right[0]}.")
    return tuple(arms), notes


def _by_column(statistics: JourneyStatistics) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, column in zip(statistics.segments, statistics.segment_columns, strict=True):
        found.setdefault(column, []).append(name)
    return found
