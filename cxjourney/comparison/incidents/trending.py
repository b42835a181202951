"""Follow the figures of a journey over time and date what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.comparison.incidents.candidates import candidates
from cxjourney.comparison.incidents.measures import follow_up
from cxjourney.comparison.incidents.placing import placed
from cxjourney.comparison.incidents.reporting import incidents, may_be_late, span
from cxjourney.comparison.incidents.searching import search
from cxjourney.comparison.incidents.series import complete, said, trend_series
from cxjourney.comparison.incidents.sums import TrendSums
from cxjourney.comparison.incidents.untested import marked, untested, unweighted
from cxjourney.ingest.zones import from_microseconds
from cxjourney.model.trend import Trend, TrendPeriod
from cxjourney.statistics.period_run import period_sums
from cxjourney.statistics.periods import DAY
from cxjourney.statistics.resolve import check_rate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime, timedelta

    from cxjourney.comparison.incidents.candidates import Candidates
    from cxjourney.comparison.incidents.searching import Search
    from cxjourney.ingest.event_log import EventLog
    from cxjourney.model.channel import ChannelKind
    from cxjourney.model.incident import Incident
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.statistics.period_run import PeriodSums
    from cxjourney.statistics.periods import Every
    from cxjourney.statistics.settings import MeasureSettings


def trend(
    events: EventLog,
    *,
    every: Every | timedelta = "month",
    goal: str | Iterable[str] | None = None,
    ends: str | Iterable[str] | None = None,
    support: str | Iterable[str] | None = None,
    stages: Mapping[str, Iterable[str]] | None = None,
    plan: JourneyMap | None = None,
    channels: Mapping[str, ChannelKind] | None = None,
    journey_gap: timedelta | None = None,
    repeat_within: timedelta | None = None,
    observed_until: datetime | None = None,
    settings: MeasureSettings | None = None,
    false_alarm: float = 0.05,
    level: float = 0.95,
) -> Trend:
    """
    Follow every figure of a journey by period, and date what went wrong.

    Parameters
    ----------
    events
        Checked event log.
    every
        Length of a period: ``"day"``, ``"week"`` (from Monday), ``"month"``, ``"quarter"`` or a timedelta. Incidents are searched by day,
        whatever the periods are. Days and periods begin at midnight UTC.
    goal, ends, support, stages, plan, channels, journey_gap, repeat_within, observed_until, settings
        As in `measure`.
    false_alarm
        Probability of any incident or improvement in a log in which nothing changed, at most; see the notes for what that allows.
    level
        Confidence level of the intervals.

    Returns
    -------
    Trend
        Series of figures, incidents, improvements, and what could not be searched.

    Raises
    ------
    OptionError
        If an argument does not fit the log, or the log holds fewer than two periods.
    EmptyDataError
        If the log holds no events.

    See Also
    --------
    compare : two periods in all their differences.
    render_trend : draws it.

    Notes
    -----
    *Periods.* A visit counts in the period it happened in, a journey's stay in a stage in that of its first visit there, a journey in
    that of its start. What comes after counts only within a fixed time (the horizon after a visit, the stage window after an
    entry, the journey window after a start), so that early periods are not followed for longer than late ones; periods whose
    customers were not followed that long cannot be said yet.

    *Incidents.* Going on from stages, repeated visits, escalations, contacts, times and scores are searched by day: in each stage, in its
    channels and segments, at its touchpoints. The interval of days that stands out most is compared with noise that has the same
    dispersion from day to day and autocorrelation, after the days of the week are taken out; the days at both ends of a series in which
    less than half as many came as usual are left out, since only quick customers are there at first, and slow ones at last; so are days
    whose customers would have to be followed into three or more days on which nothing at all was recorded. P-values are
    corrected over all series (Holm). An incident is reported once, at the place that explains it: the channels or segments of one column
    if the rest of the stage without them shows nothing. Changes of less than two points and a quarter (times a quarter, scores a tenth of
    a point of valence) are left out. A season, a campaign or a slow drift is a change, too: an incident says when, not why.

    *False alarms.* Their bound held for days that depend on the day before with an autocorrelation of up to 0.4 (single series) or 0.5
    (whole logs). Longer spells look like incidents: at 0.7, one set of 60 series in five to twelve held a false alarm.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> found = cx.trend(shop.events, every="month", goal=shop.goal)
    >>> [period.name for period in found.periods], found.incidents
    (['2026-04', '2026-05', '2026-06'], ())
    """
    check_rate("false_alarm", false_alarm)
    check_rate("level", level)
    given: dict[str, object] = {
        "goal": goal,
        "ends": ends,
        "support": support,
        "stages": stages,
        "channels": channels,
        "journey_gap": journey_gap,
        "repeat_within": repeat_within,
        "observed_until": observed_until,
    }
    counted = period_sums(events, given, every=every, plan=plan, settings=settings)
    sums = TrendSums(counted)
    groups = candidates(sums)
    searched = search(groups, sums, false_alarm=false_alarm)
    found = incidents(placed(searched.hits, groups, sums), searched.hits, groups, sums, level=level)
    return Trend(
        every=counted.periods.every,
        periods=_periods(counted),
        series=marked(trend_series(sums, level=level), groups, searched),
        incidents=tuple(each for each in found if not each.better),
        improvements=tuple(each for each in found if each.better),
        false_alarm=false_alarm,
        level=level,
        searched_until=_searched_until(groups, searched, counted),
        tested=searched.count,
        untested=(*untested(groups, searched), *unweighted(events)),
        notes=_notes(sums, found),
    )


def _periods(counted: PeriodSums) -> tuple[TrendPeriod, ...]:
    edges = [from_microseconds(edge) for edge in counted.periods.edges]
    return tuple(
        TrendPeriod(name=name, start=start, end=end, complete=whole)
        for name, start, end, whole in zip(counted.periods.names, edges[:-1], edges[1:], complete(counted), strict=True)
    )


def _searched_until(groups: Iterable[Candidates], searched: Search, counted: PeriodSums) -> date | None:
    """Return the last day on which going on from stages was searched, where it was not, the last one of any figure."""
    tested = [(group, rows) for group, rows in zip(groups, searched.tested, strict=True) if rows.any()]
    tested = [(group, rows) for group, rows in tested if group.measure == "going_on_rate"] or tested
    last = max((int(np.flatnonzero(group.days.count[rows].any(axis=0))[-1]) for group, rows in tested), default=None)
    return None if last is None else from_microseconds(counted.periods.first_day + last * DAY).date()


def _notes(sums: TrendSums, found: Sequence[Incident]) -> tuple[str, ...]:
    touchpoints, members = sums.left_out()
    notes = []
    if touchpoints:
        notes.append(f"{touchpoints:,} touchpoints with the fewest visits are not followed by themselves.")
    if members:
        notes.append(f"{members:,} channels and segments with the fewest visits are not followed by themselves.")
    if found:
        notes.append(
            "Rates and times also change when other customers come, such as new ones for returning ones: that mix is not taken out here;"
            " compare() tells both apart."
        )
    if any(may_be_late(each, found) for each in found):
        notes.append("Drop-off rose where the time to the next step rose as well: customers who only go on later than usual count as gone.")
    notes += _silence_notes(sums)
    window = sums.sums.journey_window // DAY
    if sums.sums.settings.goal and window >= sums.sums.periods.days // 2:
        known = said(sums.sums, "journey")
        told = f"of {known:,} periods only" if known else "of no period"
        notes.append(
            f"Goals count within {window:,} days of the start of a journey, half of the log or more: the goal rate can be said {told}."
        )
    late = follow_up(sums.sums, "stage")
    if late > DAY:
        days = -(-late // DAY)
        notes.append(f"Going on from a stage is known after {days:,} days: an incident shows that much later.")
    return tuple(notes)


def _silence_notes(sums: TrendSums) -> list[str]:
    notes = []
    for start, end in sums.silences:
        first, last = (from_microseconds(sums.sums.periods.first_day + day * DAY).date() for day in (start, end - 1))
        notes.append(
            f"{span(first, last)}: nothing was recorded. Customers of the days before were lost from sight: those days are not searched,"
            " and figures of their periods may be too low."
        )
    return notes
