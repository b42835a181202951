"""Forecasts in plain sentences with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.simulation.assumptions import assumed
from cxjourney.wording import change, figure, number, points

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
        now, apart = number(figures["baseline_goal_rate"].value or 0.0, "share"), figures["goal_rate_change"]
        text = f"{what}, {figure(rate)} of journeys would reach the goal instead of {now}: "
        text += "not known" if apart.value is None else change(apart)
        text += (
            "".join(f", {part}" for part in (_goals(figures["goals_change"]), _money(figures["revenue_change"], currency)) if part) + "."
        )
    parts = [text if text.endswith(".") else f"{text}.", _time(figures)]
    parts += [ASSOCIATION] if basis == "association" else []
    parts += ([STATED] if fit is None else assumed(changes)) if basis == "assumption" else []
    parts += [POOR.format(fit=_lower(fit.summary))] if fit is not None and fit.level == "poor" else []
    return " ".join(part for part in parts if part)


def _named(changes: Sequence[AnyChange]) -> str:
    if len(changes) == 1:
        return f"the change “{changes[0]}”"
    return f"{len(changes)} changes"


def _goals(apart: Estimate) -> str:
    return f"{change(apart, of='goals')} in {apart.n:,} journeys" if apart.n else ""


def _money(apart: Estimate, currency: str | None) -> str:
    return "" if apart.value is None else change(apart, of=currency or "in money")


def _time(figures: dict[str, Estimate]) -> str:
    now, then, apart = (figures[name] for name in ("baseline_time_to_goal", "time_to_goal", "time_to_goal_change"))
    if now.value is None or then.value is None or apart.value is None or abs(apart.value) < WORTH_SAYING * now.value:
        return ""
    way = "shorter" if apart.value < 0 else "longer"
    span, before = number(abs(apart.value), "seconds"), number(now.value, "seconds")
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
    won = change(goals, of=goals.unit if goals.n is not None else "of journeys that reach the goal")
    parts = [won, _money(revenue, currency)]
    if net is not None and fix.cost is not None:
        parts.append(f"{_money(net, currency)} after a cost of {fix.cost:,.0f}")
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
        won = change(total, of="goals" if n is not None else "")
        money = _money(last.total_revenue_change, currency) if last.total_revenue_change is not None else ""
        rest = f"{alone:,.0f} goals" if n is not None else points(alone)
        text += f" The best {len(together)} together: {won}{f', {money}' if money else ''}; one by one they add up to {rest}."
    if n is not None:
        text += f" Counted over {n:,} journeys."
    return text + (f" {POOR.format(fit=_lower(fit.summary))}" if fit is not None and fit.level == "poor" else "")


def _sum_of(singles: Sequence[RankedFix], together: Sequence[RankedFix]) -> float:
    chosen = {each.fix for each in together}
    return sum(each.goals_change.value or 0.0 for each in singles if each.fix in chosen)


def _lower(text: str) -> str:
    text = text.removeprefix("Warning: ")
    return text[:1].lower() + text[1:]
