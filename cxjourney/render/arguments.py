"""What pictures are asked with, checked before anything is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from cxjourney.arguments import LARGEST, check_choice, check_text, whole_number
from cxjourney.errors import OptionError
from cxjourney.model.findings import Diagnosis
from cxjourney.model.journey_map import JourneyMap
from cxjourney.render.characters import is_rtl
from cxjourney.render.views.source import prose
from cxjourney.render.words import Direction, words

if TYPE_CHECKING:
    from collections.abc import Collection
    from types import UnionType

    from cxjourney.render.words import Words


def check_arguments(function: str, journey_map: JourneyMap, diagnosis: Diagnosis | None, min_n: int) -> None:
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
    check_map(function, journey_map)
    if diagnosis is not None:
        check_result("diagnosis", diagnosis, Diagnosis, "diagnose()")
        _check_same_map(journey_map, diagnosis)
    whole_number("min_n", min_n, 0, most=LARGEST)


def check_map(name: str, given: object) -> None:
    """
    Refuse what is no map.

    Parameters
    ----------
    name
        The function or argument that takes it, for the message.
    given
        What was given.

    Raises
    ------
    TypeError
        If it is of another type.
    """
    if not isinstance(given, JourneyMap):
        message = f"{name} takes a JourneyMap, found {type(given).__name__}; make one with discover_map()"
        raise TypeError(message)


def check_result(name: str, given: object, kind: type | UnionType, makers: str) -> None:
    """
    Refuse what is no result of a kind.

    Parameters
    ----------
    name
        The function or argument that takes it, for the message.
    given
        What was given.
    kind
        Its type.
    makers
        The functions that return it.

    Raises
    ------
    TypeError
        If it is of another type.
    """
    if not isinstance(given, kind):
        message = f"{name} takes what {makers} returns, found {type(given).__name__}"
        raise TypeError(message)


def _check_same_map(journey_map: JourneyMap, diagnosis: Diagnosis) -> None:
    """Refuse the diagnosis of another map, which would put its findings over the wrong places."""
    known = {entity.id for entity in (*journey_map.stages, *journey_map.touchpoints)}
    places = [pain.touchpoint_id or pain.stage_id for pain in diagnosis.pain_points] + [row.stage_id for row in diagnosis.friction_stages]
    strange = next((place for place in places if place is not None and place not in known), None)
    if strange is not None:
        message = f"the diagnosis is of another map: {journey_map.title!r} has no place {strange!r}."
        raise OptionError(message, hint="pass diagnosis=diagnose(journey_map).", value=strange)


def picture_direction(names: Collection[str], asked: Direction | None, language: Words | None) -> Direction:
    """
    Return which way a picture runs: as asked, else as its language is read, else as most of its names are.

    Parameters
    ----------
    names
        The names that it shows.
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
        check_choice("direction", asked, get_args(Direction))
        return asked
    if language is not None:
        return language.direction
    return "rtl" if sum(map(is_rtl, names)) * 2 > len(names) else "ltr"


def picture_title(asked: str | None) -> str | None:
    """
    Return the title that was asked for as it is drawn, or None where nothing can be seen of it.

    Parameters
    ----------
    asked
        What was asked for, if anything.

    Raises
    ------
    TypeError
        If it is no text.

    Examples
    --------
    >>> picture_title("Paying, today"), picture_title(" ")
    ('Paying, today', None)
    """
    check_text("title", asked)
    return prose(asked)


def picture_words(names: Collection[str], locale: str | None, direction: Direction | None) -> Words:
    """
    Return the words of a picture, which run as the picture does.

    Parameters
    ----------
    names
        The names that it shows.
    locale, direction
        What was asked for, if anything.

    Raises
    ------
    OptionError
        If the locale or the direction is not known.

    Examples
    --------
    >>> picture_words({"پرداخت"}, None, None).direction, picture_words({"پرداخت"}, "en", None).direction
    ('rtl', 'ltr')
    """
    language = words("en" if locale is None else locale)
    return replace(language, direction=picture_direction(names, direction, language if locale else None))


def names_of(journey_map: JourneyMap) -> list[str]:
    """
    Return the names that pictures of a map show.

    Parameters
    ----------
    journey_map
        The map.
    """
    return [journey_map.title, *(entity.name for entity in (*journey_map.stages, *journey_map.touchpoints))]
