"""The change of a total, split into what changed within its members and what changed in their shares."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from cxjourney.arguments import check_mapping, check_text
from cxjourney.errors import OptionError, show_value
from cxjourney.estimate import Estimate
from cxjourney.inference.jackknife import degrees_of_freedom, divide, leave_out, variance
from cxjourney.inference.quantiles import t_quantile
from cxjourney.model.differences import Split, SplitMember
from cxjourney.wording import change

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_LARGEST = 1e100
"""Products and sums of such numbers are finite."""

_METHOD = "rate and mix at mean shares and means, t interval over the folds"
_BY_HAND = "rate and mix at mean shares and means"


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """
    One side of a split.

    Parameters
    ----------
    sums, counts
        Numerators and denominators of the figure by member, with the folds as the last axis.
    """

    sums: Floats
    counts: Floats


def rate_and_mix(before: Mapping[str, tuple[float, float]], after: Mapping[str, tuple[float, float]], *, by: str = "member") -> Split:
    """
    Split the change of a weighted mean into what changed within its members and what changed in their shares.

    Parameters
    ----------
    before, after
        Value and weight of each member, by name. Weights need not add up to 1.
    by
        What the members are, for the result.

    Returns
    -------
    Split
        ``rate`` and ``mix``, which add up to ``total`` exactly, and what each member contributes.

    Raises
    ------
    OptionError
        If a weight is negative, a number is not finite, or a side has no weight.

    See Also
    --------
    compare : splits every total of two measured sides, with intervals.

    Notes
    -----
    ΔM = Σ w̄·Δm + Σ m̄·Δw with the mean of both sides as w̄ and m̄ [1]_, so that the result does not depend on which side comes first up
    to its sign. Members that only one side has are mix. The mix of a member counts how far it lies from the mean of both totals.

    References
    ----------
    .. [1] Kitagawa, E. M. (1955). Components of a difference between two rates. JASA 50(272).

    Examples
    --------
    >>> split = rate_and_mix({"A": (80, 2), "B": (0, 1)}, {"A": (84, 1), "B": (6, 5)})
    >>> [round(each.value, 2) for each in (split.rate, split.mix, split.total)]
    [5.17, -39.5, -34.33]
    """
    check_text("by", by)
    for role, side in (("before", before), ("after", after)):
        check_mapping(role, side, meaning='names to a value and a weight, such as {"A": (80, 2)}', optional=False)
    names = list(dict.fromkeys([*before, *after]))
    sides = [Members(*_given(side, names, role)) for side, role in ((before, "before"), (after, "after"))]
    return split_change(sides[0], sides[1], names, by=by, unit="", scale=1.0, level=None)


def _given(side: Mapping[str, tuple[float, float]], names: Sequence[str], role: str) -> tuple[Floats, Floats]:
    """Return values times weights, and weights, by name."""
    for name, pair in side.items():
        _check_pair(f"{role}[{show_value(name)}]", pair)
    pairs = np.array([side.get(name, (0.0, 0.0)) for name in names], dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(pairs).all() or (pairs[:, 1] < 0).any():
        wrong = next(name for name, (value, weight) in side.items() if not np.isfinite([value, weight]).all() or weight < 0)
        raise OptionError(
            f"{role}[{show_value(wrong)}] must be a finite value and a weight of at least 0.", hint='for example {"A": (80, 2)}.'
        )
    if not pairs[:, 1].sum() > 0:
        raise OptionError(f"{role} has no weight.", hint='for example {"A": (80, 2), "B": (0, 1)}.')
    return (pairs[:, 0] * pairs[:, 1])[:, None], pairs[:, 1:]


def _check_pair(place: str, pair: object) -> None:
    """Refuse what is no value with its weight."""
    numbers: list[Any] = list(pair) if isinstance(pair, (tuple, list, np.ndarray)) and len(pair) == 2 else [None]
    if any(isinstance(number, bool) or not isinstance(number, Real) for number in numbers):
        message = f"{place} is a value and a weight, such as (80, 2), found {show_value(pair)}"
        raise TypeError(message)
    if any(_LARGEST < abs(number) < inf for number in numbers):
        raise OptionError(f"{place} is too large to be counted with.", hint="give both sides in larger units.")


def split_change(before: Members, after: Members, names: Sequence[str], *, by: str, unit: str, scale: float, level: float | None) -> Split:
    """
    Return the change of a total, split.

    Parameters
    ----------
    before, after
        Both sides with the same members.
    names
        Names of the members.
    by
        What they are.
    unit
        Unit of the figure.
    scale
        What the quotients are multiplied with, such as 100 for NPS.
    level
        Confidence level; None gives no intervals.

    Notes
    -----
    Both sides leave out the same fold of customers at a time, so that customers who are on both sides are accounted for.
    """
    parts = [_values(side, scale) for side in (before, after)]
    shares, values, totals = zip(*parts, strict=True)
    present = [each > 0 for each in shares]
    both = present[0] & present[1]
    mean_share = (shares[0] + shares[1]) / 2
    centre = (totals[0] + totals[1]) / 2
    inside = [np.nan_to_num(each) for each in values]
    rate = np.where(both, mean_share * (inside[1] - inside[0]), 0.0)
    level_of = np.where(both, (inside[0] + inside[1]) / 2, np.where(present[1], inside[1], inside[0]))
    mix = (level_of - centre) * (shares[1] - shares[0])
    whole = totals[1] - totals[0]
    summed_rate = rate.sum(axis=0)
    figures = {"rate": summed_rate, "mix": whole - summed_rate, "total": whole}
    counts = [side.counts.sum(axis=0) for side in (before, after)]
    made = {name: _estimate(replicates, counts, unit, level) for name, replicates in figures.items()}
    members = [
        SplitMember(
            name=name,
            before=float(inside[0][place, 0]) if present[0][place, 0] else None,
            after=float(inside[1][place, 0]) if present[1][place, 0] else None,
            share_before=min(float(shares[0][place, 0]), 1.0),
            share_after=min(float(shares[1][place, 0]), 1.0),
            rate=float(rate[place, 0]),
            mix=float(mix[place, 0]),
        )
        for place, name in enumerate(names)
        if present[0][place, 0] or present[1][place, 0]
    ]
    return Split(by=by, **made, members=tuple(members), note=_note(by, **made))


def _values(side: Members, scale: float) -> tuple[Floats, Floats, Floats]:
    """Return shares, figures and the total of a side, on all customers and without each fold."""
    sums, counts = ((leave_out(each) if each.shape[-1] > 1 else each) for each in (side.sums, side.counts))
    every = counts.sum(axis=0)
    return (
        np.nan_to_num(divide(counts, np.broadcast_to(every, counts.shape))),
        scale * divide(sums, counts),
        scale * divide(sums.sum(axis=0), every),
    )


def _estimate(replicates: Floats, counts: Sequence[ArrayLike], unit: str, level: float | None) -> Estimate:
    value = float(replicates[0])
    if level is None:
        return Estimate(value=value, unit=unit, method=_BY_HAND)
    df = min(float(degrees_of_freedom(each)) for each in counts)
    half = float(t_quantile(level, df) * np.sqrt(variance(replicates)))
    n = round(float(min(np.asarray(each).sum() for each in counts)))
    return Estimate(value=value, low=value - half, high=value + half, level=level, n=n, unit=unit, method=_METHOD)


def _note(by: str, *, rate: Estimate, mix: Estimate, total: Estimate) -> str:
    """Return a warning where the shares turn the sign of the change."""
    within, whole = rate.value or 0.0, total.value or 0.0
    sure = all(each.low is None or each.high is None or each.low > 0 or each.high < 0 for each in (rate, mix))
    if within * whole >= 0 or not sure:
        return ""
    verbs = ("rose", "fell") if within > 0 else ("fell", "rose")
    return (
        f"Mind the mix: by {by} the figure {verbs[0]}, {change(rate)}; the total {verbs[1]}, {change(total)}, "
        f"only because the shares changed, {change(mix)}."
    )
