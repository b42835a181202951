"""Goals in money, and what is left after costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.estimate import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.simulation.figures import Figures

UNKNOWN_WORTH = "What a goal is worth is not known."


def revenue_change(figures: Figures, worth: NDArray | None, journeys: float) -> Estimate:  # type: ignore[type-arg]
    """
    Return the money that a change wins over all journeys.

    Parameters
    ----------
    figures
        The flow now and then.
    worth
        What a goal is worth, by chain; None where that is not known.
    journeys
        Number of journeys.
    """
    if worth is None:
        return Estimate.missing("money", method=UNKNOWN_WORTH)
    return figures.change("goal", scale=journeys * worth, unit="money")


def less_costs(revenue: Estimate, serving: Estimate, cost: float | None) -> Estimate:
    """
    Return what is left of revenue; half the widths of both intervals are added, because more goals often mean more contacts.

    Parameters
    ----------
    revenue
        Money won.
    serving
        Money that serving costs more.
    cost
        Money that the change costs; None where that is not known.
    """
    less = (serving.value or 0.0) + (cost or 0.0)
    wide = 0.0 if serving.low is None or serving.high is None else (serving.high - serving.low) / 2
    return revenue.replace(
        value=(revenue.value or 0.0) - less,
        low=None if revenue.low is None else revenue.low - less - wide,
        high=None if revenue.high is None else revenue.high - less + wide,
    )


def return_on(net: Estimate, cost: float) -> Estimate:
    """
    Return what is left as a multiple of the cost.

    Parameters
    ----------
    net
        What is left after all costs.
    cost
        Money that the change costs, more than nothing.
    """
    ends = {name: None if (value := getattr(net, name)) is None else value / cost for name in ("value", "low", "high")}
    return net.replace(**ends, unit="ratio")
