"""The two sides of a comparison: whatever was given, measured alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cxjourney.diagnosis.context import without_statistics
from cxjourney.discovery.assembly import assemble
from cxjourney.discovery.matching import stage_codes, touchpoint_codes
from cxjourney.errors import OptionError, show_value
from cxjourney.ingest.event_log import EventLog
from cxjourney.ingest.zones import from_microseconds
from cxjourney.model.journey_map import JourneyMap
from cxjourney.statistics import JourneyStatistics, find_stages, measure
from cxjourney.statistics.log_stages import logged_stages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.statistics.settings import MeasureSettings

MAX_TOUCHPOINTS = 1_000
"""As in `discover_map`."""

Comparable = JourneyMap | JourneyStatistics | EventLog


@dataclass(frozen=True, eq=False)
class Side:
    """
    One side of a comparison.

    Parameters
    ----------
    journey_map
        The map.
    statistics
        What it was discovered from; None for a hand-written one.
    """

    journey_map: JourneyMap
    statistics: JourneyStatistics | None

    @cached_property
    def codes(self) -> dict[str, int]:
        """Code of each observed touchpoint by identifier."""
        return {} if self.statistics is None else touchpoint_codes(self.journey_map, self.statistics)

    @cached_property
    def touchpoints(self) -> tuple[Touchpoint, ...]:
        """Its touchpoints, without the one that sums up rare ones."""
        if self.statistics is None or self.journey_map.origin != "discovered":
            return self.journey_map.touchpoints
        return tuple(each for each in self.journey_map.touchpoints if each.id in self.codes)

    @cached_property
    def unshown(self) -> dict[str, dict[str, int]]:
        """Code by name of the touchpoints and stages that were observed and that the map does not show, because they are rare."""
        if self.statistics is None:
            return {"touchpoint": {}, "stage": {}}
        parts = {
            "touchpoint": (self.statistics.touchpoints, set(self.codes.values())),
            "stage": (self.statistics.stages, set(stage_codes(self.journey_map, self.statistics).values())),
        }
        return {key: {name: code for code, name in enumerate(names) if code not in shown} for key, (names, shown) in parts.items()}

    @property
    def name(self) -> str:
        """What to call it."""
        return self.journey_map.title


def both_sides(before: Comparable, after: Comparable, measuring: Mapping[str, Any], *, level: float) -> tuple[Side, Side]:
    """
    Return both sides, logs measured with the same settings.

    Parameters
    ----------
    before, after
        What was given.
    measuring
        Arguments of `measure` that were given, for logs.
    level
        Confidence level of the intervals.

    Raises
    ------
    OptionError
        If arguments for measuring are given and nothing is measured.
    StatisticsError
        If the statistics of a measured map are not beside it.
    TypeError
        If a side is neither a map, nor statistics, nor a log.
    """
    for role, given in (("before", before), ("after", after)):
        if not isinstance(given, Comparable):
            message = f"{role} takes a JourneyMap, JourneyStatistics or an EventLog, found {type(given).__name__}"
            raise TypeError(message)
    if measuring and not (isinstance(before, EventLog) and isinstance(after, EventLog)):
        wrong = ", ".join(f"{name}={show_value(value)}" for name, value in sorted(measuring.items()))
        raise OptionError(f"{wrong} can only be used with two logs of events.", hint="pass these arguments to measure() or discover_map().")
    if isinstance(before, EventLog):
        first = _settings(after) if not isinstance(after, EventLog) else None
        plan = _plan(after)
        before = measure(before, plan=plan, settings=_observed(first, before), **measuring)
    if isinstance(after, EventLog):
        plan = _plan(before)
        settings = _settings(before)
        after = measure(after, plan=plan, settings=_observed(settings, after, place=isinstance(before, JourneyStatistics)))
    return _side(before, level=level), _side(after, level=level)


def _side(given: JourneyMap | JourneyStatistics, *, level: float) -> Side:
    if isinstance(given, JourneyStatistics):
        # Halves of the customers are compared on purpose: no warning that the other half is missing.
        return Side(assemble(given, title=None, max_touchpoints=MAX_TOUCHPOINTS, currency=None, level=level), given)
    if given.statistics is None and given.origin != "hypothesis":
        raise without_statistics(given)
    if given.statistics is not None and not isinstance(given.statistics, JourneyStatistics):
        message = f"journey_map.statistics must be JourneyStatistics, found {type(given.statistics).__name__}"
        raise TypeError(message)
    return Side(given, given.statistics)


def _settings(given: Comparable) -> MeasureSettings | None:
    """Return the settings of a side that was measured already."""
    statistics = given.statistics if isinstance(given, JourneyMap) else given
    return statistics.settings if isinstance(statistics, JourneyStatistics) else None


def _plan(given: Comparable) -> JourneyMap | None:
    """Return a side that is a hand-written map: a log beside it is measured by its stages and goals."""
    return given if isinstance(given, JourneyMap) and given.statistics is None and given.stages else None


def _observed(settings: MeasureSettings | None, events: EventLog, *, place: bool = True) -> MeasureSettings | None:
    """Return settings of the other side with the time until which this log was observed, and a stage for each touchpoint it has more."""
    if settings is None:
        return None
    until = events.engine.rows(f"SELECT max(time) FROM {events.relation}")[0][0]
    placed = settings.replace(observed_until=int(until))
    return _with_stages(placed, events) if place else placed


def _with_stages(settings: MeasureSettings, events: EventLog) -> MeasureSettings:
    """
    Give touchpoints that only this log has a stage: that of its column, else the one that holds most of those beside them.

    Stages that only this log has come last.
    """
    known = {name for _, inside in settings.stages for name in inside}
    aliases = dict(settings.aliases)
    new = [name for name in events.touchpoints if name not in known and name not in aliases]
    if not new:
        return settings
    if events.stages:
        own, _ = logged_stages(events, "e.touchpoint", events.touchpoints)
        homes = {name: stage for stage, inside in own for name in inside}
    elif settings.stages_found:
        goal, ends = (tuple(name for name in names if name in events.touchpoints) for names in (settings.goal, settings.ends))
        found = find_stages(events, goal=goal, ends=ends)
        homes = {name: stage for name in new if (stage := _home(name, found, settings.stages))}
    else:
        return settings
    order = dict.fromkeys([*(stage for stage, _ in settings.stages), *(homes[name] for name in new if name in homes)])
    before = dict(settings.stages)
    stages = [(stage, (*before.get(stage, ()), *(name for name in new if homes.get(name) == stage))) for stage in order]
    return settings.replace(stages=stages)


def _home(name: str, found: Mapping[str, Sequence[str]], stages: Sequence[tuple[str, Sequence[str]]]) -> str | None:
    beside = {other for inside in found.values() if name in inside for other in inside}
    counts = [(len(beside.intersection(inside)), -place, stage) for place, (stage, inside) in enumerate(stages)]
    best = max(counts, default=(0, 0, ""))
    return best[2] if best[0] else None


def period_of(side: Side) -> str | None:
    """
    Return the days a side covers.

    Parameters
    ----------
    side
        The side.
    """
    if side.statistics is None:
        return None
    first, last = (from_microseconds(instant).date().isoformat() for instant in side.statistics.period)
    return first if first == last else f"{first} to {last}"
