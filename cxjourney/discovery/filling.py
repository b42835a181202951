"""Fill a hand-written map with what was observed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.model.slugs import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cxjourney.model.channel import Channel
    from cxjourney.model.entity import Entity
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.measure import Measure
    from cxjourney.model.stage import Stage
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.model.transition import Transition


def fill_plan(plan: JourneyMap, found: JourneyMap, *, title: str | None) -> JourneyMap:
    """
    Return the plan with the figures of what was observed beside what it states.

    Touchpoints that were observed but not planned stand at the end of their stage, or in a stage of their own at
    the end of the map; planned ones that were never observed stay, without figures.

    Parameters
    ----------
    plan
        A hand-written map.
    found
        The map discovered with the stages of the plan.
    title
        A new title, or None to keep the plan's.
    """
    ids = _identifiers(plan.touchpoints, found.touchpoints)
    channels = _identifiers(plan.channels, _spelt_as_planned(plan.channels, found.channels))
    segments = _identifiers(plan.segments, found.segments)
    observed = {ids[touchpoint.id]: touchpoint for touchpoint in found.touchpoints}
    planned = {touchpoint.id for touchpoint in plan.touchpoints}
    by_name = {stage.name: stage for stage in found.stages}
    unplanned = {
        stage.name: [_renamed(touchpoint, ids, channels, segments) for touchpoint in stage.touchpoints if ids[touchpoint.id] not in planned]
        for stage in found.stages
    }
    stages: list[Stage] = []
    for stage in plan.stages:
        filled = [_filled(touchpoint, observed.get(touchpoint.id), channels, segments) for touchpoint in stage.touchpoints]
        measures = _placed(by_name[stage.name].measures, channels, segments) if stage.name in by_name else ()
        stages.append(stage.replace(touchpoints=(*filled, *unplanned.pop(stage.name, ())), measures=(*stage.measures, *measures)))
    stages.extend(
        stage.replace(touchpoints=unplanned[stage.name], measures=_placed(stage.measures, channels, segments))
        for stage in found.stages
        if unplanned.get(stage.name)
    )
    return plan.replace(
        title=title or plan.title,
        origin="blended",
        stages=[stage.replace(order=None) for stage in stages],
        channels=_merged(plan.channels, found.channels, channels),
        segments=_merged(plan.segments, found.segments, segments),
        transitions=_transitions(plan.transitions, found.transitions, ids),
        metrics=tuple(dict.fromkeys((*plan.metrics, *found.metrics))),
        totals=(*plan.totals, *_placed(found.totals, channels, segments)),
        goal_touchpoints=plan.goal_touchpoints or tuple(ids[each] for each in found.goal_touchpoints),
        end_touchpoints=plan.end_touchpoints or tuple(ids[each] for each in found.end_touchpoints),
        support_touchpoints=plan.support_touchpoints or tuple(ids[each] for each in found.support_touchpoints),
        period=found.period,
        currency=plan.currency or found.currency,
        notes=(*plan.notes, *found.notes, *_notes(plan, observed)),
    ).with_statistics(found.statistics)


def _identifiers(planned: Iterable[Entity], found: Iterable[Entity]) -> dict[str, str]:
    """Return the identifier in the plan of everything found: the planned one of the same name, else its own."""
    by_name = {entity.name: entity.id for entity in planned}
    taken = set(by_name.values())
    result = {}
    for entity in found:
        own = f"{entity.id}-{fingerprint(entity.name)}" if entity.id in taken else entity.id
        result[entity.id] = by_name.get(entity.name, own)
    return result


def _spelt_as_planned(planned: Iterable[Channel], found: Sequence[Channel]) -> list[Channel]:
    """Return channels that only differ from a planned one in capitals and spaces under its name: a plan says web, a log Web."""
    names = {channel.name for channel in found}
    planned_names = {channel.id: channel.name for channel in planned if channel.name not in names}
    return [channel.replace(name=planned_names.get(channel.id, channel.name)) for channel in found]


def _filled(touchpoint: Touchpoint, observed: Touchpoint | None, channels: Mapping[str, str], segments: Mapping[str, str]) -> Touchpoint:
    """Return a planned touchpoint with the figures, feelings and channels that were observed."""
    if observed is None:
        return touchpoint
    seen = [channels[channel] for channel in observed.channels]
    return touchpoint.replace(
        channels=tuple(dict.fromkeys((*seen, *touchpoint.channels))),
        emotions=(*observed.emotions, *touchpoint.emotions),
        measures=(*touchpoint.measures, *_placed(observed.measures, channels, segments)),
    )


def _renamed(touchpoint: Touchpoint, ids: Mapping[str, str], channels: Mapping[str, str], segments: Mapping[str, str]) -> Touchpoint:
    return touchpoint.replace(
        id=ids[touchpoint.id],
        stage=None,
        channels=tuple(channels[channel] for channel in touchpoint.channels),
        measures=_placed(touchpoint.measures, channels, segments),
    )


def _placed(measures: Iterable[Measure], channels: Mapping[str, str], segments: Mapping[str, str]) -> tuple[Measure, ...]:
    return tuple(
        measure.replace(
            channel=None if measure.channel is None else channels[measure.channel],
            segment=None if measure.segment is None else segments[measure.segment],
        )
        for measure in measures
    )


def _merged(planned: Iterable[Any], found: Iterable[Any], ids: Mapping[str, str]) -> tuple[Any, ...]:
    kept = tuple(planned)
    known = {entity.id for entity in kept}
    return (*kept, *(entity.replace(id=ids[entity.id]) for entity in found if ids[entity.id] not in known))


def _transitions(planned: Iterable[Transition], found: Iterable[Transition], ids: Mapping[str, str]) -> tuple[Transition, ...]:
    """Return the observed moves, then the planned ones that nobody made, with a count of 0."""
    observed = tuple(move.replace(source=ids[move.source], target=ids[move.target]) for move in found)
    made = {(move.source, move.target) for move in observed}
    return (*observed, *(move.replace(count=0) for move in planned if (move.source, move.target) not in made))


def _notes(plan: JourneyMap, observed: Mapping[str, Touchpoint]) -> tuple[str, ...]:
    planned = {touchpoint.id for touchpoint in plan.touchpoints}
    unused = [touchpoint.name for touchpoint in plan.touchpoints if touchpoint.id not in observed]
    unplanned = [touchpoint.name for identifier, touchpoint in observed.items() if identifier not in planned]
    notes = []
    if unused:
        notes.append(f"Planned touchpoints that were never observed ({len(unused):,}): {', '.join(sorted(unused)[:5])}.")
    if unplanned:
        notes.append(f"Observed touchpoints that are not in the plan ({len(unplanned):,}): {', '.join(sorted(unplanned)[:5])}.")
    return tuple(notes)
