"""Each kind of pain point finds what is there, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from cxjourney.diagnosis import Candidates, Detector, diagnose
from cxjourney.diagnosis.registry import DETECTORS
from cxjourney.diagnosis.untested import (
    COMPLETE,
    DECLARE,
    FEW_CUSTOMERS,
    FEW_GO_ON,
    FEW_PEERS,
    NO_ANSWERS,
    NO_GOAL,
    NO_SCORES,
    NOT_FOLLOWED,
)
from cxjourney.model.journey_map import JourneyMap

if TYPE_CHECKING:
    from cxjourney.diagnosis.context import Context
    from cxjourney.model.findings import Diagnosis

MapOf = Callable[..., JourneyMap]


def found(diagnosis: Diagnosis) -> list[tuple[str, str | None]]:
    """Return kinds and touchpoints of the findings."""
    return [(pain.kind, pain.touchpoint) for pain in diagnosis.pain_points]


def reasons(diagnosis: Diagnosis, kind: str) -> dict[str, list[str | None]]:
    """Return where and why a kind was not tested."""
    return {item.reason: [place.touchpoint for place in item.locations] for item in diagnosis.untested if item.kind == kind}


@pytest.mark.parametrize(
    ("kind", "change"),
    [("drop_off", {"leave": 0.2}), ("rework", {"rework": 0.25}), ("long_wait", {"hours": 4.0}), ("low_score", {"valence": -0.6})],
)
def test_a_planted_pain_is_the_only_finding(kind: str, change: dict[str, float], map_of: MapOf, peers: tuple, place: type) -> None:
    """Card payment hurts in one way; five peers are alike."""
    worse = replace(place("Card payment", valence=0.5), **change)

    assert found(diagnose(map_of(*peers, worse))) == [(kind, "Card payment")]


@pytest.mark.parametrize("change", [{"leave": 0.098}, {"rework": 0.095}, {"hours": 1.45}, {"valence": 0.25}])
def test_an_effect_inside_the_margin_is_never_a_finding(change: dict[str, float], map_of: MapOf, peers: tuple, place: type) -> None:
    """However many customers there are."""
    worse = replace(place("Card payment", valence=0.5, visits=400_000), **change)

    assert found(diagnose(map_of(*peers, worse, customers=400_000))) == []


def test_drop_off_must_also_exceed_its_ratio(map_of: MapOf, peers: tuple, place: type) -> None:
    """Forty against forty-three in a hundred is more than two points, but not a quarter more."""
    alike = [replace(each, leave=0.4, visits=40_000) for each in peers]

    assert found(diagnose(map_of(*alike, place("Card payment", leave=0.45, visits=40_000), customers=100_000))) == []


def test_better_than_the_peers_is_no_pain(map_of: MapOf, peers: tuple, place: type) -> None:
    """Tests are one-sided."""
    assert found(diagnose(map_of(*peers, place("Card payment", leave=0.01, rework=0.0, hours=0.1, valence=1.6)))) == []


def test_a_slow_step_is_not_a_loss(map_of: MapOf, peers: tuple, place: type) -> None:
    """Twelve in a hundred move on after the horizon: they count as leaving in the rate, but they are no reason to report a loss."""
    diagnosis = diagnose(map_of(*peers, place("Card payment", late=0.12)))

    assert ("drop_off", "Card payment") not in found(diagnosis)


def test_without_a_goal_drop_off_cannot_be_said(map_of: MapOf, peers: tuple) -> None:
    """The reason is given once, for the whole map."""
    assert reasons(diagnose(map_of(*peers, goal=None)), "drop_off") == {NO_GOAL: []}


def test_few_customers_are_never_flagged(map_of: MapOf, peers: tuple, place: type) -> None:
    """Twenty-nine customers who nearly all leave are listed as untested."""
    diagnosis = diagnose(map_of(*peers, place("Card payment", visits=29, leave=0.8, folds=29)))

    assert found(diagnosis) == []
    assert reasons(diagnosis, "drop_off")[FEW_CUSTOMERS] == ["Card payment"]


def test_many_visits_of_few_customers_are_few(map_of: MapOf, peers: tuple, place: type) -> None:
    """A thousand visits of twenty customers count as twenty."""
    diagnosis = diagnose(map_of(*peers, place("Card payment", visits=1_000, visits_per_customer=50, leave=0.6)))

    assert reasons(diagnosis, "drop_off")[FEW_CUSTOMERS] == ["Card payment"]


def test_too_few_peers_are_said(map_of: MapOf, place: type) -> None:
    """Three touchpoints have only two others each."""
    diagnosis = diagnose(map_of(place("A"), place("B"), place("C", leave=0.5)), kinds=["drop_off"])

    assert found(diagnosis) == []
    assert reasons(diagnosis, "drop_off") == {FEW_PEERS: ["A", "B", "C"]}


def test_a_log_that_ends_too_early_cannot_say_who_left(map_of: MapOf, peers: tuple, place: type) -> None:
    """Everybody who did not move was cut off before the horizon."""
    diagnosis = diagnose(map_of(*peers, place("Card payment", leave=0.0, cut_off=0.3)))

    assert reasons(diagnosis, "drop_off")[NOT_FOLLOWED] == ["Card payment"]


def test_where_nearly_all_journeys_end_a_declaration_is_asked_for(map_of: MapOf, peers: tuple, place: type) -> None:
    """A cancellation page is not the worst pain point of a map."""
    diagnosis = diagnose(map_of(*peers, place("Cancelled", leave=0.97)))

    assert ("drop_off", "Cancelled") not in found(diagnosis)
    assert reasons(diagnosis, "drop_off")[DECLARE] == ["Cancelled"]


def test_touchpoints_without_answers_are_listed(map_of: MapOf, peers: tuple, place: type) -> None:
    """Silence is not a good score."""
    assert "Card payment" in reasons(diagnose(map_of(*peers, place("Card payment"))), "low_score")[NO_ANSWERS]


def test_a_log_without_scores_says_so(map_of: MapOf, place: type) -> None:
    """Once, for the whole map."""
    assert reasons(diagnose(map_of(place("A"), place("B"))), "low_score") == {NO_SCORES: []}


def test_peers_of_the_same_stage_come_first(map_of: MapOf, peers: tuple, place: type) -> None:
    """A touchpoint that is bad for its stage and ordinary elsewhere is compared with its stage."""
    elsewhere = [place(f"Wait {number}", stage="Deliver", leave=0.25) for number in range(4)]
    diagnosis = diagnose(map_of(*peers, place("Card payment", leave=0.25), *elsewhere), kinds=["drop_off"])

    assert found(diagnosis) == [("drop_off", "Card payment")]
    assert "5 peers in Pay" in diagnosis.pain_points[0].evidence.reference


def test_a_target_comes_before_peers(map_of: MapOf, peers: tuple) -> None:
    """Alike, but all worse than planned."""
    journey_map = map_of(*peers)
    stage = journey_map.stages[0]
    basket = stage.touchpoints[0].replace(targets={"drop_off_rate": 0.03})
    planned = journey_map.replace(stages=(stage.replace(touchpoints=(basket, *stage.touchpoints[1:])), *journey_map.stages[1:]))
    diagnosis = diagnose(planned, kinds=["drop_off"])

    assert found(diagnosis) == [("drop_off", basket.name)]
    assert diagnosis.pain_points[0].reference.n is None
    assert "than planned: " in diagnosis.pain_points[0].summary


def test_a_declared_wait_comes_before_peers(map_of: MapOf, peers: tuple) -> None:
    """One hour where ten minutes are expected."""
    journey_map = map_of(*peers)
    stage = journey_map.stages[0]
    basket = stage.touchpoints[0].replace(expected_wait=timedelta(minutes=10))
    planned = journey_map.replace(stages=(stage.replace(touchpoints=(basket, *stage.touchpoints[1:])), *journey_map.stages[1:]))
    pain = diagnose(planned, kinds=["long_wait"]).pain_points[0]

    assert (pain.touchpoint, pain.cause) == (basket.name, "long_wait")
    assert pain.effect.value == pytest.approx(6, rel=0.05)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.kind)
def test_detectors_keep_their_contract(detector: Detector, context_of: Callable[..., Context], peers: tuple, place: type) -> None:
    """One entry a touchpoint; a p-value exactly where there is something to test and no reason not to."""
    context = context_of(*peers, place("Rare", visits=12, folds=12), place("Card payment"))
    candidates = detector.candidates(context.statistics, context)
    count = len(context.touchpoints)
    reasons = candidates.untested or (candidates.whole_map,) * count

    assert isinstance(detector, Detector)
    assert isinstance(candidates, Candidates)
    assert len(candidates.p_values) == len(reasons) == len(candidates.measured.value) == count
    for p_value, reason, n in zip(candidates.p_values, reasons, candidates.measured.n, strict=True):
        assert np.isnan(p_value) == (bool(reason) or n == 0)
    assert "{place}" in detector.wording(context).claim


def test_steps_slower_than_the_horizon_count_as_slow(map_of: MapOf, peers: tuple, place: type) -> None:
    """The horizon says who is gone; it must not make a step that is always slow look faster."""
    refund = place("Refund", hours=90.0, late=0.5, leave=0.0)

    pains = diagnose(map_of(*peers, refund), kinds=["long_wait"]).pain_points

    assert [pain.touchpoint for pain in pains] == ["Refund"]
    assert pains[0].estimate.value == pytest.approx(np.sqrt(90 * 200) * 3_600, rel=0.05)


def test_nothing_has_to_follow_a_goal(map_of: MapOf, peers: tuple, place: type) -> None:
    """The next purchase, weeks later, is no long wait; it is listed as untested."""
    diagnosis = diagnose(map_of(*peers, place("Card payment"), place("Thanks", hours=90.0), goal="Thanks"), kinds=["long_wait"])

    assert found(diagnosis) == []
    assert reasons(diagnosis, "long_wait")[COMPLETE] == ["Thanks"]


def test_slow_steps_that_hardly_anybody_takes_are_no_long_wait(map_of: MapOf, peers: tuple, place: type) -> None:
    """Those few who come back after months are not like the others."""
    diagnosis = diagnose(map_of(*peers, place("Payment", hours=60.0, leave=0.88)), kinds=["long_wait"])

    assert found(diagnosis) == []
    assert reasons(diagnosis, "long_wait")[FEW_GO_ON] == ["Payment"]


def test_who_never_moves_on_does_not_make_a_wait_severe(map_of: MapOf, peers: tuple, place: type) -> None:
    """Half of the customers leave: the wait is that of the other half."""
    slow = place("Payment", hours=1.8, leave=0.5)
    pain = diagnose(map_of(*peers, slow), kinds=["long_wait"]).pain_points[0]
    share = np.log(pain.effect.value) / np.log(5)

    assert pain.severity.value == pytest.approx(100 * pain.reach.value * 0.5 * share, rel=0.02)
    assert pain.severity.method.endswith("of those who moved on")


def test_waits_in_the_stage_of_the_goal_find_references_elsewhere(map_of: MapOf, place: type) -> None:
    """The goal is no peer: with three others in its stage, the nearest stage lends one."""
    early = [place(f"A{number}", stage="Early") for number in range(4)]
    late = [place("B0", hours=4.0), place("B1"), place("B2")]
    journey_map = map_of(*early, *late, place("Order", at_risk=False), goal="Order")
    slow = [pain.touchpoint for pain in diagnose(journey_map, kinds=["long_wait"]).pain_points]

    assert slow == ["B0"]
