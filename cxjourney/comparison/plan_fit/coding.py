"""A plan in numbers: which touchpoint and channel of a log is which of the plan, and what can be judged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from cxjourney.comparison.plan_fit.order import bits
from cxjourney.errors import ModelError, OptionError, StatisticsError, show_value
from cxjourney.estimate import Location
from cxjourney.model.findings import Untested
from cxjourney.model.slugs import slug
from cxjourney.statistics.plan_run import PlanCodes, touchpoint_visits
from cxjourney.statistics.resolve import microseconds
from cxjourney.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cxjourney.comparison.plan_fit.order import PlannedOrder
    from cxjourney.ingest.event_log import EventLog
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.touchpoint import Touchpoint


MOST = 2_000
"""Unplanned touchpoints that a result holds, and deviations; the rarer ones are counted."""


@dataclass(frozen=True, slots=True)
class Coding:
    """
    A plan in numbers, and what these leave out.

    Parameters
    ----------
    codes
        The plan in numbers.
    unplanned
        Names of the touchpoints that are not planned, by their place after the planned ones.
    untested
        What cannot be judged.
    rarer
        How many more touchpoints are not planned; they share the place after those.
    """

    codes: PlanCodes
    unplanned: tuple[str, ...]
    untested: tuple[Untested, ...]
    rarer: int = 0


def check_plan(plan: JourneyMap) -> None:
    """
    Refuse a map that says nothing about what should be.

    Parameters
    ----------
    plan
        A map.

    Raises
    ------
    ModelError
        If it has no touchpoints.
    OptionError
        If it was discovered from data or filled with them.
    """
    if not plan.touchpoints:
        raise ModelError(
            "the plan has no touchpoints.", hint="give its stages, each with the names of its touchpoints in order.", path="stages"
        )
    if plan.origin != "hypothesis":
        raise OptionError(
            f"plan={show_value(plan.title)} holds what was observed (origin {plan.origin!r}), and every journey keeps to what it did.",
            hint="pass the plan as it was before it was filled; to take an observed map as the plan, with all moves in it, "
            'pass plan.replace(origin="hypothesis").',
            value=plan.origin,
        )


def coded(plan: JourneyMap, order: PlannedOrder, events: EventLog, gap: int | None) -> Coding:
    """
    Return a plan in the numbers of a log.

    Parameters
    ----------
    plan, order
        The plan, and the order that it states.
    events
        Checked event log.
    gap
        Silence that ends a journey, in microseconds.

    Raises
    ------
    StatisticsError
        If the log has none of its touchpoints.
    """
    touchpoints = plan.touchpoints
    places, unplanned, rarer = _places(plan, events)
    stages = [index for index, stage in enumerate(plan.stages) for _ in stage.touchpoints]
    ends = {each.id for each in touchpoints if each.id in plan.end_touchpoints}
    last = [(order.on_path[place] and place in order.finals) or each.id in ends for place, each in enumerate(touchpoints)]
    stated = [microseconds(each.expected_wait, "expected_wait") if each.expected_wait else None for each in touchpoints]
    judged = [wait is not None and not ended and (gap is None or wait < gap) for wait, ended in zip(stated, last, strict=True)]
    codes = PlanCodes(
        places=places,
        n_planned=len(touchpoints),
        stages=tuple(stages),
        on_path=order.on_path,
        waits=tuple(wait if wait is not None and known else -1 for wait, known in zip(stated, judged, strict=True)),
        complete=planned_ends(plan, order),
        needed=order.needed,
        channels=tuple(_strange(plan, events.channels)),
        allows=lambda before, after: order.judged(before, after) is None,
    )
    wanted = [(each, ended) for each, ended, wait, known in zip(touchpoints, last, stated, judged, strict=True) if wait and not known]
    untested = (*_unordered(codes), *_untimed(plan, codes, wanted), *_unsaid_channels(plan, events))
    return Coding(codes, unplanned, untested, rarer)


def planned_ends(plan: JourneyMap, order: PlannedOrder) -> frozenset[int]:
    """
    Return the places where a journey is complete: the goals, else those after which nothing is planned, except natural ends.

    Parameters
    ----------
    plan, order
        The plan, and the order that it states.
    """
    goals = frozenset(place for place, each in enumerate(plan.touchpoints) if each.id in plan.goal_touchpoints)
    last = (place for place in order.finals if order.on_path[place] and plan.touchpoints[place].id not in plan.end_touchpoints)
    return goals or frozenset(last)


def _places(plan: JourneyMap, events: EventLog) -> tuple[tuple[int, ...], tuple[str, ...], int]:
    """Return the place of each touchpoint of the log, the names of the most visited that are not planned, and how many more there are."""
    names = events.touchpoints
    known = {alias: place for place, touchpoint in enumerate(plan.touchpoints) for alias in touchpoint.aliases}
    known |= {touchpoint.name: place for place, touchpoint in enumerate(plan.touchpoints)}
    unplanned = tuple(name for name in names if name not in known)
    if len(unplanned) == len(names):
        here, there = (", ".join(show_value(name) for name in some[:5]) for some in ([each.name for each in plan.touchpoints], names))
        raise StatisticsError(
            f"the plan and the log share no touchpoint: the plan has {here}, the log {there}.",
            hint="give the touchpoints of the plan the names that the log has, or these as aliases=.",
        )
    kept = unplanned if len(unplanned) <= MOST else _most_visited(events, known)
    known |= {name: len(plan.touchpoints) + index for index, name in enumerate(kept)}
    rest = len(plan.touchpoints) + len(kept)
    return tuple(known.get(name, rest) for name in names), kept, len(unplanned) - len(kept)


def _most_visited(events: EventLog, known: Mapping[str, int]) -> tuple[str, ...]:
    """Return the names of the most visited touchpoints that are not planned, as many as a result holds."""
    visits = touchpoint_visits(events)
    codes = sorted(range(len(visits)), key=lambda code: (-visits[code], code))
    return tuple(name for code in codes if (name := events.touchpoints[code]) not in known)[:MOST]


def _strange(plan: JourneyMap, channels: Sequence[str]) -> Iterator[tuple[int, int]]:
    """List the places and channels of the log that are not planned, where the plan says in which channels a touchpoint is."""
    names = {channel.id: channel.name for channel in plan.channels}
    for place, touchpoint in enumerate(plan.touchpoints):
        planned = {names[each] for each in touchpoint.channels} | set(touchpoint.channels)
        if planned:
            yield from ((place, code) for code, channel in enumerate(channels) if channel not in planned and slug(channel) not in planned)


def _unordered(codes: PlanCodes) -> Iterator[Untested]:
    """Say what cannot be judged of a plan without steps or an end."""
    if not any(codes.on_path):
        yield Untested(kind="sequence", reason="All of the plan is help and natural ends, which may come at any time.")
    if not codes.complete:
        yield Untested(kind="completion", reason="The plan has no goal, and no last touchpoint that is no natural end.")


def _untimed(plan: JourneyMap, codes: PlanCodes, left: Sequence[tuple[Touchpoint, bool]]) -> Iterator[Untested]:
    """Say which expected waits cannot be judged."""
    if not left and all(wait < 0 for wait in codes.waits):
        yield Untested(kind="timing", reason="The plan states no expected wait, so that nothing can be said about timing.")
    reasons = (
        (True, "Nothing is planned to follow, so that the expected wait has no next step to end it."),
        (False, "The expected wait is longer than the silence that ends a journey (journey_gap)."),
    )
    for ended, reason in reasons:
        found = [each for each, is_last in left if is_last == ended]
        if found:
            yield Untested(kind="timing", reason=reason, locations=tuple(location(plan, each) for each in found))


def _unsaid_channels(plan: JourneyMap, events: EventLog) -> Iterator[Untested]:
    silent = [touchpoint for touchpoint in plan.touchpoints if not touchpoint.channels]
    if events.channels and silent:
        where = tuple(location(plan, each) for each in silent) if len(silent) < len(plan.touchpoints) else ()
        yield Untested(kind="channel", reason="The plan does not say in which channels this is.", locations=where)
    elif not events.channels and len(silent) < len(plan.touchpoints):
        yield Untested(kind="channel", reason="The log has no channels to compare with the planned ones.")


def location(plan: JourneyMap, touchpoint: Touchpoint) -> Location:
    """
    Return where a touchpoint of a plan is.

    Parameters
    ----------
    plan
        The plan.
    touchpoint
        One of its touchpoints.
    """
    return Location(stage=None if touchpoint.stage is None else plan.stage(touchpoint.stage).name, touchpoint=touchpoint.name)


def plan_notes(plan: JourneyMap, order: PlannedOrder, events: EventLog) -> tuple[str, ...]:
    """
    Return what to know about how a plan and a log were read.

    Parameters
    ----------
    plan, order
        The plan, and the order that it states.
    events
        Checked event log.
    """
    names = [touchpoint.name for touchpoint in plan.touchpoints]
    notes = []
    if order.returns:
        listed = ", ".join(f"{names[source]} → {names[target]}" for source, target in order.returns[:5])
        notes.append(f"The plan itself leads back ({listed}): these moves count as planned.")
    if len(order.starts) > 1:
        notes.append(f"By its transitions the plan begins at any of: {', '.join(names[place] for place in sorted(order.starts)[:5])}.")
    apart = [name for name, inside in zip(names, order.on_path, strict=True) if not inside]
    if apart:
        notes.append(f"No transition names {', '.join(apart[:5])}: as help or natural ends they may come at any time.")
    if events.quality.tied_events:
        share = number(events.quality.tie_share, "share")
        notes.append(f"{share} of the events share their time with another of the same customer; their order is that of the log.")
    return tuple(notes)


def required(order: PlannedOrder, complete: Iterable[int]) -> frozenset[int]:
    """
    Return the places that every planned way to an end passes.

    Parameters
    ----------
    order
        The order that a plan states.
    complete
        Places where journeys are complete.
    """
    ends = [order.needed[place] for place in complete]
    return frozenset(bits(reduce(and_, ends))) if ends else frozenset()
