"""Figures and differences as the HTML tables of notebooks write them: with all that belongs to them, a dash where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney import wording

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate

NONE = "–"
"""Stands where there is no figure."""


def figure(estimate: Estimate | None, *, of: str = "", interval: bool = True) -> str:
    r"""
    Return a figure in its unit, with its interval and the number of observations.

    Parameters
    ----------
    estimate
        The figure; None gives a dash.
    of
        What is counted, where that is not clear from elsewhere.
    interval
        Whether to write the interval and the number of observations too.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> figure(Estimate(value=0.214, low=0.17, high=0.26, n=313, unit="share"))
    '21% (17% to 26%), n\xa0313'
    """
    if estimate is None or estimate.value is None:
        return NONE
    return wording.figure(estimate, of=of, interval=interval, n=interval, form="html")


def change(estimate: Estimate, *, interval: bool = True) -> str:
    r"""
    Return a difference with its sign, its interval and the number of observations.

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
    return NONE if estimate.value is None else wording.change(estimate, interval=interval, n=interval, form="html")
