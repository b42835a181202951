"""Whether a result is one of the journeys that a report is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.errors import OptionError, show_value
from cxjourney.model.comparison import Comparison
from cxjourney.model.conformance import Conformance
from cxjourney.model.funnel import Funnel
from cxjourney.model.journey_groups import JourneyGroups
from cxjourney.model.paths import Variants
from cxjourney.model.trend import Trend

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxjourney.model.journey_map import JourneyMap


def check_results(journey_map: JourneyMap, results: Iterable[object]) -> None:
    """
    Refuse results of other journeys.

    Parameters
    ----------
    journey_map
        The map of the report.
    results
        What it is to show.

    Raises
    ------
    OptionError
        If a result names touchpoints, and the map has none of them.
    """
    known = {name for each in journey_map.touchpoints for name in (each.name, *each.aliases)}
    for result in results:
        named = _touchpoints(result)
        if known and named and named.isdisjoint(known):
            kind, title = type(result).__name__, show_value(journey_map.title)
            some = ", ".join(show_value(name) for name in sorted(named)[:3])
            raise OptionError(
                f"a result ({kind}) is of another map: {title} has none of its touchpoints ({some}).",
                hint="pass results of the journeys that the report's map shows.",
            )


def _touchpoints(result: object) -> set[str]:
    """Return the touchpoints that a result names; none where it names none or is of another type."""
    match result:
        case Comparison():
            found = [each.name for one in (result.before_map, result.after_map) if one is not None for each in one.touchpoints]
        case Conformance():
            found = [each.touchpoint for each in result.touchpoints if each.touchpoint]
        case Funnel():
            found = [name for each in result.steps for name in each.touchpoints]
        case JourneyGroups():
            found = [each.touchpoint for one in result.groups for each in one.representative]
        case Trend():
            found = [each.touchpoint for each in result.series if each.touchpoint]
        case Variants():
            found = [name for each in result.variants for name in each.touchpoints]
        case _:
            found = []
    return set(found)
