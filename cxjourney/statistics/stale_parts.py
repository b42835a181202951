"""Which parts of a log must be measured again, since their customers were active, answered, or were not followed long enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.arguments import items_of, whole_number
from cxjourney.errors import OptionError, StatisticsError
from cxjourney.ingest.event_log import EventLog
from cxjourney.statistics.answer_weights import weight_sql
from cxjourney.statistics.journey_statistics import JourneyStatistics
from cxjourney.statistics.resolve import check_type, instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

MOST = 100_000
"""Parts that customers may be split into."""


def find_stale_parts(
    events: EventLog, kept: Iterable[JourneyStatistics], *, parts: int, observed_until: datetime | None = None
) -> tuple[tuple[int, int], ...]:
    """
    Return the parts of a log that must be measured again, so that the statistics of all parts are as new as the log.

    A part is left alone if its customers made as many visits as when it was measured, the first and the last at the same times, gave as
    many answers with the same sums of scores and weights, were asked as often, and brought the same money; and if they were followed so
    long that a later end of the observation changes nothing (`JourneyStatistics.settled`).

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
        If the number of parts is not positive, or larger than 100,000.
    StatisticsError
        If something kept is not a single part of this split.

    Notes
    -----
    It takes one scan of the log. Answers and money that arrive late are noticed, however old the visit is that they belong to. A visit that
    was changed otherwise, without another one coming or going, and without being the first or last of its part, is not.

    Examples
    --------
    >>> import cxjourney as cx
    >>> events = cx.datasets.sample_shop(customers=300).events
    >>> first = cx.measure(events, part=(0, 2))
    >>> cx.find_stale_parts(events, [first], parts=2)
    ((1, 2),)
    """
    check_type("events", events, EventLog)
    parts = whole_number("parts", parts, 1)
    if parts > MOST:
        message = f"parts={parts:,} is more than {MOST:,}, and each part is measured and kept by itself."
        raise OptionError(message, hint="a few hundred parts are enough for any log.")
    known = _by_part(kept, parts)
    unit = next((statistics.settings.weight_unit for statistics in known.values()), None)
    found = _seen(events, parts, unit)
    given = instant(observed_until, "observed_until")
    until = max((seen[2] for seen in found.values()), default=0) if given is None else given
    names = [metric.name for metric in events.metrics]
    fresh = {
        index
        for index, statistics in known.items()
        if _is_final(statistics, until) and statistics.settings.weight_unit == unit and _held(statistics, names) == found.get(index)
    }
    return tuple((index, parts) for index in range(parts) if index not in fresh)


def _seen(events: EventLog, parts: int, unit: int | None) -> dict[int, list[int]]:
    """Return what `_held` does of each part that has visits, from the log as it is now."""
    invited = "sum(CASE WHEN e.invited = 1 THEN 1 ELSE 0 END)" if "invited" in events.flags else "0"
    sums = ["count(*)", "min(e.time)", "max(e.time)", "count(e.value)", "sum(e.value)", invited, "0"]
    for index in range(len(events.metrics)):
        score = f"e.score_{index}"
        counted = "0" if unit is None else f"sum(CASE WHEN {score} IS NULL THEN 0 ELSE {weight_sql(unit, weighted=events.weighted)} END)"
        sums += [f"count({score})", f"sum({score})", counted]
    found = events.engine.sums(f"""
        SELECT c.bucket % {parts} AS part, {", ".join(f"coalesce({each}, 0) AS sum_{place}" for place, each in enumerate(sums))}
        FROM {events.relation} e JOIN {events.customer_relation} c ON c.customer = e.customer GROUP BY c.bucket % {parts}""")
    return {part: seen for part, *seen in zip(*(column.tolist() for column in found.values()), strict=True)}


def _held(statistics: JourneyStatistics, names: Sequence[str]) -> list[int] | None:
    """Return visits, first and last time, money, invitations, answers to no metric of the log and to each; None without customers."""
    if not statistics.customers:
        return None
    totals, scores, weighted = (statistics.tables[name] for name in ("totals", "scores", "weighted_scores"))
    held = [totals.total("visits"), *statistics.period, totals.total("valued"), totals.total("value")]
    answers: list[int] = []
    for name in names:
        codes = [code for code, metric in enumerate(statistics.metrics) if metric.name == name]
        own, counted = (table.where(np.isin(table["metric"], codes)) for table in (scores, weighted))
        answers += [own.total("n"), own.total("score_sum"), counted.total("n")]
    return [*held, statistics.tables["responses"].total("invited"), scores.total("n") - sum(answers[::3]), *answers]


def _by_part(kept: Iterable[JourneyStatistics], parts: int) -> dict[int, JourneyStatistics]:
    """Return statistics by the index of their part."""
    found: dict[int, JourneyStatistics] = {}
    for statistics in items_of("kept", kept, "statistics that measure() returned"):
        check_type("kept", statistics, JourneyStatistics)
        if len(statistics.parts) != 1 or statistics.parts[0][1] != parts or statistics.parts[0][0] in found:
            held = ", ".join(f"{index} of {number}" for index, number in statistics.parts) or "the whole log"
            raise StatisticsError(
                f"expected single parts of {parts}, each once, found statistics of {held}.",
                hint="keep every part by itself and join them afterwards; after changing the number of parts measure all of them.",
            )
        found[statistics.parts[0][0]] = statistics
    return found


def _is_final(statistics: JourneyStatistics, until: int) -> bool:
    """Whether measuring the same events again would give the same."""
    held = statistics.settings.observed_until
    return held == until or (held < until and statistics.settled)
