"""What is refused before anything is computed."""

from __future__ import annotations

from cxjourney.diagnosis.context import without_statistics
from cxjourney.errors import OptionError
from cxjourney.model.changes import Add, Change, Fix, Redirect, Remove
from cxjourney.model.findings import PainPoint
from cxjourney.model.journey_map import JourneyMap

KINDS = (Change, Fix, Remove, Redirect, Add)


def check_map(name: str, journey_map: object) -> None:
    """
    Refuse what is no map, and a measured map without its statistics.

    Parameters
    ----------
    name
        Name of the function that was called.
    journey_map
        What it was given first.
    """
    if not isinstance(journey_map, JourneyMap):
        message = f"{name} takes a JourneyMap first, found {type(journey_map).__name__}."
        raise TypeError(message)
    if journey_map.statistics is None and journey_map.origin != "hypothesis":
        raise without_statistics(journey_map)


def check_changes(changes: tuple[object, ...]) -> None:
    """
    Refuse what is no change, and no changes at all.

    Parameters
    ----------
    changes
        What was given.
    """
    for change in changes:
        if isinstance(change, PainPoint):
            message = "what_if takes changes, found a PainPoint; put it into cx.Fix(pain_point)."
            raise TypeError(message)
        if not isinstance(change, KINDS):
            message = f"what_if takes {', '.join(kind.__name__ for kind in KINDS)} after the map, found {type(change).__name__}."
            raise TypeError(message)
    if not changes:
        raise OptionError("there is nothing to forecast without a change.", hint="pass Change, Fix, Remove, Redirect or Add.")
