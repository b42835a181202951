"""Kinds of pain points that are shares of visits, and how they are declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from cxjourney.diagnosis import diagnose
from cxjourney.diagnosis.rates import Rate, nothing
from cxjourney.diagnosis.untested import FEW_GO_ON, NO_CONTACTS, NO_HANDOFF, NO_REOPENED, NO_SELF_SERVICE
from cxjourney.model.journey_map import JourneyMap

if TYPE_CHECKING:
    from cxjourney.diagnosis import Candidates
    from cxjourney.diagnosis.context import Context
    from cxjourney.statistics import JourneyStatistics

MapOf = Callable[..., JourneyMap]
KINDS = [
    ("escalation", "escalated", "escalable", "too_much_automation", NO_SELF_SERVICE),
    ("repeat_contact", "repeated", "contacts", "unresolved_issue", NO_CONTACTS),
    ("reopened", "reopened", "reopen_known", "unresolved_issue", NO_REOPENED),
    ("handoff", "handed_off", "handoff_known", "needs_not_understood", NO_HANDOFF),
]


@pytest.mark.parametrize("facts", KINDS, ids=lambda facts: facts[0])
def test_a_higher_rate_is_found_with_its_cause(facts: tuple[str, ...], map_of: MapOf, peers: tuple, place: type) -> None:
    """A fifth against a twentieth."""
    kind, hits, of, cause, _ = facts
    alike = [replace(each, rates=((hits, of, 0.05),)) for each in peers]
    pains = diagnose(map_of(*alike, place("Card payment", valence=0.5, rates=((hits, of, 0.2),)))).pain_points

    assert [(pain.kind, pain.touchpoint, pain.cause) for pain in pains] == [(kind, "Card payment", cause)]
    assert pains[0].estimate.value == pytest.approx(0.2, abs=0.01)
    assert pains[0].effect.value == pytest.approx(0.15, abs=0.01)


@pytest.mark.parametrize("facts", KINDS, ids=lambda facts: facts[0])
def test_a_difference_inside_the_margin_is_none(facts: tuple[str, ...], map_of: MapOf, peers: tuple) -> None:
    """Four points more, of forty thousand."""
    kind, hits, of, *_ = facts
    alike = [replace(each, rates=((hits, of, 0.05),)) for each in peers]
    worse = replace(peers[0], name="Card payment", visits=40_000, rates=((hits, of, 0.09),))

    assert diagnose(map_of(*alike, worse, customers=90_000), kinds=[kind]).pain_points == ()


@pytest.mark.parametrize("facts", KINDS, ids=lambda facts: facts[0])
def test_what_the_log_cannot_say_is_said(facts: tuple[str, ...], map_of: MapOf, peers: tuple) -> None:
    """Once, for the whole map, with the reason."""
    kind, *_, missing = facts
    untested = diagnose(map_of(*peers), kinds=[kind]).untested

    assert [(item.reason, item.locations) for item in untested] == [(missing, ())]


def test_a_planned_rate_comes_first(map_of: MapOf, peers: tuple) -> None:
    """By the name of the measure or of the kind."""
    journey_map = map_of(*(replace(each, rates=(("reopened", "reopen_known", 0.15),)) for each in peers))
    stage = journey_map.stages[0]
    basket = stage.touchpoints[0].replace(targets={"reopened_rate": 0.02})
    planned = journey_map.replace(stages=(stage.replace(touchpoints=(basket, *stage.touchpoints[1:])), *journey_map.stages[1:]))

    assert [pain.touchpoint for pain in diagnose(planned, kinds=["reopened"]).pain_points] == [basket.name]


def test_repeats_where_hardly_anybody_goes_on_are_no_rework(map_of: MapOf, peers: tuple, place: type) -> None:
    """After the last step the only next visit is a second look."""
    diagnosis = diagnose(map_of(*peers, place("Thanks", leave=0.85, rework=0.14)), kinds=["rework"])

    assert diagnosis.pain_points == ()
    assert {item.reason: item.locations[0].touchpoint for item in diagnosis.untested}[FEW_GO_ON] == "Thanks"


@dataclass(frozen=True, slots=True)
class Silence(Rate):
    """Visits that nothing was ever seen to follow."""

    kind: str = "late_moves"
    hits: str = "late"
    of: str = "visits"
    targets: tuple[str, ...] = ()
    claim: str = "Customers at {place} come back late more"
    test: str = "The rate exceeds {reference} by more than {points}."
    counted: str = "visits"
    missing: str = "Nobody was seen."

    def margin(self, context: Context) -> float:
        """Return the smallest difference that counts."""
        return context.margins.rework

    def candidates(self, statistics: JourneyStatistics, context: Context) -> Candidates:
        """Look at channels and segments only: whole touchpoints have no such sum."""
        return nothing(context, "") if statistics.channels else nothing(context, self.missing)


def test_detectors_of_ones_own_can_look_at_channels(map_of: MapOf, peers: tuple, cell: type) -> None:
    """A method more, and their gaps are tested and corrected with the others."""
    parts = (cell("App", 0.5), cell("Web", 0.5))
    alike = [replace(each, cells=parts) for each in peers]
    card = replace(alike[0], name="Card payment", cells=(cell("App", 0.5, late=0.3), cell("Web", 0.5)))
    pains = diagnose(map_of(*alike, card), kinds=[Silence(), "channel_gap"]).pain_points

    assert [(pain.kind, pain.gap_of, pain.channel) for pain in pains] == [("channel_gap", "late_moves", "App")]
