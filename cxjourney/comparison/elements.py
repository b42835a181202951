"""Which element of one map is which of the other, and what differs between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.comparison.renaming import other_suggestions, suggestions
from cxjourney.errors import OptionError, show_value
from cxjourney.model.differences import ElementChange, ElementKind, RenameSuggestion
from cxjourney.statistics.resolve import check_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxjourney.comparison.sides import Side
    from cxjourney.model.entity import Entity
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.touchpoint import Touchpoint

Pairs = tuple[tuple["Entity | None", "Entity | None"], ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """
    The elements of two maps side by side; one that only one side has stands alone.

    Parameters
    ----------
    stages, touchpoints, channels, segments
        Pairs, in the order of the later map, then what only the earlier one has.
    """

    stages: Pairs
    touchpoints: Pairs
    channels: Pairs
    segments: Pairs


@dataclass(frozen=True, slots=True)
class ElementChanges:
    """
    What differs in the elements of two maps.

    Parameters
    ----------
    added, removed, moved, renamed
        The changes by kind.
    suggestions
        Elements that may only be called otherwise.
    """

    added: tuple[ElementChange, ...]
    removed: tuple[ElementChange, ...]
    moved: tuple[ElementChange, ...]
    renamed: tuple[ElementChange, ...]
    suggestions: tuple[RenameSuggestion, ...]


def paired(before: Side, after: Side, renames: Mapping[str, str]) -> Pairing:
    """
    Return which element after is which before.

    Parameters
    ----------
    before, after
        The two sides.
    renames
        Old and new names of what was renamed.

    Raises
    ------
    OptionError
        If a name to rename is on neither side.

    Notes
    -----
    In hand-written maps an identifier says more than a name, because renaming keeps it; in measured ones the name does, because the
    identifier is made from it.
    """
    names_first = before.statistics is not None or after.statistics is not None
    _check_renames(before.journey_map, after.journey_map, renames)

    def pair(left: Sequence[Entity], right: Sequence[Entity]) -> Pairs:
        return _pairs(left, right, renames, names_first=names_first)

    left, right = before.journey_map, after.journey_map
    return Pairing(
        stages=pair(left.stages, right.stages),
        touchpoints=pair(before.touchpoints, after.touchpoints),
        channels=pair(left.channels, right.channels),
        segments=pair(left.segments, right.segments),
    )


def _check_renames(before: JourneyMap, after: JourneyMap, renames: Mapping[str, str]) -> None:
    check_type("renames", renames, Mapping)
    if not all(isinstance(name, str) for pair in renames.items() for name in pair):
        message = "renames takes a mapping of names before to names after, found something else in it"
        raise TypeError(message)
    old, new = ([each for part in (one.touchpoints, one.stages, one.channels, one.segments) for each in part] for one in (before, after))
    for name, entities in (*((key, old) for key in renames), *((value, new) for value in renames.values())):
        if not any(name in {each.name, each.id} for each in entities):
            raise OptionError.for_choice("renames", name, [each.name for each in entities])
    for part in (before.touchpoints, before.stages, before.channels, before.segments):
        said = Counter(_said(part, renames))
        twice = next((name for name in said if name is not None and said[name] > 1), None)
        if twice is not None:
            message = f"renames gives the name {show_value(twice)} to several elements."
            raise OptionError(message, hint="one before becomes one after; put several together with events.rename().", value=twice)


def _said(part: Sequence[Entity], renames: Mapping[str, str]) -> list[str | None]:
    """Return what the caller says each element is called after."""
    return [renames.get(each.name, renames.get(each.id)) for each in part]


def _pairs(left: Sequence[Entity], right: Sequence[Entity], renames: Mapping[str, str], *, names_first: bool) -> Pairs:
    partner: dict[int, int] = {}
    free = set(range(len(left)))

    def match(left_keys: Sequence[object], right_keys: Sequence[object]) -> None:
        taken = set(partner.values())
        open_left = _unique((left_keys[place], place) for place in sorted(free))
        open_right = _unique((key, place) for place, key in enumerate(right_keys) if place not in taken)
        for key, place in open_left.items():
            if key is not None and key in open_right:
                partner[place] = open_right[key]
                free.discard(place)

    said = _said(left, renames)
    match(said, [each.name for each in right])
    match(said, [each.id for each in right])
    match([(each.id, each.name) for each in left], [(each.id, each.name) for each in right])
    names = [each.name for each in left], [each.name for each in right]
    ids = [each.id for each in left], [each.id for each in right]
    for keys in (names, ids) if names_first else (ids, names):
        match(*keys)
    match(names[0], [next(iter(getattr(each, "aliases", ())), None) for each in right])
    back = {after: before for before, after in partner.items()}
    return (
        *((left[back[place]] if place in back else None, each) for place, each in enumerate(right)),
        *((each, None) for place, each in enumerate(left) if place in free),
    )


def _unique(pairs: Iterable[tuple[object, int]]) -> dict[object, int]:
    """Return places by key, without keys that stand for several."""
    found: dict[object, int] = {}
    twice: set[object] = set()
    for key, place in pairs:
        if key in found:
            twice.add(key)
        found[key] = place
    return {key: place for key, place in found.items() if key not in twice}


def element_changes(before: Side, after: Side, pairing: Pairing, arms: Iterable[str]) -> ElementChanges:
    """
    Return what was added, removed, moved and renamed.

    Parameters
    ----------
    before, after
        The two sides.
    pairing
        Which element is which.
    arms
        Segments that only say which side a customer belongs to.
    """
    observed = before.statistics is not None and after.statistics is not None
    own = set(arms)
    stages = [{each.id: each.name for each in side.journey_map.stages} for side in (before, after)]
    parts: tuple[tuple[ElementKind, Pairs], ...] = (
        ("stage", pairing.stages),
        ("touchpoint", pairing.touchpoints),
        ("channel", pairing.channels),
        ("segment", tuple(pair for pair in pairing.segments if not {each.name for each in pair if each} & own)),
    )
    added, removed, renamed = [], [], []
    for element, found in parts:
        for left, right in found:
            if _is_unshown(element, (left, right), before, after):
                continue
            if left is None and right is not None:
                added.append(_change("added", element, right, stages[1], observed=observed))
            elif right is None and left is not None:
                removed.append(_change("removed", element, left, stages[0], observed=observed))
            elif left is not None and right is not None and left.name != right.name:
                renamed.append(
                    ElementChange(change="renamed", element=element, id=right.id, name=right.name, before=left.name, after=right.name)
                )
    return ElementChanges(
        tuple(added),
        tuple(removed),
        _moved(pairing, stages),
        tuple(renamed),
        _suggestions(before, after, pairing, dict(parts)),
    )


def _suggestions(before: Side, after: Side, pairing: Pairing, parts: Mapping[ElementKind, Pairs]) -> tuple[RenameSuggestion, ...]:
    shown = {element: tuple(pair for pair in pairs if not _is_unshown(element, pair, before, after)) for element, pairs in parts.items()}
    found = [*suggestions(before.journey_map, after.journey_map, shown["touchpoint"])]
    same = {left.id: right.id for left, right in pairing.touchpoints if left is not None and right is not None}
    held = tuple({stage.id: [each.id for each in stage.touchpoints] for stage in side.journey_map.stages} for side in (before, after))
    for element in ("stage", "channel", "segment"):
        found += other_suggestions(element, shown[element], same, (held[0], held[1]) if element == "stage" else ({}, {}))
    return tuple(found)


def _is_unshown(element: ElementKind, pair: tuple[Entity | None, Entity | None], before: Side, after: Side) -> bool:
    """Return whether the side that lacks an element saw it, and its map only does not show it because it is rare."""
    left, right = pair
    names = before.unshown.get(element, {}), after.unshown.get(element, {})
    return (left is None and right is not None and right.name in names[0]) or (right is None and left is not None and left.name in names[1])


def _change(change: str, element: ElementKind, entity: Entity, stages: Mapping[str, str], *, observed: bool) -> ElementChange:
    stage = stages.get(getattr(entity, "stage", None) or "") if element == "touchpoint" else None
    return ElementChange(change=change, element=element, id=entity.id, name=entity.name, stage=stage, observed=observed)


def _moved(pairing: Pairing, stages: Sequence[Mapping[str, str]]) -> tuple[ElementChange, ...]:
    """Return touchpoints that stand in another stage; a stage that was only renamed is the same."""
    same = {(left.id, right.id) for left, right in pairing.stages if left is not None and right is not None}
    found = []
    for left, right in pairing.touchpoints:
        if left is None or right is None:
            continue
        homes = _stage(left), _stage(right)
        if homes not in same:
            before, after = stages[0].get(homes[0]), stages[1].get(homes[1])
            found.append(
                ElementChange(change="moved", element="touchpoint", id=right.id, name=right.name, before=before, after=after, stage=after)
            )
    return tuple(found)


def _stage(touchpoint: Entity | Touchpoint) -> str:
    return getattr(touchpoint, "stage", None) or ""
