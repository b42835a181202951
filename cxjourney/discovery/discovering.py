"""Discover a journey map."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from cxjourney.arguments import whole_number
from cxjourney.discovery.assembly import assemble, part_notes
from cxjourney.discovery.filling import fill_plan
from cxjourney.errors import CxJourneyWarning, EmptyDataError, OptionError, show_value
from cxjourney.statistics import JourneyStatistics, measure
from cxjourney.statistics.resolve import check_rate, check_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.statistics.settings import MeasureSettings


def discover_map(
    events: EventLog | JourneyStatistics,
    *,
    title: str | None = None,
    max_touchpoints: int = 1_000,
    currency: str | None = None,
    level: float = 0.95,
    plan: JourneyMap | None = None,
    goal: str | Iterable[str] | None = None,
    ends: str | Iterable[str] | None = None,
    support: str | Iterable[str] | None = None,
    stages: Mapping[str, Iterable[str]] | None = None,
    journey_gap: timedelta | None = None,
    observed_until: datetime | None = None,
    part: tuple[int, int] | None = None,
    settings: MeasureSettings | None = None,
) -> JourneyMap:
    """
    Discover the map that a log describes.

    Parameters
    ----------
    events
        Checked event log, which is measured first, or statistics that were measured before.
    title
        Title of the map; by default one made from the goal.
    max_touchpoints
        How many touchpoints the map holds; the least visited beyond them are summed as one.
    currency
        Currency of the money in the log, such as ``"EUR"``.
    level
        Confidence level of the intervals.
    plan
        A hand-written map to fill with what was observed.
    goal, ends, support, stages, journey_gap, observed_until, part, settings
        As in `measure`; only for a log.

    Returns
    -------
    JourneyMap
        The map; it keeps its statistics beside it.

    Raises
    ------
    OptionError
        If a touchpoint does not occur in the log, or arguments of `measure` are given with statistics.
    EmptyDataError
        If there are no events.

    Warns
    -----
    CxJourneyWarning
        If statistics lack some parts of the customers; the map says so, too.

    See Also
    --------
    measure : the same arguments, explained.
    diagnose : finds the pain points of the map.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=500)
    >>> journey_map = cx.discover_map(shop.events, goal=shop.goal)
    >>> journey_map.origin, journey_map.total("customers")
    ('discovered', 500)
    """
    given: dict[str, Any] = {
        "goal": goal,
        "ends": ends,
        "support": support,
        "stages": stages,
        "journey_gap": journey_gap,
        "observed_until": observed_until,
        "part": part,
        "settings": settings,
    }
    max_touchpoints = whole_number("max_touchpoints", max_touchpoints, 1)
    check_rate("level", level)
    check_type("title", title, str, optional=True)
    if isinstance(events, JourneyStatistics):
        _refuse(given)
        statistics = events
        _look_at_parts(statistics)
    else:
        statistics = measure(events, plan=plan, **given)
    found = assemble(statistics, title=title, max_touchpoints=max_touchpoints, currency=currency, level=level)
    return found if plan is None else fill_plan(plan, found, title=title)


def _refuse(given: dict[str, Any]) -> None:
    """Say that statistics already hold what measuring was told."""
    wrong = sorted(name for name, value in given.items() if value is not None)
    if wrong:
        found = f"{wrong[0]}={show_value(given[wrong[0]])}"
        message = f"statistics are measured already; {', '.join(wrong)} cannot change them (found {found})."
        raise OptionError(message, hint="pass these arguments to measure().")


def _look_at_parts(statistics: JourneyStatistics) -> None:
    """Refuse a map of nobody, and warn of one that may pass for the whole."""
    if not statistics.customers:
        raise EmptyDataError("the statistics hold no customers.", hint="join them with those of other parts.")
    for note in part_notes(statistics):
        message = f"{note} The map is not one of all customers; JourneyStatistics.join() sees that no part is missing."
        warnings.warn(message, CxJourneyWarning, stacklevel=3)
