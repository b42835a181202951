"""Which parts of a log must be measured again, since their customers were active or not followed long enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.errors import StatisticsError
from cxjourney.ingest.event_log import EventLog
from cxjourney.statistics.journey_statistics import JourneyStatistics
from cxjourney.statistics.resolve import check_count, check_type, instant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def find_stale_parts(
    events: EventLog, kept: Iterable[JourneyStatistics], *, parts: int, observed_until: datetime | None = None
) -> tuple[tuple[int, int], ...]:
    """
    Return the parts of a log that must be measured again, so that the statistics of all parts are as new as the log.

    A part is left alone if its customers made as many visits as when it was measured, the first and the last at the same times, and if
    these were followed so long that a later end of the observation changes nothing (`JourneyStatistics.settled`).

    Parameters
    ----------
    events
        The whole log, as it is now.
    kept
        Statistics of single parts, measured before; parts that are not among them are returned, too.
    parts
        Into how many parts the customers are split.
    observed_until
        End of the observation, as it will be passed to `measure`; by default the last event.

    Returns
    -------
    tuple
        Pairs (index, number of parts) to be passed to `measure` as ``part=``.

    Raises
    ------
    OptionError
        If the number of parts is not positive.
    StatisticsError
        If something kept is not a single part of this split.

    Notes
    -----
    It takes one scan of the log. A visit that was changed without another one coming or going, and without being the first or last of its
    part, is not noticed.

    Examples
    --------
    >>> import cxjourney as cx
    >>> events = cx.datasets.sample_shop(customers=300).events
    >>> first = cx.measure(events, part=(0, 2))
    >>> cx.find_stale_parts(events, [first], parts=2)
    ((1, 2),)
    """
    check_type("events", events, EventLog)
    check_count("parts", parts, 1)
    found = _seen(events, parts)
    given = instant(observed_until, "observed_until")
    until = max((last for _, _, last in found.values()), default=0) if given is None else given
    known = _by_part(kept, parts)
    fresh = {index for index, statistics in known.items() if _is_fresh(statistics, found.get(index), until)}
    return tuple((index, parts) for index in range(parts) if index not in fresh)


def _seen(events: EventLog, parts: int) -> dict[int, tuple[int, int, int]]:
    """Return visits, first and last time of each part that has any."""
    rows = events.engine.rows(f"""
        SELECT c.bucket % {parts} AS part, count(*) AS visits, min(e.time) AS first_time, max(e.time) AS last_time
        FROM {events.relation} e JOIN {events.customer_relation} c ON c.customer = e.customer GROUP BY c.bucket % {parts}""")
    return {int(part): (int(visits), int(first), int(last)) for part, visits, first, last in rows}


def _by_part(kept: Iterable[JourneyStatistics], parts: int) -> dict[int, JourneyStatistics]:
    """Return statistics by the index of their part."""
    found: dict[int, JourneyStatistics] = {}
    for statistics in kept:
        check_type("kept", statistics, JourneyStatistics)
        if len(statistics.parts) != 1 or statistics.parts[0][1] != parts or statistics.parts[0][0] in found:
            held = ", ".join(f"{index} of {number}" for index, number in statistics.parts) or "the whole log"
            raise StatisticsError(
                f"expected single parts of {parts}, each once, found statistics of {held}.",
                hint="keep every part by itself and join them afterwards; after changing the number of parts measure all of them.",
            )
        found[statistics.parts[0][0]] = statistics
    return found


def _is_fresh(statistics: JourneyStatistics, seen: tuple[int, int, int] | None, until: int) -> bool:
    """Whether measuring again would give the same."""
    held = statistics.settings.observed_until
    if held > until or (held < until and not statistics.settled):
        return False
    if seen is None:
        return not statistics.customers
    return seen == (statistics.tables["totals"].total("visits"), *statistics.period)
