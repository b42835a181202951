"""Changes of a map written by hand: what its stated moves and rates can answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.errors import OptionError, StatisticsError
from cxjourney.model.changes import Add, Change, Fix, Redirect, Remove
from cxjourney.simulation.draft import Draft, forecast_of
from cxjourney.simulation.edits import LostEdit, MixEdit, TimeEdit
from cxjourney.simulation.rates import at_most
from cxjourney.simulation.routes import Routes
from cxjourney.simulation.stated_flow import ROUNDING, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.changes import AnyChange
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.simulation.stated_flow import Stated

NOT_STATED = "the map is written by hand, and what that does to the moves is not stated"


@dataclass(frozen=True, eq=False)
class StatedChanges:
    """
    Changes of a map written by hand.

    Parameters
    ----------
    stated
        The map.
    draft
        What the changes come to.
    """

    stated: Stated
    draft: Draft = field(default_factory=Draft)

    def drafted(self, changes: Sequence[AnyChange]) -> Draft:
        """
        Return what changes come to.

        Parameters
        ----------
        changes
            The changes.

        Raises
        ------
        OptionError
            If a change does not fit the map, or two contradict each other.
        StatisticsError
            If the map does not state what a change leads to.
        """
        for change in changes:
            if isinstance(change, Change):
                self._change(change)
            elif isinstance(change, Fix):
                self._fix(change)
            elif isinstance(change, Add) and change.is_channel:
                raise StatisticsError(f"{change!s}: {NOT_STATED}.", hint="state the new channel_share of the touchpoint with Change.")
        stated = self.stated
        routes = Routes(stated.journey_map, stated.flow, stated.channels, stated.state_of, self.draft.claim)
        self.draft.routes += routes.redirected([change for change in changes if isinstance(change, Redirect)])
        self.draft.routes += routes.added([change for change in changes if isinstance(change, Add) and not change.is_channel])
        self.draft.routes += routes.removed([change for change in changes if isinstance(change, Remove)], changes)
        return self.draft

    def _change(self, change: Change) -> None:
        touchpoint, state = self.stated.state_of(change.touchpoint)
        if touchpoint.id in self.stated.journey_map.goal_touchpoints:
            raise OptionError(
                f"{touchpoint.name!r} is the goal: the journey is complete there.", hint="change a touchpoint on the way to the goal."
            )
        if any(each is not None for each in (change.rework, change.rework_factor, change.escalation, change.escalation_factor)):
            raise StatisticsError(f"{change!s}: {NOT_STATED}.", hint="say where the moves go with Redirect.")
        if change.drop_off is not None or change.drop_off_factor is not None:
            now = float(max(1 - self.stated.flow.onward[0, state].sum(), 0.0))
            wanted = change.drop_off if change.drop_off is not None else now * (change.drop_off_factor or 0.0)
            self._leave(change, touchpoint, state, (now, wanted))
        if change.wait is not None:
            self._wait(change, touchpoint, state, change.wait.total_seconds())
        if change.wait_factor is not None:
            self._wait(change, touchpoint, state, change.wait_factor * float(self.stated.flow.seconds[0, state]))
        self._score(change, touchpoint)
        if change.channel_share or change.channel_share_factor:
            self._channels(change, touchpoint, state)

    def _fix(self, fix: Fix) -> None:
        pain, title = fix.pain_point, self.stated.journey_map.title
        touchpoint = next((each for each in self.stated.journey_map.touchpoints if each.id == pain.touchpoint_id), None)
        now, reference = pain.estimate.value, pain.reference.value
        wrong = OptionError(f"{pain.summary!r} is no finding of {title!r}.", hint="fix the findings of diagnose(journey_map).")
        if touchpoint is None or pain.basis != "assumption":
            raise wrong
        if pain.kind not in {"drop_off", "long_wait"} or now is None or reference is None:
            raise StatisticsError(f"{fix!s}: {NOT_STATED}.", hint="state what changes with Change, for example its drop_off.")
        name = "drop_off_rate" if pain.kind == "drop_off" else "transition_time"
        if value_of(touchpoint.measure(name)) != now:
            raise wrong
        state, wanted = self.stated.flow.ids.index(touchpoint.id), now + fix.share * (reference - now)
        if pain.kind == "long_wait":
            self._wait(fix, touchpoint, state, wanted)
        else:
            self._leave(fix, touchpoint, state, (now, wanted))

    def _leave(self, change: Change | Fix, touchpoint: Touchpoint, state: int, rates: tuple[float, float]) -> None:
        now, wanted = rates
        self.draft.claim(touchpoint.id, "drop_off", "", change)
        if wanted > 1 + ROUNDING:
            raise OptionError(
                f"the drop-off at {touchpoint.name!r} would be {wanted:.3g}, more than everybody.",
                hint=f"it is {now:.3g} now, so that the factor can be {at_most(1 / now)} at most.",
            )
        if now >= 1 and wanted < now:
            raise StatisticsError(
                f"nobody goes on from {touchpoint.name!r}, so that the map does not state where those who are kept would go.",
                hint="say it with Redirect.",
            )
        factor = (1 - wanted) / (1 - now) if now < 1 else 1.0
        fixed = np.zeros(len(self.stated.flow.ids) + 1, dtype=bool)
        self.draft.levels.append(LostEdit(state, np.array([factor]), fixed))
        self.draft.state(touchpoint.id, "drop_off_rate", forecast_of(wanted, "share", _why(change)))

    def _wait(self, change: Change | Fix, touchpoint: Touchpoint, state: int, wanted: float) -> None:
        self.draft.claim(touchpoint.id, "wait", "", change)
        now = float(self.stated.flow.seconds[0, state])
        if not now > 0:
            raise StatisticsError(
                f"the map does not state how long the next step after {touchpoint.name!r} takes.",
                hint='state it: measures={"transition_time": 3600}.',
            )
        self.draft.levels.append(TimeEdit(state, np.array([wanted / now])))
        self.draft.state(touchpoint.id, "transition_time", forecast_of(wanted, "seconds", _why(change)))
        self._unknown(change, f"What goes with the wait at {touchpoint.name} in goals cannot be said: {NOT_STATED}.")

    def _score(self, change: Change, touchpoint: Touchpoint) -> None:
        given = change.score if change.score not in {None, ()} else change.score_change
        if given in {None, ()}:
            return
        self.draft.claim(touchpoint.id, "score", "", change)
        if not isinstance(given, tuple):
            raise StatisticsError(f"{change!s}: it is not said which score that is.", hint='pass score={"nps": 40}.')
        for name, value in given:
            now = value_of(touchpoint.measure(name)) if change.score_change not in {None, ()} else 0.0
            if now is None:
                raise StatisticsError(f"the map states no {name} at {touchpoint.name!r} to add to.", hint=f'pass score={{"{name}": ...}}.')
            self.draft.state(touchpoint.id, name, forecast_of(now + value, "", _why(change)))
        self._unknown(change, f"What goes with the score at {touchpoint.name} in goals cannot be said: {NOT_STATED}.")

    def _unknown(self, change: Change | Fix, why: str) -> None:
        """Say what cannot be said; where the same change sets the drop-off, only beside it."""
        if isinstance(change, Change) and (change.drop_off is not None or change.drop_off_factor is not None):
            self.draft.notes.append(why)
        else:
            self.draft.unknown[change] = why

    def _channels(self, change: Change, touchpoint: Touchpoint, state: int) -> None:
        self.draft.claim(touchpoint.id, "channel_share", "", change)
        ids = [channel.id for channel in self.stated.channels]
        now = self.stated.flow.mix[0, state]
        targets = {ids.index(self.stated.journey_map.channel(name).id): share for name, share in change.channel_share}
        for name, factor in change.channel_share_factor:
            axis = ids.index(self.stated.journey_map.channel(name).id)
            targets[axis] = factor * float(now[axis])
        others = np.where(np.isin(np.arange(len(ids)), list(targets)), 0.0, self.stated.flow.mix[0, state])
        room = 1 - sum(targets.values())
        if room < -ROUNDING or (room > ROUNDING and not others.sum()):
            raise OptionError(
                f"channel_share at {touchpoint.name!r} adds up to {1 - room:.3g}, and the rest has no other channel.",
                hint="let the shares add up to 1, or state those of the other channels in the map.",
            )
        then = others * (max(room, 0.0) / others.sum() if others.sum() else 0.0)
        for axis, share in targets.items():
            then[axis] = share
            self.draft.state(touchpoint.id, f"channel_share {ids[axis]}", forecast_of(share, "share", _why(change)))
        self.draft.levels.append(MixEdit(state, then[None]))


def _why(change: Change | Fix) -> str:
    return "as the change says" if isinstance(change, Change) else "put back to the reference of the finding"
