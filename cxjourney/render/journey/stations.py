"""The points of a time line: visits put together, with what was felt there and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from cxjourney.model.channel import usual_kind
from cxjourney.model.metric import Metric
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxjourney.model.journey import Journey, Visit
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.touchpoint import Touchpoint

TroubleKind = Literal["bad_score", "helped", "silence", "back", "repeated", "unfinished"]

MERGED_WITHIN = timedelta(minutes=30)
SILENCE = timedelta(days=7)
"""A wait that is a long silence where nothing says how long waits usually are."""
_LEAST_SILENCE = timedelta(hours=1)
_REPEATS = 3


@dataclass(frozen=True, slots=True)
class Trouble:
    """
    Something that went wrong at a visit.

    Parameters
    ----------
    kind
        What it was.
    detail
        A name or a number that belongs to it.
    """

    kind: TroubleKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """
    A score that was given.

    Parameters
    ----------
    metric
        Name of the score.
    value
        The score.
    tone
        ``pos``, ``neu`` or ``neg``.
    """

    metric: str
    value: float
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """
    One point of the time line.

    Parameters
    ----------
    number
        Place of its first visit in the journey, from 1.
    visits
        How many visits it stands for.
    name, channel, stage
        Where it was.
    start, end
        When its first visit was, and its last.
    wait
        Time since the visit before.
    scores
        What was given there.
    value
        Money that changed hands.
    troubles
        What went wrong.
    nth
        How often the customer was at this touchpoint by then.
    is_goal
        Whether the goal was reached there.
    """

    number: int
    visits: int
    name: str
    channel: str | None
    stage: str | None
    start: datetime
    end: datetime
    wait: timedelta | None
    scores: tuple[Score, ...] = ()
    value: float | None = None
    troubles: tuple[Trouble, ...] = ()
    nth: int = 1
    is_goal: bool = False

    @property
    def is_silent_before(self) -> bool:
        """Whether a long silence lies before it."""
        return any(trouble.kind == "silence" for trouble in self.troubles)


class Knowledge:
    """What a map knows that a single journey does not: the order of stages, the goal, usual waits, and scales of scores."""

    def __init__(self, journey_map: JourneyMap | None) -> None:
        self._map = journey_map
        touchpoints = journey_map.touchpoints if journey_map else ()
        self._touchpoints: dict[str, Touchpoint] = {}
        for touchpoint in touchpoints:
            for name in (touchpoint.name, *touchpoint.aliases):
                self._touchpoints.setdefault(name, touchpoint)
        self._stages = {stage.id: (index, stage.name) for index, stage in enumerate(journey_map.stages if journey_map else ())}
        self._order = {name: index for index, name in self._stages.values()}
        self._metrics = {metric.name: metric for metric in (journey_map.metrics if journey_map else ())}
        self._channels = {channel.name: channel.kind for channel in (journey_map.channels if journey_map else ())}

    @property
    def has_goal(self) -> bool:
        """Whether it is known what completes a journey."""
        return self._map is not None and bool(self._map.goal_touchpoints)

    def stage(self, visit: Visit) -> str | None:
        """Return the stage of a visit."""
        if visit.stage is not None:
            return visit.stage
        touchpoint = self._touchpoints.get(visit.touchpoint)
        return self._stages[touchpoint.stage][1] if touchpoint is not None and touchpoint.stage in self._stages else None

    def order(self, stage: str | None) -> int | None:
        """Return the place of a stage, if it is known."""
        return self._order.get(stage) if stage is not None else None

    def is_goal(self, name: str) -> bool:
        """Return whether a touchpoint completes a journey."""
        touchpoint = self._touchpoints.get(name)
        return self._map is not None and touchpoint is not None and touchpoint.id in self._map.goal_touchpoints

    def is_support(self, name: str) -> bool:
        """Return whether customers ask for help at a touchpoint."""
        touchpoint = self._touchpoints.get(name)
        return self._map is not None and touchpoint is not None and touchpoint.id in self._map.support_touchpoints

    def kind(self, channel: str | None) -> str:
        """Return whether people serve customers in a channel."""
        return self._channels.get(channel) or usual_kind(channel) if channel is not None else "unknown"

    def silence(self, name: str) -> timedelta:
        """Return from where on a wait after a touchpoint is a long silence."""
        touchpoint = self._touchpoints.get(name)
        if touchpoint is None:
            return SILENCE
        if touchpoint.expected_wait is not None:
            return max(touchpoint.expected_wait, _LEAST_SILENCE)
        slow = touchpoint.measure("transition_time_p90")
        return SILENCE if slow is None or slow.value is None else max(timedelta(seconds=slow.value), timedelta(days=1))

    def score(self, name: str, value: float) -> Score:
        """Return a score with its tone, as the map's scale or the usual one has it."""
        metric = self._metrics.get(name) or _usual(name)
        return Score(_metric_name(name), value, _tone(metric, value) if metric else "neu")


