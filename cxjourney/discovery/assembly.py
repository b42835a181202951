"""Put a map together from statistics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.discovery import figures
from cxjourney.discovery.moves import moves_of
from cxjourney.discovery.stage_figures import stage_measures
from cxjourney.model.channel import Channel
from cxjourney.model.customer import Period, Segment
from cxjourney.model.emotion import Emotion
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.slugs import unique_slugs
from cxjourney.model.stage import Stage
from cxjourney.model.touchpoint import Touchpoint
from cxjourney.statistics.answer_sums import AnswerSums
from cxjourney.wording import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.model.emotion import SourceKind
    from cxjourney.model.measure import Measure
    from cxjourney.statistics import JourneyStatistics

ENDING_PERCENT, ENDING_VISITS = 90, 30
"""From this share of endings on, and this many visits, a touchpoint looks like a natural end."""

ENDINGS = "Nearly all visits to"
"""How the note on such touchpoints begins."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Naming:
    """
    Which touchpoints a map shows, and under which identifiers.

    Parameters
    ----------
    statistics
        What was measured.
    max_touchpoints
        How many touchpoints the map holds.
    """

    statistics: JourneyStatistics
    max_touchpoints: int

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """Codes of the touchpoints in the map, the most visited first (ties by name)."""
        statistics = self.statistics
        visits = statistics.dense("visits", "visits", "touchpoint").sum(axis=-1)
        order = sorted(range(len(statistics.touchpoints)), key=lambda code: (-int(visits[code]), code))
        room = self.max_touchpoints if len(order) <= self.max_touchpoints else self.max_touchpoints - 1
        return tuple(order[:room])

    @cached_property
    def summed(self) -> tuple[int, ...]:
        """Codes of the touchpoints that are summed as one."""
        shown = set(self.shown)
        return tuple(code for code in range(len(self.statistics.touchpoints)) if code not in shown)

    @cached_property
    def ids(self) -> dict[int, str]:
        """Identifier of every touchpoint by code; those that are summed share one."""
        names = [self.statistics.touchpoints[code] for code in self.shown]
        made = unique_slugs([*names, *([self.other_name] if self.summed else [])])
        result = dict(zip(self.shown, made, strict=False))
        return result | dict.fromkeys(self.summed, made[-1])

    @property
    def other_name(self) -> str:
        """Name of the touchpoint that sums the others."""
        return f"Other ({len(self.summed):,} touchpoints)"

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """Identifier of every channel by code."""
        return unique_slugs(self.statistics.channels)

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """Identifier of every segment by code."""
        return unique_slugs(self.statistics.segments)

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """Identifier of every stage by code."""
        return unique_slugs(self.statistics.stages)


