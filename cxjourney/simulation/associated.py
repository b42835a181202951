"""Waits and scores that are set or put back: what goes with them in goals is read off customers who differ in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.associations import Association
from cxjourney.diagnosis.restoring import cell_of
from cxjourney.errors import StatisticsError
from cxjourney.estimate import Estimate
from cxjourney.inference.jackknife import divide
from cxjourney.simulation.draft import forecast_of
from cxjourney.simulation.edits import LostEdit, TimeEdit
from cxjourney.simulation.observed_flow import AWAY, Everybody
from cxjourney.simulation.rates import check_before_goal
from cxjourney.simulation.scores import Answers
from cxjourney.wording import number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.stake_figures import Stake
    from cxjourney.model.changes import AnyChange, Change, Fix
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.simulation.draft import MeasuredDraft

    Floats = NDArray[np.float64]

NOBODY_TO_KEEP = "Hardly anybody leaves right there; those it costs leave later, which the chain cannot hold."
HARDLY = 0.01
"""Share of what goes with a wait or a score from which those who leave right there can make it."""

NOBODY_LEAVES = "Nobody there leads to the goal, so that the chain cannot hold what goes with it."


def set_wait(draft: MeasuredDraft, change: Change, touchpoint: Touchpoint, place: int) -> None:
    """
    Let the next step take another time.

    Parameters
    ----------
    draft
        What the changes come to.
    change
        The change.
    touchpoint, place
        Where.
    """
    if change.wait is None and change.wait_factor is None:
        return
    draft.claim(touchpoint.id, "wait", "", change)
    check_before_goal(draft, place, touchpoint)
    now = touchpoint.measure("transition_time")
    if now is None or not now.value:
        raise StatisticsError(
            f"how long the next step after {touchpoint.name!r} takes is not known, so that it cannot be changed.",
            hint="nobody was seen to go on from there in more than no time.",
        )
    factor = change.wait_factor if change.wait is None else change.wait.total_seconds() / now.value
    assert factor is not None  # noqa: S101 - one of the two is given
    _slower(draft, touchpoint, place, np.full(draft.observed.flow.start.shape[0], factor), "as the change says")
    subject = Everybody(Estimate.stated(1 / max(factor, 1e-9), unit="ratio"))
    stake = Association(draft.observed.context, subject, place, "long_wait").stake(draft.observed.level)
    _put_in(draft, change, place, stake, what="the shorter wait" if factor < 1 else "the longer wait")


def set_score(draft: MeasuredDraft, change: Change, touchpoint: Touchpoint, place: int) -> None:
    """
    Let as many answers fewer be bad as it takes for a score to be what a change says.

    Parameters
    ----------
    draft
        What the changes come to.
    change
        The change.
    touchpoint, place
        Where.
    """
    if change.score in {None, ()} and change.score_change in {None, ()}:
        return
    draft.claim(touchpoint.id, "score", "", change)
    check_before_goal(draft, place, touchpoint)
    answers = Answers(draft.observed.statistics, draft.observed.code(place), touchpoint.name)
    targets = answers.targets(change.score) if change.score not in {None, ()} else answers.moved(change.score_change, touchpoint)
    spared = answers.spared(targets)
    for name, target in targets.items():
        unit = next((each.estimate.unit for each in touchpoint.measures if each.name == name), "")
        draft.state(touchpoint.id, name, forecast_of(target, unit, "as the change says"))
    draft.state(touchpoint.id, "valence", forecast_of(answers.valence(targets), "valence", "with as many bad answers fewer"))
    if answers.beyond(targets):
        draft.notes.append(
            f"No bad answer at {touchpoint.name} would not be enough for {', '.join(answers.beyond(targets))}: "
            "the forecast counts what goes with having none."
        )
    stake = Association(draft.observed.context, Everybody(), place, "low_score", spared).stake(draft.observed.level)
    _put_in(draft, change, place, stake, what="the score")


def put_back(draft: MeasuredDraft, fix: Fix, touchpoint: Touchpoint, place: int) -> None:
    """
    Put a wait or a score back to the reference of a finding.

    Parameters
    ----------
    draft
        What the changes come to.
    fix
        The fix.
    touchpoint, place
        Where.
    """
    pain = fix.pain_point
    kind = pain.gap_of or pain.kind
    lever = "wait" if kind == "long_wait" else "score"
    found = cell_of(draft.observed.context, pain)
    draft.claim(touchpoint.id, lever, f"{found[0]} {found[1]}" if found else "", fix)
    check_before_goal(draft, place, touchpoint)
    whole = np.ones(draft.observed.flow.start.shape[0])
    if lever == "wait":
        cell = draft.restoring(place, "rework", pain).cell
        share = whole if cell is None else cell[1]
        _slower(draft, touchpoint, place, 1 - share * (1 - max(pain.effect.value or 1.0, 1e-9) ** -fix.share), "put back to the reference")
    elif not found and pain.reference.value is not None and pain.estimate.value is not None and pain.reference.unit == "valence":
        value = pain.estimate.value + fix.share * (pain.reference.value - pain.estimate.value)
        draft.state(touchpoint.id, "valence", forecast_of(value, "valence", "put back to the reference of the finding"))
    stake = Association(draft.observed.context, pain, place, kind).stake(draft.observed.level)
    _put_in(draft, fix, place, stake, share=fix.share, what="the wait" if lever == "wait" else "the score")


def _slower(draft: MeasuredDraft, touchpoint: Touchpoint, place: int, factor: Floats, why: str) -> None:
    draft.levels.append(TimeEdit(_state(draft, place), 1 + (factor - 1) * draft.observed.waiting(place), at_most=factor))
    typical = touchpoint.measure("transition_time")
    for name in ("transition_time", "transition_time_p90"):
        now = touchpoint.measure(name)
        if typical is None or not typical.value or now is None or now.value is None:
            continue
        waiting = min(now.value, AWAY * typical.value)
        draft.state(touchpoint.id, name, forecast_of(now.value + (float(factor[0]) - 1) * waiting, "seconds", why))


def _put_in(draft: MeasuredDraft, change: AnyChange, place: int, stake: Stake | str, *, share: float = 1.0, what: str) -> None:
    """
    Put what goes with a wait or a score into the chain: as many fewer leave there as win the same goals.

    Then changes elsewhere act on these customers, too.
    """
    if isinstance(stake, str):
        draft.unknown[change] = f"What goes with {what} in goals cannot be said: {stake}"
        return
    chains, state = draft.observed.chain.chains, _state(draft, place)
    fixed = np.append(draft.observed.chain.is_end, [False])
    rest = np.where(fixed, 0.0, chains.onward[:, state])
    ahead = np.concatenate([chains.goal_from, np.ones_like(chains.goal_from[:, :1])], axis=-1)
    worth = chains.visits[:, state] * (rest * ahead).sum(axis=-1)
    again = (rest[:, :-1] * chains.returning([state])[..., 0]).sum(axis=-1)
    if worth[0] <= 0:
        draft.unknown[change] = f"What goes with {what} in goals cannot be said: {NOBODY_LEAVES}"
        return

    def growth(gain: Floats) -> Floats:
        below = worth + gain * again
        return divide(gain, np.where(below > 0, below, np.nan))

    gain = np.asarray(stake.gains * share)
    more = np.where(np.isfinite(gain), growth(gain), np.nan)
    held = float(divide(1 - chains.onward[:1, state].sum(axis=-1), rest[:1].sum(axis=-1))[0] / more[0]) if more[0] > 0 else 1.0
    if held < HARDLY:
        draft.unknown[change] = f"What goes with {what} in goals cannot be said: {NOBODY_TO_KEEP}"
        return
    if held < 1 - HARDLY:
        draft.notes.append(
            f"Only who leaves right at {draft.observed.context.touchpoints[place].name} can be kept there: "
            f"the forecast holds {number(held, 'share')} of what goes with {what}."
        )
    error = float(np.nan_to_num(growth(gain + share * float(np.sqrt(stake.extra)))[0] - more[0]))
    draft.associated.add(change)
    draft.levels.append(LostEdit(state, 1 + more, fixed, max(error, 0.0)))


def _state(draft: MeasuredDraft, place: int) -> int:
    return int(draft.observed.chain.states[draft.observed.code(place)])
