"""The emotion curves of a map: the main one, those of groups, and the one of the map it is compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cxjourney.estimate import Estimate
from cxjourney.model.entity import Entity
from cxjourney.render.views.groups import Group, everybody
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.stage import Stage
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.render.views.source import Source

EntityT = TypeVar("EntityT", bound=Entity)
Reading = Callable[["Touchpoint"], Estimate | None]


@dataclass(frozen=True, slots=True)
class Curve:
    """
    One emotion curve.

    Parameters
    ----------
    name
        What stands beside it; empty when it is the only one.
    reading
        The emotion at a touchpoint of the map that is drawn.
    stage
        The emotion of a whole stage.
    is_target
        Whether it belongs to the map that this one is compared with.
    """

    name: str
    reading: Reading
    stage: Callable[[Stage], Estimate | None]
    is_target: bool = False


def curves(source: Source) -> tuple[Curve, ...]:
    """
    Return the curves of a map, the main one first.

    Parameters
    ----------
    source
        What the picture is made from.
    """
    own = [_group_curve(group) for group in source.groups]
    others = [_target_curve(source)] if source.target is not None else []
    has_general = any(everybody(touchpoint) is not None for touchpoint in source.journey_map.touchpoints)
    if own and not has_general:
        return (*own, *others)
    reading: Reading = everybody if own else lambda touchpoint: touchpoint.emotion
    name = _state_names(source)[0] if others else source.words("emotion.everybody") if own else ""
    return (Curve(name, reading, lambda stage: stage.measure("valence") or mean_emotion(stage, reading)), *own, *others)


def _group_curve(group: Group) -> Curve:
    return Curve(label(group.name), group.emotion, lambda stage: mean_emotion(stage, group.emotion))


def _target_curve(source: Source) -> Curve:
    """Return the curve of the other map, at the touchpoints that both have."""
    target = source.target
    touchpoints = {} if target is None else _by_name(target.touchpoints)
    stages = {} if target is None else _by_name(target.stages)

    def reading(touchpoint: Touchpoint) -> Estimate | None:
        twin = touchpoints.get(touchpoint.id) or touchpoints.get(touchpoint.name)
        return twin.emotion if twin is not None else None

    def mean(stage: Stage) -> Estimate | None:
        twin = stages.get(stage.id) or stages.get(stage.name)
        return None if twin is None else twin.measure("valence") or mean_emotion(twin, lambda touchpoint: touchpoint.emotion)

    return Curve(_state_names(source)[1], reading, mean, is_target=True)


def _by_name(entities: tuple[EntityT, ...]) -> dict[str, EntityT]:
    return {entity.name: entity for entity in entities} | {entity.id: entity for entity in entities}


def _state_names(source: Source) -> tuple[str, str]:
    """Return what the two maps are called: their states, else their titles, else AS-IS and TO-BE where neither tells them apart."""
    maps = (source.journey_map, source.target or source.journey_map)
    names = [source.words(journey_map.state) for journey_map in maps]
    if names[0] == names[1]:
        names = [label(journey_map.title) for journey_map in maps]
    if names[0] == names[1]:
        names = [source.words("as_is"), source.words("to_be")]
    return names[0], names[1]


def only_in(source: Source) -> tuple[str, ...]:
    """Return what a picture of two maps leaves out: the other map where it has no emotions, and touchpoints that only one has."""
    if source.target is None:
        return ()
    notes: list[str] = []
    if not has_emotions(source.target):
        own, others = _state_names(source)
        notes.append(source.words("note.not_overlaid", map=own, other=others))
    maps = (source.journey_map, source.target)
    for one, other, name in zip(maps, reversed(maps), _state_names(source), strict=True):
        known = _names(other)
        alone = [label(touchpoint.name) for touchpoint in one.touchpoints if not {touchpoint.id, touchpoint.name} & known]
        if alone:
            notes.append(source.words("note.only_in", map=name, names=source.words.listed(alone)))
    return tuple(notes)


def has_emotions(journey_map: JourneyMap) -> bool:
    """
    Return whether a map has any emotion, which is all that is drawn of a second map.

    Parameters
    ----------
    journey_map
        The map.
    """
    found = [*(each.emotion for each in journey_map.touchpoints), *(each.measure("valence") for each in journey_map.stages)]
    return any(each is not None and each.value is not None for each in found)


def _names(journey_map: JourneyMap) -> set[str]:
    return {name for touchpoint in journey_map.touchpoints for name in (touchpoint.id, touchpoint.name)}


def mean_emotion(stage: Stage, reading: Reading) -> Estimate | None:
    """Return the mean over the answers at a stage's touchpoints, without an interval, where the map has no figure for the stage."""
    readings = [reading(touchpoint) for touchpoint in stage.touchpoints]
    found = [(estimate.value, estimate.n) for estimate in readings if estimate is not None and estimate.value is not None]
    if not found:
        return None
    if any(n is None for _, n in found):
        return Estimate.stated(sum(value for value, _ in found) / len(found), unit="valence")
    answers = sum(n or 0 for _, n in found)
    return (
        Estimate(value=sum(value * (n or 0) for value, n in found) / answers, n=answers, unit="valence", method="mean") if answers else None
    )