def assemble(statistics: JourneyStatistics, *, title: str | None, max_touchpoints: int, currency: str | None, level: float) -> JourneyMap:
    """
    Return the map that statistics describe.

    Parameters
    ----------
    statistics
        What was measured.
    title
        Title of the map.
    max_touchpoints
        How many touchpoints it holds.
    currency
        Currency of its money.
    level
        Confidence level of the intervals.
    """
    naming = Naming(statistics, max_touchpoints)
    settings = statistics.settings
    place = {name: code for code, name in enumerate(statistics.touchpoints)}

    def ids(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(naming.ids[place[name]] for name in names if name in place)

    transitions, left_out = moves_of(statistics, naming.ids, level=level)
    first, last = (_EPOCH + timedelta(microseconds=instant) for instant in statistics.period)
    return JourneyMap(
        title=title or _title(settings.goal),
        goal=" or ".join(settings.goal) or None,
        origin="discovered",
        segments=tuple(
            Segment(name=name, id=identifier, share=share)
            for name, identifier, share in zip(
                statistics.segments, naming.segments, figures.segment_shares(statistics, level=level), strict=True
            )
        ),
        channels=tuple(Channel(name=statistics.channels[code], id=naming.channels[code]) for code in _channel_order(naming)),
        stages=_stages(naming, level=level),
        transitions=transitions,
        goal_touchpoints=ids(settings.goal),
        end_touchpoints=ids(settings.ends),
        support_touchpoints=ids(settings.support),
        metrics=statistics.metrics,
        totals=figures.total_measures(statistics, naming.channels, naming.segments, level=level),
        period=Period(start=first, end=last),
        currency=currency,
        notes=(*statistics.notes, *_notes(naming), *left_out),
    ).with_statistics(statistics)


def _title(goal: Sequence[str]) -> str:
    """Return a title made from the goals; many are not all named."""
    if not goal:
        return "Customer journey"
    return f"Journey to {' or '.join(goal)}" if len(goal) < 3 else f"Journey to {goal[0]} or {len(goal) - 1} other goals"


def _notes(naming: Naming) -> tuple[str, ...]:
    notes = []
    if naming.summed:
        notes.append(f"{len(naming.summed):,} rarely visited touchpoints are summed as {naming.other_name!r}.")
    if naming.statistics.settings.stages_found:
        notes.append("The stages were found from the order of visits.")
    return (*notes, *part_notes(naming.statistics), *_weights(naming.statistics), *_endings(naming))


def _weights(statistics: JourneyStatistics) -> tuple[str, ...]:
    """Say that answers count by their weights, and how many equal ones they are worth (Kish)."""
    if not statistics.settings.weight_unit:
        return ()
    every = AnswerSums.read(statistics.settings, lambda table, column: statistics.dense(table, column, "metric")).summed(0)
    answers, worth = statistics.tables["scores"].total("n"), round(float(every.effective()["n"].sum()))
    return (f"Scores count answers by their weights: {answers:,} answers are worth {worth:,} equal ones.",) if answers else ()


def part_notes(statistics: JourneyStatistics) -> tuple[str, ...]:
    """
    Say which parts of the customers the figures are of, where these are not all.

    Parameters
    ----------
    statistics
        What was measured.
    """
    held, missing = statistics.parts, statistics.missing_parts
    if not missing:
        return ()
    listed = ", ".join(f"{index} of {number}" for index, number in (missing if len(missing) < len(held) else held))
    if len(missing) < len(held):
        return (f"These parts of the customers were not measured: {listed}.",)
    return (f"Only these parts of the customers were measured: {listed}.",)


def _endings(naming: Naming) -> tuple[str, ...]:
    """Ask for a declaration where nearly every visit ends the journey and nobody said that this is natural."""
    statistics, settings = naming.statistics, naming.statistics.settings
    visits, ends = (statistics.dense("visits", name, "touchpoint").sum(axis=-1) for name in ("visits", "ends"))
    declared = {*settings.goal, *settings.ends}
    found = [
        f"{statistics.touchpoints[code]!r} ({number(ends[code] / visits[code], 'share')})"
        for code in sorted(naming.shown)
        if statistics.touchpoints[code] not in declared
        and visits[code] >= ENDING_VISITS
        and ends[code] * 100 >= ENDING_PERCENT * visits[code]
    ]
    if not found:
        return ()
    advice = "if that is natural, declare it with ends=; if a touchpoint only marks the end, filter it out."
    return (f"{ENDINGS} {', '.join(found)} end the journey: {advice}",)


def _stages(naming: Naming, *, level: float) -> tuple[Stage, ...]:
    statistics = naming.statistics
    measures = stage_measures(statistics, naming.segments, level=level)
    inside: list[list[Touchpoint]] = [[] for _ in statistics.stages]
    shown = figures.touchpoint_measures(statistics, naming.channels, naming.segments, naming.shown, level=level)
    for code in _in_order(statistics, naming.shown):
        inside[statistics.touchpoint_stage[code]].append(_touchpoint(naming, code, shown[code]))
    if naming.summed:
        home = _home(statistics, naming.summed)
        other = figures.summed_measures(statistics, naming.summed)
        inside[home].append(Touchpoint(name=naming.other_name, id=naming.ids[naming.summed[0]], measures=other))
    return tuple(
        Stage(name=name, id=identifier, touchpoints=tuple(inside[code]), measures=measures[code])
        for code, (name, identifier) in enumerate(zip(statistics.stages, naming.stages, strict=True))
        if inside[code]
    )


def _in_order(statistics: JourneyStatistics, codes: Sequence[int]) -> list[int]:
    """Return touchpoints by where in their journeys they are first visited, on average."""
    position = statistics.dense("visits", "position", "touchpoint").sum(axis=-1)
    journeys = statistics.dense("visits", "journeys", "touchpoint").sum(axis=-1)
    goals = set(statistics.settings.goal)

    def key(code: int) -> tuple[bool, float, int]:
        return statistics.touchpoints[code] in goals, int(position[code]) / max(int(journeys[code]), 1), code

    return sorted(codes, key=key)


def _channel_order(naming: Naming) -> list[int]:
    """Return channel codes by where in the map they are used, on average (ties by name)."""
    statistics = naming.statistics
    codes = _in_order(statistics, naming.shown)
    by_stage = sorted(codes, key=lambda code: statistics.touchpoint_stage[code])
    visits = statistics.dense("channel_cells", "visits", "touchpoint", "channel").sum(axis=-1)[by_stage]
    places = (visits * np.arange(len(by_stage))[:, None]).sum(axis=0)
    return sorted(range(len(statistics.channels)), key=lambda code: (int(places[code]) / max(int(visits[:, code].sum()), 1), code))


def _home(statistics: JourneyStatistics, codes: Sequence[int]) -> int:
    """Return the stage in which the summed touchpoints are visited most."""
    visits: NDArray[np.int64] = statistics.dense("visits", "visits", "touchpoint").sum(axis=-1)
    stages = np.zeros(len(statistics.stages), dtype=np.int64)
    np.add.at(stages, np.array([statistics.touchpoint_stage[code] for code in codes]), visits[list(codes)])
    return int(np.argmax(stages))


def _touchpoint(naming: Naming, code: int, measures: tuple[Measure, ...]) -> Touchpoint:
    valence = next((measure.estimate for measure in measures if measure.name == "valence" and measure.channel is None), None)
    emotions: tuple[Emotion, ...] = ()
    if valence is not None and valence.value is not None:
        words = all(metric.kind == "sentiment" for metric in naming.statistics.metrics)
        source: SourceKind = "inferred" if words else "direct"
        emotions = (Emotion(valence=min(2.0, max(-2.0, valence.value)), source_kind=source, estimate=valence),)
    channels = tuple(measure.channel for measure in measures if measure.name == "channel_share" and measure.channel is not None)
    waits = dict(naming.statistics.settings.expected_waits)
    name = naming.statistics.touchpoints[code]
    return Touchpoint(
        name=name,
        expected_wait=timedelta(microseconds=waits[name]) if name in waits else None,
        id=naming.ids[code],
        channels=channels,
        emotions=emotions,
        measures=measures,
    )
