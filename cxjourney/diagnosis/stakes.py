"""What pain points put at stake: the goals, and the money, that would be won if they came back to their reference."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.associations import SCORES, Association
from cxjourney.diagnosis.chain_fit import ERRORS, chain_fit
from cxjourney.diagnosis.journey_chain import JourneyChain
from cxjourney.diagnosis.restoring import SUMS, Restoring
from cxjourney.diagnosis.stake_figures import UNIT, Stake, standard_error
from cxjourney.estimate import Estimate
from cxjourney.inference.multiplicity import fcr_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.diagnosis.context import Context
    from cxjourney.model.chain_fit import ChainFit
    from cxjourney.model.findings import PainPoint

ASSOCIATED = ("long_wait", *SCORES)
"""Kinds about which customers are compared."""

BEHIND = "Nobody comes here before the goal: what is lost here is not a goal."
ROUND = "Nobody goes anywhere else from here, so that the log cannot show where those who are kept would go."
NO_REFERENCE = "The figure or its reference is not known."


@dataclass(frozen=True, slots=True)
class Stakes:
    """
    Findings with what they put at stake.

    Parameters
    ----------
    pain_points
        The findings in the order given.
    fit
        How well the chain behind it describes the journeys; None without one.
    notes
        Why nothing could be said, where that holds for the whole map, and the warning of a poor fit.
    """

    pain_points: tuple[PainPoint, ...]
    fit: ChainFit | None = None
    notes: tuple[str, ...] = ()


def with_stakes(context: Context, pains: Sequence[PainPoint], *, tested: int) -> Stakes:
    """
    Return findings with what they put at stake.

    Parameters
    ----------
    context
        The map under diagnosis.
    pains
        Its measured findings.
    tested
        Number of hypotheses they were selected from.

    Notes
    -----
    For drop-off, rework and escalation the rate is put back to its reference in the absorbing chain of the journeys; what is freed goes
    pro rata to the moves that are neither exits nor returns, and the goals are counted again. A finding in one channel or segment changes
    only that one's share of the rate. For waits, scores and effort similar customers are compared: an association, not an effect.
    Intervals are those of the delete-one-fold jackknife at a level that allows for the selection, and hold what is not known about
    the reference and about the fit of the chain.
    """
    places = {touchpoint.id: place for place, touchpoint in enumerate(context.touchpoints)}
    codes = {int(place): code for code, place in enumerate(context.places.tolist()) if place >= 0}
    kept = tuple(codes[places[pain.touchpoint_id]] for pain in pains if pain.touchpoint_id in places)
    chain = JourneyChain(context.statistics, tuple(dict.fromkeys(kept)))
    if chain.problem:
        return Stakes(tuple(_without(pain, chain.problem) for pain in pains), notes=_whole_map(pains, chain.problem))
    fit = chain_fit(chain)
    level = fcr_level(context.level, selected=len(pains), tested=tested)
    found = []
    for pain in pains:
        place, kind = places.get(pain.touchpoint_id or ""), pain.gap_of or pain.kind
        if place is None or kind not in {*SUMS, *ASSOCIATED}:
            found.append(pain)
            continue
        stake = _stake(context, chain, pain, (place, kind), level)
        if isinstance(stake, Stake) and stake.basis == "measured":
            stake = replace(stake, doubt=max(stake.doubt, ERRORS[fit.level]))
        found.append(_with(context, pain, stake, chain, level=level))
    warned = fit.level == "poor" and any(pain.at_stake_basis == "measured" for pain in found)
    return Stakes(tuple(found), fit, (fit.summary,) if warned else ())


def _stake(context: Context, chain: JourneyChain, pain: PainPoint, where: tuple[int, str], level: float) -> Stake | str:
    place, kind = where
    if not context.sums("visits", "before")[place].sum():
        return BEHIND
    if kind in ASSOCIATED:
        return Association(context, pain, place, kind).stake(level)
    return _restored(Restoring(context, chain, pain, place, kind), pain, level=context.level)


def _restored(change: Restoring, pain: PainPoint, *, level: float) -> Stake | str:
    """Return the goals won in the chain; the reference is uncertain, too."""
    reference = pain.reference.value
    if reference is None or pain.estimate.value is None:
        return NO_REFERENCE
    chains, state = change.chain.chains, change.state
    returning = change.chain.returning[state]

    def gains(value: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return chains.gain(state, change.row(value), returning)

    found, step = gains(reference), 1e-3
    if not np.isfinite(found[0]):
        return ROUND
    slope = float(gains(reference + step)[0] - gains(max(reference - step, 0))[0]) / (2 * step)
    uncertain = standard_error(pain.reference, level)
    return Stake(found, (np.nan_to_num(slope) * uncertain) ** 2, "measured", doubt=_forgotten(change, reference, float(found[0])))


def _forgotten(change: Restoring, reference: float, gain: float) -> float:
    """Return how far a chain that knows the last two touchpoints is from the forecast, as a share of it, at most all of it."""
    if not change.chain.has_memory or not gain:
        return 0.0
    other = change.gain_with_memory(reference)
    return float(np.nan_to_num(min(abs(other / gain - 1), 1.0)))


def _with(context: Context, pain: PainPoint, stake: Stake | str, chain: JourneyChain, *, level: float) -> PainPoint:
    if isinstance(stake, str):
        return _without(pain, stake)
    goals = stake.goals(chain, level=level, shown=context.level)
    money = stake.money(chain, level=level, shown=context.level, currency=context.journey_map.currency)
    return pain.replace(at_stake=goals, money_at_stake=money, at_stake_basis=stake.basis)


def _without(pain: PainPoint, reason: str) -> PainPoint:
    if (pain.gap_of or pain.kind) not in {*SUMS, *ASSOCIATED}:
        return pain
    return pain.replace(at_stake=Estimate.missing(UNIT, method=reason))


def _whole_map(pains: Sequence[PainPoint], reason: str) -> tuple[str, ...]:
    return (f"What is at stake cannot be said. {reason}",) if pains else ()
