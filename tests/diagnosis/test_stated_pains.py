"""Maps written by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cxjourney.diagnosis import diagnose
from cxjourney.diagnosis.registry import DETECTORS
from cxjourney.discovery.filling import fill_plan
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.stage import Stage
from cxjourney.model.touchpoint import Touchpoint

MapOf = Callable[..., JourneyMap]


def by_hand(*touchpoints: Touchpoint) -> JourneyMap:
    """Return a map with one stage."""
    return JourneyMap(stages=[Stage(name="Pay", touchpoints=touchpoints)])


def test_feelings_below_neutral_are_assumed_pains() -> None:
    """By more than the margin, the worst first, nothing tested."""
    diagnosis = diagnose(
        by_hand(Touchpoint(name="Form", emotion=-0.4), Touchpoint(name="Video", emotion=-1.6), Touchpoint(name="Card", emotion=-0.2)),
    )

    assert [pain.touchpoint for pain in diagnosis.pain_points] == ["Video", "Form"]
    assert {(pain.basis, pain.kind, pain.q_value) for pain in diagnosis.pain_points} == {("assumption", "negative_emotion", None)}
    assert (diagnosis.tested, diagnosis.pain_points[0].estimate.n) == (0, None)


def test_the_worse_of_two_that_are_as_severe_as_can_be_comes_first() -> None:
    """Both are at the end of the scale of severity."""
    diagnosis = diagnose(by_hand(Touchpoint(name="Form", emotion=-1.3), Touchpoint(name="Card", emotion=-1.9)))

    assert [(pain.touchpoint, pain.severity.value) for pain in diagnosis.pain_points] == [("Card", 100), ("Form", 100)]


def test_stated_waits_are_compared_with_the_expected_one() -> None:
    """Three hours where one is expected."""
    slow = Touchpoint(name="Reply", expected_wait=timedelta(hours=1), measures={"transition_time": 10_800})
    fine = Touchpoint(name="Call", expected_wait=timedelta(hours=1), measures={"transition_time": 5_000})
    (pain,) = diagnose(by_hand(slow, fine)).pain_points

    assert (pain.kind, pain.touchpoint, pain.effect.value, pain.cause) == ("long_wait", "Reply", 3.0, "long_wait")


def test_stated_rates_are_compared_with_targets_else_with_each_other() -> None:
    """Ten in a hundred where five are planned, and thirty where others have eight."""
    planned = Touchpoint(name="Card", measures={"drop_off_rate": 0.1}, targets={"drop_off_rate": 0.05})
    others = [Touchpoint(name=f"Page {number}", measures={"drop_off_rate": 0.08}) for number in range(3)]
    diagnosis = diagnose(by_hand(planned, Touchpoint(name="Bank", measures={"drop_off_rate": 0.3}), *others))

    assert [(pain.touchpoint, pain.reference.value) for pain in diagnosis.pain_points] == [("Bank", 0.08), ("Card", 0.05)]


def test_pains_in_words_count_once_and_stay_in_the_sentence() -> None:
    """Without any figure, and beside a stated feeling."""
    words = Touchpoint(name="Invoice", pains=["Arrives weeks late."])
    both = Touchpoint(name="Card", emotion=-1.2, pains=["The page just sat there."])
    first, second = diagnose(by_hand(words, both)).pain_points

    assert (first.kind, first.touchpoint, second.kind, second.touchpoint) == ("negative_emotion", "Card", "stated", "Invoice")
    assert "The page just sat there." in first.summary
    assert second.summary == "Invoice hurts, as stated: Arrives weeks late."
    assert second.estimate.value is None


def test_stated_reach_weighs_the_severity() -> None:
    """Half the customers, half as severe."""
    touchpoint = Touchpoint(name="Card", emotion=-1.2, measures={"reach": 0.5})

    assert diagnose(by_hand(touchpoint)).pain_points[0].severity.value == pytest.approx(50)


def test_what_was_stated_by_hand_was_not_tested() -> None:
    """Every kind is listed, stages are flagged by their pains, declared moments of truth are kept."""
    diagnosis = diagnose(by_hand(Touchpoint(name="Card", emotion=-1, moment_of_truth="fmot")))

    assert {item.kind for item in diagnosis.untested} == {detector.kind for detector in DETECTORS}
    assert (diagnosis.friction_stages[0].flagged, diagnosis.friction_stages[0].rate.value) == (True, None)
    assert [(moment.touchpoint, moment.kind) for moment in diagnosis.moments_of_truth] == [("Card", "fmot")]


def test_kinds_can_be_chosen() -> None:
    """Asking for low scores asks for feelings, too."""
    journey_map = by_hand(Touchpoint(name="Card", emotion=-1), Touchpoint(name="Invoice", pains=["Late."]))

    assert [pain.kind for pain in diagnose(journey_map, kinds=["low_score"]).pain_points] == ["negative_emotion"]
    assert [pain.kind for pain in diagnose(journey_map, kinds=["stated"]).pain_points] == ["stated"]
    assert diagnose(journey_map, kinds=["rework"]).pain_points == ()


def test_an_empty_map_has_nothing_to_say() -> None:
    """And is no error."""
    assert diagnose(JourneyMap()).pain_points == ()


def test_a_filled_plan_keeps_only_what_nobody_measured(map_of: MapOf, peers: tuple) -> None:
    """A stated feeling gives way to answers; one without answers stays an assumption, after the measured findings."""
    plan = by_hand(Touchpoint(name="Basket", emotion=-1.5), Touchpoint(name="Wallet", emotion=-1.5))
    diagnosis = diagnose(fill_plan(plan, map_of(*peers), title=None))

    assert [(pain.rank, pain.touchpoint, pain.basis) for pain in diagnosis.pain_points] == [(1, "Wallet", "assumption")]
