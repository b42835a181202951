"""Changes of one map, solved: the changed flow, its figures, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from cxjourney.diagnosis.chain_fit import ERRORS
from cxjourney.errors import StatisticsError
from cxjourney.simulation.assumptions import NOT_SEEN, takes_for_granted
from cxjourney.simulation.draft import MeasuredDraft
from cxjourney.simulation.edits import LostEdit, TimeEdit
from cxjourney.simulation.figures import Figures, applied
from cxjourney.simulation.observed_flow import Observed
from cxjourney.simulation.planning import drafted
from cxjourney.simulation.routes import names_of, new_channels
from cxjourney.simulation.sentences import ASSOCIATION
from cxjourney.simulation.stated_changes import StatedChanges
from cxjourney.simulation.stated_flow import Stated
from cxjourney.wording import listed, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.changes import AnyChange
    from cxjourney.model.findings import Basis
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.simulation.draft import Draft
    from cxjourney.simulation.flow import Flow

ROUND = "Journeys would go round for ever, or nobody is left who goes on: the log cannot show where those who are kept would go."
CUT = "{share} of the journeys may still have been under way when the log ended; they count as not reaching the goal, now and then."
TWICE = (
    "At {names} the drop-off is changed, too: what goes with the wait or the score there counts only as far as it goes beyond that, "
    "because they are the same customers."
)
MANY_OPEN = 0.05
"""From this share of journeys that may still be under way on, it is said."""

ROUNDING = 1e-6


def source_of(journey_map: JourneyMap, changes: Sequence[AnyChange], level: float) -> Observed | Stated:
    """
    Return a map with the flow of its journeys.

    Parameters
    ----------
    journey_map
        The map.
    changes
        Changes of it, together or one by one.
    level
        Confidence level of the intervals.
    """
    channels = new_channels(journey_map, changes)
    if journey_map.statistics is None:
        return Stated(journey_map, channels)
    names = {name for change in changes for name in names_of(change)}
    kept = tuple(each.id for each in journey_map.touchpoints if names & {each.id, each.name, *each.aliases})
    return Observed(journey_map, kept, level, channels)


def plan_of(source: Observed | Stated, changes: Sequence[AnyChange]) -> Plan:
    """
    Return changes of a map, ready to be solved.

    Parameters
    ----------
    source
        The map.
    changes
        The changes.

    Raises
    ------
    OptionError
        If a change does not fit the map, or two contradict each other.
    StatisticsError
        If the log, or the map, cannot show what a change leads to.
    """
    draft: Draft = drafted(source, changes) if isinstance(source, Observed) else StatedChanges(source).drafted(changes)
    return Plan(source, tuple(changes), draft)


@dataclass(frozen=True, eq=False)
class Plan:
    """
    Changes of one map.

    Parameters
    ----------
    source
        The map.
    changes
        The changes.
    draft
        What they come to.
    """

    source: Observed | Stated
    changes: tuple[AnyChange, ...]
    draft: Draft

    def joined(self, other: Self) -> Self:
        """
        Return both together.

        Parameters
        ----------
        other
            Other changes of the same map.
        """
        return type(self)(self.source, (*self.changes, *other.changes), self.draft.joined(other.draft))

    @property
    def basis(self) -> Basis:
        """What the forecast rests on."""
        if isinstance(self.source, Stated):
            return "assumption"
        if takes_for_granted(self.changes):
            return "assumption"
        return "association" if self.draft.associated else "measured"

    @property
    def unknown(self) -> str:
        """Why nothing can be said of the goal; empty where something can."""
        draft = self.draft
        if not set(self.changes) <= set(draft.unknown) or draft.rate_edits or draft.routes or draft.associated:
            return ""
        return " ".join(dict.fromkeys(draft.unknown.values()))

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know when reading it."""
        cut = self.source.open_share if isinstance(self.source, Observed) else 0.0
        still = (CUT.format(share=number(cut, "share")),) if cut >= MANY_OPEN else ()
        overlaps = self.draft.overlaps if isinstance(self.draft, MeasuredDraft) else ()
        twice = (TWICE.format(names=listed(overlaps)),) if overlaps else ()
        ignored = () if self.unknown else tuple(dict.fromkeys(self.draft.unknown.values()))
        return (*still, *twice, *self._assumed, *self.draft.notes, *(f"{why} It counts as nothing." for why in ignored))

    @property
    def _assumed(self) -> tuple[str, ...]:
        """What is taken for granted of customers whose way changes; a map written by hand takes everything for granted."""
        if isinstance(self.source, Stated) or not takes_for_granted(self.changes):
            return ()
        return (NOT_SEEN, *((ASSOCIATION,) if self.draft.associated else ()))

    @cached_property
    def then(self) -> Flow:
        """
        The flow as it would be.

        Raises
        ------
        StatisticsError
            If journeys would go round for ever.
        """
        return _solved(self.source.flow, self)

    @cached_property
    def alone(self) -> Flow:
        """The same on all data alone."""
        return _solved(self.source.flow.first(), self)

    def figures(self, level: float) -> Figures:
        """
        Return the flow now and then.

        Parameters
        ----------
        level
            Confidence level of the intervals.
        """
        if isinstance(self.source, Stated):
            return Figures(self.source.flow, self.then, (), None, level)
        edits = self.draft.edits
        shifts = [(number, index) for number, edit in enumerate(edits) for index in range(edit.uncertain)]
        statistics = self.source.statistics
        return Figures(
            self.source.flow,
            self.then,
            tuple(_solved(self.source.flow.first(), self, shift) for shift in shifts),
            self.source.chain.journeys,
            level,
            doubt=self.doubt,
            farthest=self._farthest,
            journeys=(
                statistics.dense("totals", "journeys").astype(np.float64),
                float(statistics.tables["totals"].total("journeys_squared")),
            ),
        )

    def shifted_by(self, other: Plan) -> tuple[Flow, ...]:
        """
        Return the flow with the uncertain figures of some of the changes one standard error larger, one after the other.

        Parameters
        ----------
        other
            Those changes; the last that were joined.
        """
        found = []
        for place, edit in enumerate(self.draft.edits):
            if isinstance(edit, LostEdit):
                own = any(isinstance(each, LostEdit) and edit.factor is each.factor for each in other.draft.levels)
            else:
                own = any(_same_rate(edit, each) and each.uncertain for each in other.draft.rate_edits)
            if own and edit.uncertain:
                found.append(_solved(self.source.flow.first(), self, (place, edit.uncertain - 1)))
        return tuple(found)

    @property
    def _farthest(self) -> Flow | None:
        """The flow on all data alone if times change as far as they can; None where they change as far as is known."""
        edits = self.draft.edits
        if not any(isinstance(edit, TimeEdit) and edit.at_most is not None for edit in edits):
            return None
        return applied(self.source.flow.first(), [edit.farthest() if isinstance(edit, TimeEdit) else edit for edit in edits])

    @property
    def doubt(self) -> float:
        """How far a change may be off beyond chance, as a share of it."""
        if not self.draft.rate_edits and not self.draft.routes:
            return 0.0
        fit = self.source.fit
        return max(ERRORS[fit.level] if fit is not None else 0.0, self._forgotten)

    @property
    def _forgotten(self) -> float:
        """How far a chain that knows the last two touchpoints is from the forecast of the rates, as a share of it, at most all."""
        edits = self.draft.rate_edits
        if not edits or not isinstance(self.draft, MeasuredDraft):
            return 0.0
        chain, now = self.draft.observed.chain, self.source.flow.first()
        first = applied(now, edits).outcome.goal[0] - now.outcome.goal[0]
        if not chain.has_memory or not first:
            return 0.0
        second = chain.second
        for edit in edits:
            second = edit.restoring.remembered(second, edit.excess)
        return float(np.nan_to_num(min(abs(chain.second.gain(second.share) / first - 1), 1.0)))


def _same_rate(one: object, other: object) -> bool:
    places = [(each.place, each.kind) for edit in (one, other) if (each := getattr(edit, "restoring", None)) is not None]
    return len(places) == 2 and places[0] == places[1]


def _solved(flow: Flow, plan: Plan, shifted: tuple[int, int] | None = None) -> Flow:
    """Return a changed flow whose outcome is known, or say why there is none."""
    try:
        found = applied(flow, plan.draft.edits, shifted)
        goal, visits = found.outcome.goal[0], found.outcome.visits[0]
    except np.linalg.LinAlgError as cause:
        raise _endless() from cause
    if not (np.isfinite(goal) and goal < 1 + ROUNDING and (visits > -ROUNDING).all()):
        raise _endless()
    return found


def _endless() -> StatisticsError:
    return StatisticsError(ROUND, hint="change less, or say where the moves go with Redirect.")
