"""Differences in one plain sentence with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.diagnosis.sentences import chance, figure

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate

_WORDS = {
    "nps": "NPS",
    "csat": "CSAT",
    "ces1": "CES 1",
    "ces2": "CES 2",
    "transition_time_mean": "The usual time to the next step",
    "transition_time": "The median time to the next step",
    "transition_time_p90": "The time within which nine in ten go on",
    "time_spent": "The median time spent",
    "experience_mean": "The mean experience of a journey",
    "experience_peak_end": "The experience of the peak and the end",
}
_COUNTS = frozenset({"customers", "journeys", "visits", "goals", "touchpoints"})


def words(measure: str) -> str:
    """
    Return the name of a measure as it stands at the start of a sentence.

    Parameters
    ----------
    measure
        Its name in the results.

    Examples
    --------
    >>> words("goal_rate"), words("nps")
    ('Goal rate', 'NPS')
    """
    text = measure.replace("_", " ")
    return _WORDS.get(measure) or text[:1].upper() + text[1:]


def number(value: float, unit: str) -> str:
    """
    Return a figure as people say it, counts without decimals.

    Parameters
    ----------
    value
        The figure.
    unit
        Its unit.

    Examples
    --------
    >>> number(1_234.0, "customers"), number(0.5, "share"), number(12_345.6, "money")
    ('1,234', '50 %', '12,346')
    """
    if unit in _COUNTS or (unit == "money" and abs(value) >= 1_000):
        return f"{value:,.0f}".replace("-", "−") if float(value).is_integer() or abs(value) >= 1_000 else f"{value:.2f}".replace("-", "−")
    return figure(value, unit)


def change(estimate: Estimate) -> str:
    """
    Return a difference with its interval, shares in points.

    Parameters
    ----------
    estimate
        The difference.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> change(Estimate(value=-0.07, low=-0.091, high=-0.049, n=900, unit="share"))
    '−7.0 points [−9.1, −4.9]'
    >>> change(Estimate(value=1.5, low=1.2, high=1.9, n=900, unit="ratio"))
    '×1.50 [1.20, 1.90]'
    """
    if estimate.value is None:
        return "no data"
    ends = () if estimate.low is None or estimate.high is None else (estimate.low, estimate.high)
    if estimate.unit == "share":
        text, inside = f"{_signed(100 * estimate.value, 1)} points", [_signed(100 * end, 1) for end in ends]
    elif estimate.unit == "ratio":
        text, inside = f"×{estimate.value:.2f}", [f"{end:.2f}" for end in ends]
    else:
        places = 0 if abs(estimate.value) >= 1_000 or (estimate.unit in _COUNTS and float(estimate.value).is_integer()) else 2
        text, inside = _signed(estimate.value, places), [_signed(end, places) for end in ends]
    return f"{text} [{', '.join(inside)}]" if inside else text


def _signed(value: float, places: int) -> str:
    if round(value, places) == 0:
        return f"{0:.{places}f}"
    return f"{value:+,.{places}f}".replace("-", "−")


def sentence(measure: str, place: str, before: Estimate, after: Estimate, *, apart: Estimate, q_value: float | None = None) -> str:
    """
    Return a difference in one sentence.

    Parameters
    ----------
    measure
        Name of the measure.
    place
        Where, as `Location` says it.
    before, after, apart
        Both figures and their difference.
    q_value
        How sure that is.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> sides = Estimate(value=0.22, n=100, unit="share"), Estimate(value=0.15, n=90, unit="share")
    >>> apart = Estimate(value=-0.07, low=-0.091, high=-0.049, n=90, unit="share")
    >>> sentence("drop_off_rate", "Pay / Card", *sides, apart=apart, q_value=0.0001)
    'Drop off rate at Pay / Card fell from 22 % to 15 %: −7.0 points [−9.1, −4.9], q < 0.001.'
    """
    if before.value is None or after.value is None:
        return ""
    where = "" if place == "whole journey" else f" at {place}"
    verb = "rose" if after.value > before.value else "fell" if after.value < before.value else "stayed"
    figures = number(before.value, before.unit), number(after.value, after.unit)
    if verb == "stayed":
        return f"{words(measure)}{where} stayed at {figures[0]}."
    if figures[0] == figures[1]:
        return f"{words(measure)}{where} stayed at about {figures[0]}: {change(apart)}."
    sure = "" if q_value is None else f", {chance(q_value)}"
    return f"{words(measure)}{where} {verb} from {figures[0]} to {figures[1]}: {change(apart)}{sure}."
