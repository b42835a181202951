"""How pictures of paths and funnels write shares, times and their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.render.words import Words

_SMALL = 0.1


def written(estimate: Estimate, words: Words) -> str:
    """
    Return a share or a time as people write it.

    Parameters
    ----------
    estimate
        A figure with a value.
    words
        The language.
    """
    return _in_unit(estimate.value or 0.0, estimate, words)


def _in_unit(value: float, estimate: Estimate, words: Words) -> str:
    """Return a figure or an end of its interval; both of a small share have a decimal."""
    if estimate.unit == "seconds":
        return words.numerals.duration(value)
    return words.numerals.percent(value, 1 if value and (estimate.value or 0.0) < _SMALL else 0)


def interval(estimate: Estimate, words: Words) -> str:
    """
    Return the interval of a share or a time, empty where there is none.

    Parameters
    ----------
    estimate
        The figure.
    words
        The language.
    """
    if estimate.low is None or estimate.high is None:
        return ""
    return words.numerals.between(*(_in_unit(end, estimate, words) for end in (estimate.low, estimate.high)))
