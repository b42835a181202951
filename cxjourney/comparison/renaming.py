"""Elements that one side has alone and that may be the same under another name."""

from __future__ import annotations

from collections import defaultdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from cxjourney.model.differences import RenameSuggestion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.comparison.elements import Pairs
    from cxjourney.model.differences import ElementKind
    from cxjourney.model.entity import Entity
    from cxjourney.model.journey_map import JourneyMap

    Inside = tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]]

ALIKE = 0.75
"""Names at least this alike are suggested."""

SAME_NEIGHBOURS = 0.6
"""So are touchpoints of which this share of the moves lead to and from the same neighbours."""

MOST_PAIRS = 40_000
"""More pairs of touchpoints than this are not compared by name."""

Neighbours = dict[tuple[str, str], float]


def suggestions(
    before: JourneyMap, after: JourneyMap, touchpoints: Sequence[tuple[Entity | None, Entity | None]]
) -> tuple[RenameSuggestion, ...]:
    """
    Return touchpoints that may only be called otherwise, the likeliest first, each at most once.

    Parameters
    ----------
    before, after
        The two maps.
    touchpoints
        Which touchpoint is which.
    """
    removed = [left for left, right in touchpoints if left is not None and right is None]
    added = [right for left, right in touchpoints if right is not None and left is None]
    if not removed or not added or len(removed) * len(added) > MOST_PAIRS:
        return ()
    same = {left.id: right.id for left, right in touchpoints if left is not None and right is not None}
    earlier, later = _neighbours(before, same), _neighbours(after, {each: each for each in same.values()})
    scored = []
    for left in removed:
        for right in added:
            name = _alike(left.name, right.name)
            around = _overlap(earlier.get(left.id, {}), later.get(right.id, {}))
            if name >= ALIKE or around >= SAME_NEIGHBOURS:
                reasons = (["the names are alike"] if name >= ALIKE else []) + (
                    ["the same steps surround it"] if around >= SAME_NEIGHBOURS else []
                )
                scored.append((-(name + around), left.name, right.name, " and ".join(reasons)))
    return _each_once(scored, "touchpoint")


def other_suggestions(element: ElementKind, pairs: Pairs, same: Mapping[str, str], inside: Inside) -> tuple[RenameSuggestion, ...]:
    """
    Return stages, channels or segments that may only be called otherwise, each at most once.

    Parameters
    ----------
    element
        What they are.
    pairs
        Which of them is which.
    same
        Identifier after by identifier before of the touchpoints that both sides have.
    inside
        Identifiers of the touchpoints in each stage, on both sides; empty for other elements.
    """
    removed = [left for left, right in pairs if left is not None and right is None]
    added = [right for left, right in pairs if right is not None and left is None]
    scored = []
    for left in removed:
        for right in added:
            name = _alike(left.name, right.name)
            held = {same[each] for each in inside[0].get(left.id, ()) if each in same}, set(inside[1].get(right.id, ()))
            common = len(held[0] & held[1]) / max(len(held[0] | held[1]), 1)
            reasons = (["the names are alike"] if name >= ALIKE else []) + (
                ["it holds the same steps"] if common >= SAME_NEIGHBOURS else []
            )
            if reasons:
                scored.append((-(name + common), left.name, right.name, " and ".join(reasons)))
    return _each_once(scored, element)


def _each_once(scored: list[tuple[float, str, str, str]], element: ElementKind) -> tuple[RenameSuggestion, ...]:
    found, used = [], set()
    for _, old, new, because in sorted(scored):
        if ("before", old) not in used and ("after", new) not in used:
            used |= {("before", old), ("after", new)}
            found.append(RenameSuggestion(before=old, after=new, because=because, element=element))
    return tuple(found)


def _alike(left: str, right: str) -> float:
    """Return how alike two names are, 0 to 1, whatever their case, spaces and signs."""
    one, other = ("".join(char for char in name.casefold() if char.isalnum()) or name for name in (left, right))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def _neighbours(journey_map: JourneyMap, known: Mapping[str, str]) -> dict[str, Neighbours]:
    """Return the shares of the moves to and from each touchpoint, by direction and neighbour, of neighbours both sides know."""
    weights: dict[str, Neighbours] = defaultdict(lambda: defaultdict(float))
    for move in journey_map.transitions:
        weight = float(move.count or 1)
        if move.target in known and move.source != move.target:
            weights[move.source]["to", known[move.target]] += weight
        if move.source in known and move.source != move.target:
            weights[move.target]["from", known[move.source]] += weight
    totals = {place: sum(found.values()) for place, found in weights.items()}
    return {place: {key: weight / totals[place] for key, weight in found.items()} for place, found in weights.items()}


def _overlap(left: Neighbours, right: Neighbours) -> float:
    return sum(min(share, right.get(key, 0.0)) for key, share in left.items())
