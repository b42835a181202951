"""Differences in one plain sentence with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.wording import chance, change, number

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
    'Drop off rate at Pay / Card fell from 22% to 15%: −7.0 points (−9.1 to −4.9), q < 0.001.'
    """
    if before.value is None or after.value is None:
        return ""
    where = "" if place == "whole journey" else f" at {place}"
    verb = "rose" if after.value > before.value else "fell" if after.value < before.value else "stayed"
    figures = number(before.value, before.unit), number(after.value, after.unit)
    if verb == "stayed":
        return f"{words(measure)}{where} stayed at {figures[0]}."
    sure = "" if q_value is None else f", {chance(q_value)}"
    if figures[0] == figures[1]:
        nothing = 1.0 if apart.unit == "ratio" else 0.0
        is_apart = apart.low is not None and apart.high is not None and not apart.low <= nothing <= apart.high
        if is_apart:
            return f"{words(measure)}{where} {verb} by little, at about {figures[0]}: {change(apart)}{sure}."
        return f"{words(measure)}{where} stayed at about {figures[0]}: {change(apart)}."
    return f"{words(measure)}{where} {verb} from {figures[0]} to {figures[1]}: {change(apart)}{sure}."
