"""What the pictures of a map are asked with, checked before anything is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.errors import OptionError
from cxjourney.model.findings import Diagnosis
from cxjourney.model.journey_map import JourneyMap
from cxjourney.render.characters import is_rtl

if TYPE_CHECKING:
    from cxjourney.render.words import Direction, Words


def check_arguments(function: str, journey_map: object, diagnosis: object, min_n: int) -> None:
    """
    Refuse what is no map or no diagnosis of it.

    Parameters
    ----------
    function
        What was called, for the message.
    journey_map, diagnosis, min_n
        What it was called with.

    Raises
    ------
    TypeError
        If an argument is of another type.
    OptionError
        If the diagnosis is of another map, or fewer than no answers are asked for.
    """
    if not isinstance(journey_map, JourneyMap):
        message = f"{function} takes a JourneyMap, found {type(journey_map).__name__}; make one with discover_map()"
        raise TypeError(message)
    if not isinstance(diagnosis, Diagnosis | None):
        message = f"diagnosis takes what diagnose() returns, found {type(diagnosis).__name__}"
        raise TypeError(message)
    if diagnosis is not None:
        _check_same_map(journey_map, diagnosis)
    if min_n < 0:
        raise OptionError(f"min_n must not be negative, found {min_n}.", hint="use 0 to show every answer.", value=str(min_n))


def _check_same_map(journey_map: JourneyMap, diagnosis: Diagnosis) -> None:
    """Refuse the diagnosis of another map, which would put its findings over the wrong places."""
    known = {entity.id for entity in (*journey_map.stages, *journey_map.touchpoints)}
    places = [pain.touchpoint_id or pain.stage_id for pain in diagnosis.pain_points] + [row.stage_id for row in diagnosis.friction_stages]
    strange = next((place for place in places if place is not None and place not in known), None)
    if strange is not None:
        message = f"the diagnosis is of another map: {journey_map.title!r} has no place {strange!r}."
        raise OptionError(message, hint="pass diagnosis=diagnose(journey_map).", value=strange)


def picture_direction(journey_map: JourneyMap, asked: Direction | None, language: Words | None) -> Direction:
    """
    Return which way a picture runs: as asked, else as its language is read, else as most of the map's names are.

    Parameters
    ----------
    journey_map
        What is drawn.
    asked
        The direction that was asked for, if any.
    language
        The language that was asked for, if any.

    Raises
    ------
    OptionError
        If the direction is not known.
    """
    if asked is not None:
        if asked not in {"ltr", "rtl"}:
            raise OptionError.for_choice("direction", asked, ["ltr", "rtl"])
        return asked
    if language is not None:
        return language.direction
    names = [journey_map.title, *(entity.name for entity in (*journey_map.stages, *journey_map.touchpoints))]
    return "rtl" if sum(is_rtl(name) for name in names) * 2 > len(names) else "ltr"
