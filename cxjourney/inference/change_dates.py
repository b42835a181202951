"""The dates of an interval, to the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.day_intervals import SHORTEST, signed_root
from cxjourney.inference.day_series import inside
from cxjourney.inference.jackknife import divide

if TYPE_CHECKING:
    from cxjourney.inference.day_series import DaySeries

EDGE = 3.0
"""Standard errors by which an interval must differ from what came before it, and from what came after, to have both ends."""

_NEAR = 7


def refined_interval(days: DaySeries, start: int, end: int) -> tuple[int, int]:
    """
    Return the interval near to one found on a grid of lengths that stands out most.

    Parameters
    ----------
    days
        One series.
    start, end
        First day inside, first day after it.

    Examples
    --------
    >>> from cxjourney.inference.day_series import DaySeries
    >>> share = np.where((np.arange(60) >= 21) & (np.arange(60) < 38), 0.2, 0.5)
    >>> refined_interval(DaySeries(share[None] * 100, np.full((1, 60), 100.0)), 20, 40)
    (21, 38)
    """
    length = days.total.shape[1]
    near = max(_NEAR, (end - start) // 4)
    starts = np.arange(max(0, start - near), min(length, start + near) + 1) if start else np.array([0])
    ends = np.arange(max(0, end - near), min(length, end + near) + 1) if end < length else np.array([length])
    x, n, seen = (np.concatenate([[0.0], np.cumsum(each[0])]) for each in (days.total, days.count, days.count > 0))
    inside_x, inside_n, observed = (each[ends][None, :] - each[starts][:, None] for each in (x, n, seen))
    outside_x, outside_n = x[-1] - inside_x, n[-1] - inside_n
    share, rest = divide(inside_x, inside_n), divide(outside_x, outside_n)
    spread = divide(days.variance_at(share[None])[0], inside_n) + divide(days.variance_at(rest[None])[0], outside_n)
    gain = divide((share - rest) ** 2, spread)
    fits = (observed >= SHORTEST) & ~np.isnan(gain)
    if not fits.any():
        return start, end
    row, column = np.unravel_index(int(np.where(fits, gain, -1.0).argmax()), gain.shape)
    return int(starts[row]), int(ends[column])


def told_apart(days: DaySeries, start: int, end: int, *, inflation: float) -> tuple[int, int]:
    """
    Return an interval as a step that lasts where one of its ends is no change by itself.

    Parameters
    ----------
    days
        One series.
    start, end
        First day inside, first day after it.
    inflation
        Variance relative to that of independent observations.

    Examples
    --------
    >>> from cxjourney.inference.day_series import DaySeries
    >>> share = np.where(np.arange(120) < 70, 0.6, 0.4)
    >>> told_apart(DaySeries(share[None] * 100, np.full((1, 120), 100.0)), 9, 70, inflation=1.0)  # nothing happened on day 9
    (70, 120)
    """
    length = days.total.shape[1]
    if start == 0 or end == length:
        return start, end
    spans = (inside(length, np.array([first]), np.array([last])) for first, last in ((0, start), (start, end), (end, length)))
    before, during, after = spans
    roots = [float(signed_root(days, during, other)[0]) for other in (before, after)]
    sign = np.sign(float(signed_root(days, during, ~during)[0]))
    begins, ends = (sign * root >= EDGE * np.sqrt(inflation) for root in roots)
    if begins == ends:
        return start, end
    return (start, length) if begins else (end, length)
