"""Figures and differences as the HTML tables of notebooks write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.numerals import ENGLISH

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate

NONE = "–"
"""Stands where there is no figure."""


def figure(estimate: Estimate | None, *, interval: bool = True) -> str:
    r"""
    Return a figure in its unit, with its interval.

    Parameters
    ----------
    estimate
        The figure; None gives a dash.
    interval
        Whether to write the interval and the number of observations too.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> figure(Estimate(value=0.214, low=0.17, high=0.26, n=313, unit="share"))
    '21.4% (17.0% to 26.0%), n\xa0313'
    """
    if estimate is None or estimate.value is None:
        return NONE
    text = _number(estimate.value, estimate.unit)
    if not interval or estimate.method == "count":
        return text
    if estimate.low is not None and estimate.high is not None:
        text += f" ({_number(estimate.low, estimate.unit)} to {_number(estimate.high, estimate.unit)})"
    return f"{text}, stated" if estimate.n is None else f"{text}, {ENGLISH.count(estimate.n)}"


def money_figure(estimate: Estimate) -> str:
    r"""
    Return an amount of money with its interval, in the currency that its unit names, else "in money".

    Parameters
    ----------
    estimate
        The amount.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> money_figure(Estimate(value=10_423, low=9_000, high=12_000, n=313, unit="EUR"))
    '10,423 EUR (9,000 to 12,000), n\xa0313'
    """
    amount = figure(estimate.replace(unit="money"))
    if estimate.unit in {"", "money"}:
        return f"{amount} in money"
    first, *rest = amount.split(" ", 1)
    return " ".join([first.rstrip(","), f"{estimate.unit}{',' if first.endswith(',') else ''}", *rest])


def change(estimate: Estimate, *, interval: bool = True) -> str:
    r"""
    Return a difference in its unit, that of shares in points.

    Parameters
    ----------
    estimate
        The difference.
    interval
        Whether to write the interval and the number of observations too.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> change(Estimate(value=-0.602, low=-0.711, high=-0.457, n=63, unit="share"))
    '−60.2 points (−71.1 to −45.7), n\xa063'
    """
    if estimate.unit != "share" or estimate.value is None:
        return figure(estimate, interval=interval)
    text = f"{ENGLISH.fixed(100 * estimate.value, 1)} points"
    if not interval:
        return text
    if estimate.low is not None and estimate.high is not None:
        text += f" ({ENGLISH.fixed(100 * estimate.low, 1)} to {ENGLISH.fixed(100 * estimate.high, 1)})"
    return text if estimate.n is None else f"{text}, {ENGLISH.count(estimate.n)}"


def _number(value: float, unit: str) -> str:
    if unit == "share":
        return ENGLISH.percent(value, 1)
    if unit == "seconds" and value >= 0:
        return ENGLISH.duration(value)
    if unit == "ratio":
        return f"×{ENGLISH.fixed(value, 2)}"
    return ENGLISH.fixed(value, 0 if unit in {"severity", "customers", "journeys", "visits", "money", "touchpoints"} else 2)
