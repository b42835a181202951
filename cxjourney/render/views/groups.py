"""Whose emotion is drawn: everybody's, that of personas and segments, and that of the map it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.arguments import texts_of
from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxjourney.estimate import Estimate
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.touchpoint import Touchpoint

GROUPS = 3
"""Groups that one emotion lane can hold beside everybody."""


@dataclass(frozen=True, slots=True)
class Group:
    """
    A persona or a segment whose emotion has a curve of its own.

    Parameters
    ----------
    name
        What it is called.
    persona, segment
        Its identifier; a persona may belong to a segment.
    """

    name: str
    persona: str | None = None
    segment: str | None = None

    def emotion(self, touchpoint: Touchpoint) -> Estimate | None:
        """Return how this group feels at a touchpoint: measured, else as stated, else None."""
        measured = touchpoint.measure("valence", segment=self.segment) if self.segment else None
        if measured is not None:
            return measured
        for reading in touchpoint.emotions:
            is_own = (self.persona and reading.persona == self.persona) or (self.segment and reading.segment == self.segment)
            if is_own and reading.channel is None:
                return reading.as_estimate()
        return None


def chosen_groups(journey_map: JourneyMap, asked: str | Iterable[str]) -> tuple[Group, ...]:
    """
    Return the personas and segments of these names.

    Parameters
    ----------
    journey_map
        The map.
    asked
        Names or identifiers; one may be given as it is.

    Raises
    ------
    OptionError
        If one is not in the map, or there are more than an emotion lane can hold.
    """
    names = texts_of("groups", asked, "names of personas and segments")
    known = [(persona, Group(persona.name, persona.id, persona.segment)) for persona in journey_map.personas]
    segments = [(segment, Group(segment.name, None, segment.id)) for segment in journey_map.segments]
    found: list[Group] = []
    for name in names:
        group = next((group for entity, group in (*known, *segments) if name in {entity.id, entity.name}), None)
        if group is None:
            raise OptionError.for_choice("groups", name, [entity.name for entity, _ in (*known, *segments)])
        found.append(group)
    if len(found) > GROUPS:
        raise OptionError(
            f"an emotion lane holds the curves of at most {GROUPS} groups, found {len(found)}.",
            hint="draw several maps, or the heat map by segment.",
            value=str(len(found)),
        )
    return tuple(dict.fromkeys(found))


def everybody(touchpoint: Touchpoint) -> Estimate | None:
    """Return how people feel at a touchpoint where no group is meant: measured, else as stated, else None."""
    measured = touchpoint.measure("valence")
    if measured is not None:
        return measured
    readings = (reading for reading in touchpoint.emotions if reading.channel is reading.persona is reading.segment is None)
    return next((reading.as_estimate() for reading in readings), None)
