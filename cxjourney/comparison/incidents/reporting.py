"""Incidents as results: dates, figures before and during, and a sentence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.estimate import Estimate, Location
from cxjourney.inference.day_series import inside
from cxjourney.inference.intervals import difference, wilson
from cxjourney.inference.quantiles import t_quantile
from cxjourney.ingest.zones import from_microseconds
from cxjourney.model.incident import Incident
from cxjourney.statistics.periods import DAY
from cxjourney.wording import chance, figure, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from cxjourney.comparison.incidents.candidates import Candidates
    from cxjourney.comparison.incidents.placing import Placed
    from cxjourney.comparison.incidents.sums import TrendSums
    from cxjourney.comparison.incidents.unfolding import Hit

    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]

ENOUGH_BEFORE, SHARE_BEFORE = 28, 0.25
"""Days before a start, and their share of what was observed in it, that are enough to be what it is compared with."""

LEAST_POINTS, LEAST_RATIO, LEAST_VALENCE = 0.02, 1.25, 0.1
"""What counts as a change: two points or a quarter of a rate (or of its rest), a quarter of a time, a tenth of a valence point."""

LEAST_SECONDS = 1.0
"""Nobody waits for less."""

LEAST_VOLUME = 0.1
"""In a time in which fewer come than this share of the usual number, figures are of other customers."""

LATE = "; the time to the next step rose there as well, so that some of them may only have gone on later."
"""What is said of drop-off where times rose."""

_MILLI, _SECONDS = 1e-3, 1e-3
_METHOD = "daily sums, Wilson interval on the effective n"

_WORDS = {
    "going_on_rate": "going on",
    "drop_off_rate": "drop-off",
    "rework_rate": "visits that are repeated or go back",
    "escalation_rate": "visits passed to a person",
    "repeat_contact_rate": "contacts that come again",
    "reopened_rate": "requests opened again",
    "handoff_rate": "requests handed on",
    "transition_time_mean": "the usual time to the next step",
    "nps": "NPS",
    "csat": "CSAT",
    "ces1": "CES 1",
    "ces2": "CES 2",
}


def incidents(
    found: Sequence[Placed], hits: Sequence[Hit], groups: Sequence[Candidates], sums: TrendSums, *, level: float
) -> tuple[Incident, ...]:
    """
    Return incidents and improvements that are large enough to matter, in order of time.

    Parameters
    ----------
    found
        Incidents at their places.
    hits
        All intervals that are more than chance; the days before an incident are those without any.
    groups
        The series they were found in.
    sums
        The sums.
    level
        Confidence level of the intervals.
    """
    made = []
    for each in found:
        group = groups[each.hit.group]
        places = {(hit.group, hit.place) for hit in (each.hit, each.origin) if hit is not None}
        own = [hit for hit in hits if (hit.group, hit.place) in places]
        before_days, window = _days(each.hit, own, group)
        before, during = (_figure(group, each.hit, days, level) for days in (before_days, window))
        change = _change(before, during)
        if matters(group, each.hit, before_days, window) and change is not None and _apart(change):
            made.append(_incident(each, group, (before, during), change, sums.sums.periods.first_day))
    return told_late(sorted(made, key=lambda one: (one.start, one.kind, str(one.location))))


def told_late(found: Sequence[Incident]) -> tuple[Incident, ...]:
    """
    Return incidents, those of drop-off with a warning where the times of the same stage changed with them.

    Who needs longer than the horizon counts as gone: longer times alone make drop-off rise.

    Parameters
    ----------
    found
        Incidents.
    """
    return tuple(
        each.model_copy(update={"summary": each.summary.removesuffix(".") + LATE}) if may_be_late(each, found) else each for each in found
    )


def may_be_late(incident: Incident, found: Iterable[Incident]) -> bool:
    """
    Return whether an incident of drop-off lies in days in which the times of the same stage rose, too.

    Parameters
    ----------
    incident
        The incident.
    found
        All of them.
    """
    if incident.kind != "drop_off" or incident.better:
        return False
    return any(each.kind == "long_wait" and not each.better and _together(incident, each) for each in found)


def _together(one: Incident, other: Incident) -> bool:
    first, last = max(one.start, other.start), min(one.end or date.max, other.end or date.max)
    return one.stage == other.stage and first <= last


def _days(hit: Hit, own: Sequence[Hit], group: Candidates) -> tuple[Flags, Flags]:
    """Return the days before an incident, if they are enough, else all others without one; and those of the incident."""
    length = group.days.total.shape[1]
    window = inside(length, np.array([hit.start]), np.array([hit.end]))[0]
    other = np.zeros(length, dtype=np.bool_)
    for each in own:
        if each is not hit and (each.start, each.end) != (hit.start, hit.end):
            other[each.start : each.end] = True
    usual = ~window & ~other
    usual = usual if usual.any() else ~window
    before = usual & (np.arange(length) < hit.start)
    count = group.days.count[hit.place]
    least = SHARE_BEFORE * min(count[window].sum(), count[usual].sum())
    return (before if (count[before] > 0).sum() >= ENOUGH_BEFORE and count[before].sum() >= least else usual), window


def matters(group: Candidates, hit: Hit, before: Flags, during: Flags) -> bool:
    """
    Return whether a change is large enough to be reported.

    Parameters
    ----------
    group
        The series.
    hit
        The interval.
    before, during
        Flags of the days.
    """
    days = group.days.picked(np.array([hit.place]))
    was, became = (float(days.level(each[None])[0]) for each in (before, during))
    if np.isnan(was) or np.isnan(became) or (became - was) * group.worse * hit.statistic <= 0:
        return False
    visits = days.count[0]
    if visits[during].mean() < LEAST_VOLUME * visits[before].mean():
        return False  # hardly anybody comes, and who does is not who came before
    if group.metric is not None:
        return abs(became - was) >= LEAST_VALENCE
    if group.is_time:
        return abs(became - was) >= float(np.log(LEAST_RATIO)) and _seconds(max(was, became)) >= LEAST_SECONDS
    pairs = ((was, became), (1 - was, 1 - became))
    ratio = max(max(pair) / max(min(pair), 1e-9) for pair in pairs)
    return abs(became - was) >= LEAST_POINTS or ratio >= LEAST_RATIO


def _figure(group: Candidates, hit: Hit, days: Flags, level: float) -> Estimate:
    """Return a figure over some days, whose independent observations are fewer by the inflation."""
    one = group.days.picked(np.array([hit.place]))
    n = float(one.count[0][days].sum())
    if n <= 0:
        return Estimate.missing("share")
    reach = float(t_quantile(level, max(1.0, float(days.sum()) - 1)))
    if group.metric is not None and group.answers is not None:
        return _score(group, hit, days, n=n, reach=reach, level=level)
    value = float(one.level(days[None])[0])
    if group.is_time:
        half = reach * float(np.sqrt(np.asarray(one.spread)[0] * hit.inflation / n))
        low, high = (_seconds(end) for end in (value - half, value + half))
        method = "geometric mean, daily sums, t interval on logarithms"
        return Estimate(value=_seconds(value), low=low, high=high, level=level, n=round(n), unit="seconds", method=method)
    low, high = (float(end) for end in wilson(value, n / hit.inflation, reach))
    return Estimate(value=value, low=low, high=high, level=level, n=round(n), unit="share", method=_METHOD)


def _seconds(logarithm: float) -> float:
    return float(np.exp(min(logarithm + np.log(_SECONDS), 700)))


def _score(group: Candidates, hit: Hit, days: Flags, *, n: float, reach: float, level: float) -> Estimate:
    """Return a score as its series show it."""
    metric, sums = group.metric, {name: float(column[hit.place][: len(days)][days].sum()) for name, column in (group.answers or {}).items()}
    assert metric is not None  # noqa: S101 - only scores come here
    trials = n / hit.inflation
    if metric.kind == "csat":
        share = sums["favourable"] / n
        low, high = (float(end) for end in wilson(share, trials, reach))
        return Estimate(value=share, low=low, high=high, level=level, n=round(n), unit="share", method=_METHOD)
    method = "daily sums, t interval"
    if metric.kind == "nps":
        good, bad = sums["favourable"] / n, sums["unfavourable"] / n
        value, error, ends, unit = (
            100 * (good - bad),
            100 * float(np.sqrt(max(good + bad - (good - bad) ** 2, 0.0) / trials)),
            (-100.0, 100.0),
            "nps",
        )
    else:
        spread = float(np.asarray(group.days.spread)[hit.place])
        value, ends = sums["score_sum"] * _MILLI / n, (metric.low, metric.high)
        error, unit = float(np.sqrt(spread / trials)) * (metric.high - metric.low) / 4, f"{metric.low:g}–{metric.high:g}"
    low, high = max(ends[0], value - reach * error), min(ends[1], value + reach * error)
    return Estimate(value=value, low=min(low, value), high=max(high, value), level=level, n=round(n), unit=unit, method=method)


def _apart(change: Estimate) -> bool:
    """Return whether a change is told apart from none by its own interval."""
    none = 1.0 if change.unit == "ratio" else 0.0
    return change.low is not None and change.high is not None and not change.low <= none <= change.high


def _incident(each: Placed, group: Candidates, figures: tuple[Estimate, Estimate], change: Estimate, first_day: int) -> Incident:
    hit, (before, during) = each.hit, figures
    observed = int(np.flatnonzero(group.days.count[hit.place])[-1])
    start, last, searched = (from_microseconds(first_day + day * DAY).date() for day in (hit.start, hit.end - 1, observed))
    names = group.cells.names[hit.place]
    place = Location(**names)
    better = hit.statistic < 0
    end = None if hit.open else last
    sentence = _sentence(group.measure, place, (start, end), before, during)
    return Incident(
        kind=group.kind,
        measure=group.measure,
        **names,
        start=start,
        end=end,
        better=better,
        before=before,
        during=during,
        change=change,
        q_value=hit.q_value,
        searched_until=searched,
        touchpoints=each.touchpoints,
        summary=f"{sentence}, {chance(hit.q_value)}{_seen_at(each.touchpoints)}.",
    )


def _seen_at(touchpoints: tuple[str, ...]) -> str:
    """Return the touchpoints whose own figures show an incident of their stage, as the end of a sentence."""
    noun = "touchpoint" if len(touchpoints) == 1 else "touchpoints"
    return f"; seen at its {noun} {listed(touchpoints)}" if touchpoints else ""


def _change(before: Estimate, during: Estimate) -> Estimate | None:
    """Return during minus before, for times the ratio."""
    ends = [(each.value, each.low, each.high) for each in (during, before)]
    if any(part is None for one in ends for part in one):
        return None  # one of them cannot be said
    left, right = (tuple(np.array(part, dtype=np.float64) for part in one) for one in ends)
    ratio = before.unit == "seconds"
    if ratio:
        left, right = (tuple(np.log(part) for part in one) for one in (left, right))
    low, high = difference(left, right)  # type: ignore[arg-type]
    value = left[0] - right[0]
    found = [float(np.exp(part)) if ratio else float(part) for part in (value, low, high)]
    unit, method = ("ratio", "ratio of geometric means") if ratio else (before.unit, "difference of both figures")
    return Estimate(value=found[0], low=found[1], high=found[2], level=before.level, n=during.n, unit=unit, method=method)


def _sentence(measure: str, place: Location, dates: tuple[date, date | None], before: Estimate, during: Estimate) -> str:
    words = _WORDS.get(measure, measure.replace("_", " "))
    verb = "fell" if (during.value or 0) < (before.value or 0) else "rose"
    return f"{place}, {span(*dates)}: {words} {verb} from {figure(before)} to {figure(during)}"


def span(start: date, end: date | None) -> str:
    """
    Return two dates as people say them.

    Parameters
    ----------
    start, end
        First and last day; None while it goes on.

    Examples
    --------
    >>> from datetime import date
    >>> span(date(2026, 4, 9), date(2026, 5, 9)), span(date(2026, 4, 9), None)
    ('9 April to 9 May 2026', 'since 9 April 2026')
    """
    if end is None:
        return f"since {_day(start)} {start.year}"
    if end.year != start.year:
        return f"{_day(start)} {start.year} to {_day(end)} {end.year}"
    if (end.year, end.month) == (start.year, start.month):
        return f"{start.day} to {_day(end)} {end.year}" if end - start > timedelta(0) else f"{_day(end)} {end.year}"
    return f"{_day(start)} to {_day(end)} {end.year}"


_MONTHS = "January February March April May June July August September October November December".split()


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"
