"""Forecasts in plain sentences with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.diagnosis.sentences import figure, with_interval
from cxjourney.simulation.assumptions import assumed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.estimate import Estimate
    from cxjourney.model.chain_fit import ChainFit
    from cxjourney.model.changes import AnyChange, Fix
    from cxjourney.model.findings import Basis
    from cxjourney.model.forecast import RankedFix

ASSOCIATION = (
    "Part of it is what goes with waits, scores or channels when similar customers are compared: an association, not what changing them is "
    "known to cause."
)
STATED = "All of it follows from figures that the map states; nobody measured them."
POOR = "Do not rely on it: {fit}"
WORTH_SAYING = 0.005
"""Smaller changes of the time, as a share of it, are not said."""


def forecast_summary(
    changes: Sequence[AnyChange],
    figures: dict[str, Estimate],
    *,
    basis: Basis,
    fit: ChainFit | None,
    currency: str | None,
) -> str:
    """
    Return a forecast in a few sentences.

    Parameters
    ----------
    changes
        What is changed.
    figures
        The figures of the forecast by name.
    basis
        What it rests on.
    fit
        How well the chain describes the journeys.
    currency
        Currency of the money.
    """
    what = f"After {_named(changes)}"
    rate = figures["goal_rate"]
    if rate.value is None:
        text = f"{what}, what becomes of the goal cannot be said: {rate.method}"
    else:
        now = figure(figures["baseline_goal_rate"].value or 0.0, "share")
        text = f"{what}, {with_interval(rate)} of journeys would reach the goal instead of {now}: {points(figures['goal_rate_change'])}"
        text += (
            "".join(f", {part}" for part in (_goals(figures["goals_change"]), _money(figures["revenue_change"], currency)) if part) + "."
        )
    parts = [text if text.endswith(".") else f"{text}.", _time(figures)]
    parts += [ASSOCIATION] if basis == "association" else []
    parts += ([STATED] if fit is None else assumed(changes)) if basis == "assumption" else []
    parts += [POOR.format(fit=_lower(fit.summary))] if fit is not None and fit.level == "poor" else []
    return " ".join(part for part in parts if part)


def points(change: Estimate) -> str:
    """
    Return a difference of shares in points, with its interval.

    Parameters
    ----------
    change
        The difference.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> points(Estimate(value=0.041, low=0.029, high=0.053, n=900, unit="share"))
    '+4.1 points [+2.9, +5.3]'
    """
    if change.value is None:
        return "not known"
    text = f"{_signed(100 * change.value)} points"
    if change.low is None or change.high is None:
        return text
    return f"{text} [{_signed(100 * change.low)}, {_signed(100 * change.high)}]"


def amount(change: Estimate, unit: str) -> str:
    """
    Return a difference in whole units, with its interval; empty where it is not known.

    Parameters
    ----------
    change
        The difference.
    unit
        What is counted.

    Examples
    --------
    >>> from cxjourney.estimate import Estimate
    >>> amount(Estimate(value=-1204.2, low=-2000, high=-300, n=900), "EUR")
    '−1,204 [−2,000, −300] EUR'
    """
    if change.value is None:
        return ""
    text = _signed(change.value, 0)
    if change.low is not None and change.high is not None:
        text += f" [{_signed(change.low, 0)}, {_signed(change.high, 0)}]"
    return f"{text} {unit}"


def _named(changes: Sequence[AnyChange]) -> str:
    if len(changes) == 1:
        return f"the change “{changes[0]}”"
    return f"{len(changes)} changes"


def _goals(change: Estimate) -> str:
    if change.n is None or not change.n:
        return ""
    return f"{amount(change, 'goals')} in {change.n:,} journeys"


def _money(change: Estimate, currency: str | None) -> str:
    return amount(change, currency or "in money")


def _time(figures: dict[str, Estimate]) -> str:
    now, then, change = (figures[name] for name in ("baseline_time_to_goal", "time_to_goal", "time_to_goal_change"))
    if now.value is None or then.value is None or change.value is None or abs(change.value) < WORTH_SAYING * now.value:
        return ""
    way = "shorter" if change.value < 0 else "longer"
    span, before = figure(abs(change.value), "seconds"), figure(now.value, "seconds")
    return f"The mean time to the goal would be {span} {way} than the {before} of now."


def fix_summary(fix: Fix, goals: Estimate, revenue: Estimate, net: Estimate | None, *, basis: Basis, currency: str | None) -> str:
    """
    Return what a fix wins in a sentence.

    Parameters
    ----------
    fix
        The fix.
    goals, revenue, net
        Goals and money won, and what is left after costs.
    basis
        What it rests on.
    currency
        Currency of the money.
    """
    won = amount(goals, goals.unit) if goals.n is not None else f"{points(goals)} of journeys that reach the goal"
    parts = [won, _money(revenue, currency)]
    if net is not None and fix.cost is not None:
        parts.append(f"{amount(net, currency or 'in money')} after a cost of {fix.cost:,.0f}")
    tail = {"association": " (an association)", "assumption": " (as stated)"}.get(basis, "")
    return f"{fix}: {', '.join(part for part in parts if part)}{tail}"


def ranking_summary(
    singles: Sequence[RankedFix], together: Sequence[RankedFix], *, n: int | None, currency: str | None, fit: ChainFit | None
) -> str:
    """
    Return a ranking in a few sentences.

    Parameters
    ----------
    singles, together
        The fixes alone, and the plan.
    n
        Number of journeys; None where all is stated.
    currency
        Currency of the money.
    fit
        How well the chain describes the journeys.
    """
    if not singles:
        return "No fix could be forecast."
    text = f"Worth most by itself: {singles[0].summary}."
    last = together[-1] if together else None
    if last is not None and len(together) > 1 and last.total_goals_change is not None:
        total, alone = last.total_goals_change, _sum_of(singles, together)
        won = amount(total, "goals") if n is not None else points(total)
        money = _money(last.total_revenue_change, currency) if last.total_revenue_change is not None else ""
        rest = f"{alone:,.0f} goals" if n is not None else f"{100 * alone:.1f} points"
        text += f" The best {len(together)} together: {won}{f', {money}' if money else ''}; one by one they add up to {rest}."
    if n is not None:
        text += f" Counted over {n:,} journeys."
    return text + (f" {POOR.format(fit=_lower(fit.summary))}" if fit is not None and fit.level == "poor" else "")


def _sum_of(singles: Sequence[RankedFix], together: Sequence[RankedFix]) -> float:
    chosen = {each.fix for each in together}
    return sum(each.goals_change.value or 0.0 for each in singles if each.fix in chosen)


def _signed(value: float, digits: int = 1) -> str:
    text = f"{abs(value):,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        return "0"
    return f"{'+' if value > 0 else '−'}{text}"


def _lower(text: str) -> str:
    text = text.removeprefix("Warning: ")
    return text[:1].lower() + text[1:]
