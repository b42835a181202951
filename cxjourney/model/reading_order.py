"""Which way a stage is read: the order of its touchpoints that most moves follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.stage import Stage

MOST = 60
"""Stages with more touchpoints keep the order of the map."""


def reading_order(journey_map: JourneyMap) -> dict[str, tuple[int, int]]:
    """
    Return the place of each touchpoint: its stage, and its rank among those of the stage.

    Where moves were counted, a stage is read in the order that most of the moves inside it follow; a stated map is read
    as it was written. A move against this order goes back.

    Parameters
    ----------
    journey_map
        The map.
    """
    counts = {(move.source, move.target): move.count for move in journey_map.transitions if move.count}
    places: dict[str, tuple[int, int]] = {}
    for index, stage in enumerate(journey_map.stages):
        places |= {identifier: (index, rank) for rank, identifier in enumerate(_order(stage, counts))}
    return places


def _order(stage: Stage, counts: dict[tuple[str, str], int]) -> Sequence[str]:
    order = [touchpoint.id for touchpoint in stage.touchpoints]
    if len(order) > MOST:
        return order
    for _ in range(len(order)):
        changed = False
        for identifier in list(order):
            changed |= _lift(order, identifier, counts)
        if not changed:
            break
    return order


def _lift(order: list[str], identifier: str, counts: dict[tuple[str, str], int]) -> bool:
    """Move one touchpoint to where the most moves go with the order; return whether that changed anything."""
    here = order.index(identifier)
    best, gain = here, 0
    for step in (-1, 1):
        total, place = 0, here + step
        while 0 <= place < len(order):
            other = order[place]
            total += step * (counts.get((other, identifier), 0) - counts.get((identifier, other), 0))
            if total > gain:
                best, gain = place, total
            place += step
    if best != here:
        order.insert(best, order.pop(here))
    return best != here
