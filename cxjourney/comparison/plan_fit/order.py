"""The order that a plan states: what may follow what, what every planned way passes, and where journeys begin and end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from cxjourney.errors import ModelError, show_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cxjourney.model.journey_map import JourneyMap

MoveKind = Literal["back", "jump", "repeat", "start"]

START = -1
"""Place before the first visit of a journey."""


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """
    The order of the touchpoints of a plan, which are told by their place in its list, counted from 0.

    Sets of places are kept as the bits of integers.

    Parameters
    ----------
    follows
        The places that may come directly after each.
    reached
        The places that can come anywhere after each.
    needed
        The places that every planned way to each passes, itself included.
    on_path
        Whether each is a step of the path; help and natural ends that no transition names may come at any time.
    starts
        Where journeys begin.
    finals
        Where nothing more is planned.
    returns
        Planned moves back to where journeys came from, as pairs of places.
    """

    follows: tuple[int, ...]
    reached: tuple[int, ...]
    needed: tuple[int, ...]
    on_path: tuple[bool, ...]
    starts: frozenset[int]
    finals: frozenset[int]
    returns: tuple[tuple[int, int], ...]

    def judged(self, before: int, after: int) -> MoveKind | None:
        """
        Return what is wrong with a move between two steps of the path, or None when the plan allows it.

        A move over touchpoints that every planned way passes is no wrong move: those were skipped, or came at another time.

        Parameters
        ----------
        before, after
            Places; ``START`` is before the first.
        """
        if before == START:
            return None if after in self.starts or self.needed[after] != 1 << after else "start"
        if self.follows[before] >> after & 1:
            return None
        if before == after:
            return "repeat"
        leads_on = self.reached[before] >> after & 1
        if leads_on and self.needed[after] & self.reached[before] & ~(1 << before | 1 << after):
            return None
        leads_back = self.reached[after] >> before & 1
        return "back" if leads_back and (not leads_on or after < before) else "jump"


def planned_order(plan: JourneyMap) -> PlannedOrder:
    """
    Return the order that a plan states.

    Transitions say what follows what. A touchpoint that no transition names follows the one before it in the list and leads to the one
    after it; without any transition the list is the order. Places of help and natural ends that no transition names stand outside.

    Parameters
    ----------
    plan
        A map with touchpoints.

    Raises
    ------
    ModelError
        If a cycle of transitions has no way out: nothing would come last.
    """
    places = {touchpoint.id: place for place, touchpoint in enumerate(plan.touchpoints)}
    moves = [(places[move.source], places[move.target]) for move in plan.transitions]
    named = {place for move in moves for place in move if move[0] != move[1]}
    apart = {places[each] for each in (*plan.support_touchpoints, *plan.end_touchpoints)} - named
    path = [place for place in range(len(places)) if place not in apart]
    moves += [pair for pair in pairwise(path) if not set(pair) <= named]
    follows = [0] * len(places)
    for source, target in moves:
        follows[source] |= 1 << target
    reached = _reached(follows)
    completing = {places[each] for each in (*plan.goal_touchpoints, *plan.end_touchpoints)}
    _check_ways_out(plan, follows, reached, completing)
    starts = frozenset(_starts(path, follows, reached))
    return PlannedOrder(
        follows=tuple(follows),
        reached=tuple(reached),
        needed=tuple(_needed(path, follows, starts)),
        on_path=tuple(place not in apart for place in range(len(places))),
        starts=starts,
        finals=frozenset(place for place in range(len(places)) if not follows[place] & ~(1 << place)),
        returns=tuple(sorted({(a, b) for a, b in moves if b < a and reached[b] >> a & 1})),
    )


def bits(members: int) -> Iterator[int]:
    """
    List the places in a set.

    Parameters
    ----------
    members
        A set of places.

    Examples
    --------
    >>> list(bits(0b1011))
    [0, 1, 3]
    """
    while members:
        lowest = members & -members
        yield lowest.bit_length() - 1
        members ^= lowest


def _reached(follows: Sequence[int]) -> list[int]:
    """Return what can come anywhere after each place; most plans lead on in the order of the list, so that one pass settles them."""
    reached = list(follows)
    changed = True
    while changed:
        changed = False
        for place in range(len(reached) - 1, -1, -1):
            found = reached[place]
            for other in bits(follows[place]):
                found |= reached[other]
            changed = changed or found != reached[place]
            reached[place] = found
    return reached


def _check_ways_out(plan: JourneyMap, follows: Sequence[int], reached: Sequence[int], completing: Iterable[int]) -> None:
    """Refuse a cycle that planned journeys would never leave."""
    last = sum(1 << place for place in completing)
    for place, found in enumerate(reached):
        turns = found >> place & 1 and follows[place] & ~(1 << place)
        if turns and not found & last and all(reached[other] >> place & 1 for other in bits(found)):
            names = [touchpoint.name for touchpoint in plan.touchpoints]
            way = " → ".join(show_value(names[each]) for each in _round(place, follows))
            raise ModelError(
                f"the order of the plan cannot be decided: {way} is a cycle without a way out, so that nothing comes last.",
                hint="leave out the transition that closes it, add one that leads out of it, or name the goal among its touchpoints "
                "(goal_touchpoints=).",
                path="transitions",
            )


def _round(place: int, follows: Sequence[int]) -> list[int]:
    """Return a shortest way from a place back to itself."""
    ways = [[place]]
    seen: set[int] = set()
    for way in ways:
        for other in bits(follows[way[-1]]):
            if other == place and len(way) > 1:
                return [*way, place]
            if other not in seen and other != place:
                seen.add(other)
                ways.append([*way, other])
    return [place, place]


def _starts(path: Sequence[int], follows: Sequence[int], reached: Sequence[int]) -> Iterator[int]:
    """List the places that nothing leads to, and of each cycle that nothing leads into the first in the list."""
    before = [0] * len(follows)
    for place, after in enumerate(follows):
        for other in bits(after & ~(1 << place)):
            before[other] |= 1 << place
    for place in path:
        together = 1 << place
        if reached[place] >> place & 1:
            together |= sum(1 << other for other in bits(reached[place] & ~together) if reached[other] >> place & 1)
        entered = any(before[member] & ~together for member in bits(together))
        if not entered and next(bits(together)) == place:
            yield place


def _needed(path: Sequence[int], follows: Sequence[int], starts: frozenset[int]) -> list[int]:
    """Return the places that every way from a start to each place passes: its dominators, by iteration."""
    before: list[list[int]] = [[] for _ in follows]
    for place in path:
        for other in bits(follows[place]):
            before[other].append(place)
    everything = (1 << len(follows)) - 1
    needed = [1 << place for place in range(len(follows))]
    for place in set(path) - starts:
        needed[place] = everything
    changed = True
    while changed:
        changed = False
        for place in path:
            if place in starts:
                continue
            common = everything
            for earlier in before[place]:
                common &= needed[earlier]
            found = common | 1 << place
            changed = changed or found != needed[place]
            needed[place] = found
    return needed