def _usual(name: str) -> Metric | None:
    key = "ces2" if name.casefold() == "ces" else name.casefold()
    return Metric.named(key) if key in {"nps", "csat", "ces1", "ces2", "rating", "sentiment"} else None


def _metric_name(name: str) -> str:
    bare = name.casefold().rstrip("12")
    return bare.upper() if bare in {"nps", "csat", "ces"} else label(name)


def _tone(metric: Metric, value: float) -> str:
    sign = -1 if metric.reverse else 1
    if value * sign >= metric.favourable * sign:
        return "pos"
    return "neg" if value * sign <= metric.unfavourable * sign else "neu"


def stations(journey: Journey, knowledge: Knowledge) -> tuple[Station, ...]:
    """
    Return the points of a journey.

    Parameters
    ----------
    journey
        One customer's visits.
    knowledge
        What a map knows about its touchpoints.
    """
    found: list[Station] = []
    seen: dict[str, int] = {}
    number = 1
    for group in _groups(journey.visits):
        first, last = group[0], group[-1]
        nth = seen.get(first.touchpoint, 0) + 1
        seen[first.touchpoint] = nth + len(group) - 1
        scores = tuple(knowledge.score(name, value) for visit in group for name, value in visit.scores)
        stage = knowledge.stage(first)
        wait = first.time - found[-1].end if found else None
        values = [visit.value for visit in group if visit.value is not None]
        station = Station(
            number=number,
            visits=len(group),
            name=label(first.touchpoint),
            channel=label(first.channel) if first.channel is not None else None,
            stage=label(stage) if stage is not None else None,
            start=first.time,
            end=last.time,
            wait=wait,
            scores=scores,
            value=sum(values) if values else None,
            nth=nth,
            is_goal=knowledge.is_goal(first.touchpoint),
            troubles=tuple(_troubles(group, found, scores, knowledge)),
        )
        found.append(station)
        number += len(group)
    return _with_end(_with_repeats(found), journey, knowledge)


def _with_repeats(found: list[Station]) -> list[Station]:
    """Say at the last of several points of one touchpoint how often the customer was there in a row."""
    told: list[Station] = []
    in_a_row = 0
    for index, station in enumerate(found):
        in_a_row = station.visits + (in_a_row if index and found[index - 1].name == station.name else 0)
        is_last = index + 1 == len(found) or found[index + 1].name != station.name
        if is_last and in_a_row >= _REPEATS:
            told.append(replace(station, troubles=(*station.troubles, Trouble("repeated", str(in_a_row)))))
        else:
            told.append(station)
    return told


def _groups(visits: Iterable[Visit]) -> list[list[Visit]]:
    """Put visits together that are one to a reader: the same place within half an hour, and nothing was said at the earlier ones."""
    groups: list[list[Visit]] = []
    for visit in visits:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and (last.touchpoint, last.channel, last.stage) == (visit.touchpoint, visit.channel, visit.stage)
            and visit.time - last.time <= MERGED_WITHIN
            and not last.scores
        ):
            groups[-1].append(visit)
        else:
            groups.append([visit])
    return groups


def _troubles(group: Sequence[Visit], before: Sequence[Station], scores: Sequence[Score], knowledge: Knowledge) -> list[Trouble]:
    first = group[0]
    found: list[Trouble] = []
    if before and first.time - before[-1].end >= knowledge.silence(before[-1].name):
        found.append(Trouble("silence"))
    stage = knowledge.stage(first)
    place, last = knowledge.order(stage), knowledge.order(before[-1].stage) if before else None
    if place is not None and last is not None and place < last and stage is not None:
        found.append(Trouble("back", label(stage)))
    if knowledge.is_support(first.touchpoint):
        found.append(Trouble("helped"))
    elif _turns_to_person(first, before, knowledge):
        found.append(Trouble("helped", "person"))
    found += [Trouble("bad_score") for score in scores if score.tone == "neg"][:1]
    return found


def _turns_to_person(visit: Visit, before: Sequence[Station], knowledge: Knowledge) -> bool:
    """Return whether a customer does the same again, now with a person."""
    if not before or before[-1].name != label(visit.touchpoint):
        return False
    return knowledge.kind(before[-1].channel) == "self_service" and knowledge.kind(visit.channel) == "assisted"


def _with_end(found: list[Station], journey: Journey, knowledge: Knowledge) -> tuple[Station, ...]:
    if not found or journey.truncated or not knowledge.has_goal or any(station.is_goal for station in found):
        return tuple(found)
    last = found[-1]
    return (*found[:-1], replace(last, troubles=(*last.troubles, Trouble("unfinished"))))
