"""Figures and their names in tables for people: times in readable units, shares in percent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate

_ACRONYM = 5
_UNITS = {"share", "seconds", "ratio"}


def measure_name(measure: str) -> str:
    """
    Return what a measure is called in the documentation and in pictures.

    Parameters
    ----------
    measure
        Its name in the results.

    Examples
    --------
    >>> [measure_name(name) for name in ("drop_off_rate", "transition_time_mean", "nps", "some_index")]
    ['Drop-off', 'Usual time to the next step', 'NPS', 'Some index']
    """
    from cxjourney.render.words import words as words_of  # noqa: PLC0415 - loads Pydantic, which other commands may not need

    words = words_of("en")
    for key in (f"heat.measure.{measure}", f"trend.measure.{measure}"):
        if words.has(key):
            return words(key)
    text = measure.replace("_", " ")
    return text.upper() if len(text) <= _ACRONYM else text[:1].upper() + text[1:]


def figure(estimate: Estimate) -> str:
    """
    Return a figure in its unit with its interval and the number behind it.

    Parameters
    ----------
    estimate
        The figure.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> figure(Estimate(value=791_654, low=754_227, high=830_938, n=1_697, unit="seconds"))
    '9.2 days [8.7, 9.6] n=1,697'
    """
    from cxjourney.diagnosis.sentences import with_interval  # noqa: PLC0415 - loads the engine, which the help does not need

    if estimate.value is None or estimate.unit not in _UNITS or estimate.method == "count":
        plain = str(estimate).replace("-", "−")
        return plain if estimate.n is None else plain.replace(f"n={estimate.n}", f"n={estimate.n:,}")
    return f"{with_interval(estimate)} {'stated' if estimate.n is None else f'n={estimate.n:,}'}"


def difference(estimate: Estimate) -> str:
    """
    Return a difference, that of shares in points.

    Parameters
    ----------
    estimate
        The difference.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> difference(Estimate(value=-0.602, low=-0.711, high=-0.457, n=63, unit="share"))
    '−60.2 points [−71.1, −45.7] n=63'
    """
    if estimate.value is None or estimate.unit != "share":
        return figure(estimate)
    text = f"{_points(estimate.value)} points"
    if estimate.low is not None and estimate.high is not None:
        text += f" [{_points(estimate.low)}, {_points(estimate.high)}]"
    return f"{text} {'stated' if estimate.n is None else f'n={estimate.n:,}'}"


def _points(share: float) -> str:
    return f"{100 * share:.1f}".replace("-", "−")
