"""An earlier period as the reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cxjourney.diagnosis import diagnose
from cxjourney.errors import StatisticsError
from cxjourney.model.journey_map import JourneyMap

if TYPE_CHECKING:
    from cxjourney.model.findings import Diagnosis

MapOf = Callable[..., JourneyMap]
WORSE = {"leave": 0.14, "rework": 0.16, "hours": 2.5, "valence": 0.0}


def found(diagnosis: Diagnosis) -> set[tuple[str, str | None]]:
    """Return kinds and touchpoints of the findings."""
    return {(pain.kind, pain.touchpoint) for pain in diagnosis.pain_points}


def test_what_got_worse_everywhere_shows_against_the_earlier_period(map_of: MapOf, peers: tuple) -> None:
    """Against each other the touchpoints are alike."""
    before, after = map_of(*peers), map_of(*(replace(each, **WORSE) for each in peers))

    assert found(diagnose(after)) == set()
    assert found(diagnose(after, earlier=before)) == {
        (kind, each.name) for each in peers for kind in ("drop_off", "rework", "long_wait", "low_score")
    }


def test_the_earlier_period_is_named(map_of: MapOf, peers: tuple) -> None:
    """In the sentence, the evidence and the reference."""
    after = map_of(*(replace(each, **WORSE) for each in peers))
    pain = diagnose(after, earlier=map_of(*peers), kinds=["drop_off"]).pain_points[0]

    assert "than in the earlier period: 14%" in pain.summary
    assert pain.evidence.reference == "the same touchpoint in the earlier period"
    assert (pain.reference.value, pain.reference.n) == (pytest.approx(0.08, abs=0.002), 4_000)


def test_what_was_always_so_is_no_news(map_of: MapOf, peers: tuple, place: type) -> None:
    """A touchpoint that differs from its peers, as it did before."""
    journey_map = map_of(*peers, place("Card payment", leave=0.3))

    assert found(diagnose(journey_map)) == {("drop_off", "Card payment")}
    assert found(diagnose(journey_map, earlier=journey_map.statistics)) == set()


def test_new_touchpoints_are_compared_with_their_peers(map_of: MapOf, peers: tuple, place: type) -> None:
    """They have no earlier period."""
    pain = diagnose(map_of(*peers, place("Wallet", leave=0.3)), earlier=map_of(*peers)).pain_points[0]

    assert (pain.touchpoint, "at its peers" in pain.summary) == ("Wallet", True)
    assert "earlier" not in pain.evidence.reference


def test_touchpoints_hardly_seen_then_are_compared_with_their_peers(map_of: MapOf, peers: tuple, place: type) -> None:
    """Twenty customers are no reference."""
    before = map_of(*peers, place("Card payment", visits=20))
    pain = diagnose(map_of(*peers, place("Card payment", leave=0.3)), earlier=before, kinds=["drop_off"]).pain_points[0]

    assert "at its peers" in pain.summary
    assert pain.evidence.reference.endswith("; too few customers were seen here in the earlier period to compare with")


def test_an_unsure_earlier_figure_is_compared_with_all_the_same(map_of: MapOf, peers: tuple, place: type) -> None:
    """A touchpoint that was bad among a hundred customers and still is as bad is no news, although its peers are better."""
    before = map_of(*peers, place("Card payment", visits=100, leave=0.3))
    after = map_of(*peers, place("Card payment", leave=0.3))

    assert diagnose(after, earlier=before, kinds=["drop_off"]).pain_points == ()


def test_a_plan_comes_before_the_earlier_period(map_of: MapOf, peers: tuple) -> None:
    """What was agreed counts."""
    journey_map = map_of(*peers)
    stage = journey_map.stages[0]
    basket = stage.touchpoints[0].replace(targets={"drop_off_rate": 0.03})
    planned = journey_map.replace(stages=(stage.replace(touchpoints=(basket, *stage.touchpoints[1:])), *journey_map.stages[1:]))

    assert "than planned" in diagnose(planned, earlier=journey_map, kinds=["drop_off"]).pain_points[0].summary


def test_the_same_customers_make_a_change_more_certain(map_of: MapOf, peers: tuple) -> None:
    """The folds of both periods vary together, which the effect's interval shows."""
    after = map_of(*(replace(each, leave=0.14) for each in peers))
    same = diagnose(after, earlier=map_of(*peers), kinds=["drop_off"]).pain_points[0]
    others = [replace(each, phase=number + 3) for number, each in enumerate(peers)]
    different = diagnose(after, earlier=map_of(*others), kinds=["drop_off"]).pain_points

    assert same.effect.high - same.effect.low < min(pain.effect.high - pain.effect.low for pain in different)


def test_an_earlier_map_without_statistics_is_refused(map_of: MapOf, peers: tuple) -> None:
    """As is anything that is no map."""
    journey_map = map_of(*peers)
    with pytest.raises(StatisticsError, match="no statistics beside it"):
        diagnose(journey_map, earlier=journey_map.with_statistics(None))
    with pytest.raises(TypeError, match="found str"):
        diagnose(journey_map, earlier="last year")  # type: ignore[arg-type]


def test_periods_that_share_no_touchpoint_are_refused(map_of: MapOf, peers: tuple) -> None:
    """Names tell which is which."""
    journey_map = map_of(*peers, goal=None)
    other = map_of(*(replace(each, name=f"Old {each.name}") for each in peers), goal=None)
    stages = tuple(stage for stage in journey_map.stages if stage.name != "Done")

    with pytest.raises(StatisticsError, match="None of the touchpoints"):
        diagnose(journey_map.replace(stages=stages, transitions=()), earlier=other)


def test_another_goal_is_noted(map_of: MapOf, peers: tuple) -> None:
    """Rates may not mean the same."""
    diagnosis = diagnose(map_of(*peers), earlier=map_of(*peers, goal=None))

    assert any("another goal" in note for note in diagnosis.notes)
