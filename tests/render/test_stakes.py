"""What is at stake, as pictures show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cxjourney.estimate import Estimate
from cxjourney.model.chain_fit import ChainFit
from cxjourney.model.evidence import Opportunity
from cxjourney.render import render_map
from cxjourney.render.views.stakes import expected_gain, linked, shown_stake, summed

if TYPE_CHECKING:
    from types import ModuleType

    from cxjourney.model.findings import Diagnosis
    from cxjourney.model.journey_map import JourneyMap

GOALS = "goals per 1,000 journeys"


def goals(value: float, low: float = 1.0, high: float = 99.0) -> Estimate:
    """Return goals at stake."""
    return Estimate(value=value, low=low, high=high, n=8_000, unit=GOALS, method="test")


def money(value: float) -> Estimate:
    """Return money at stake."""
    return Estimate(value=value, low=value / 2, high=2 * value, n=8_000, unit="money", method="test")


@pytest.fixture
def bikes(examples: ModuleType) -> tuple[JourneyMap, Diagnosis]:
    """Return the map of renting a bike with its findings."""
    journey_map = examples.bike_map()
    return journey_map, examples.bike_diagnosis(journey_map)


@pytest.fixture
def pains(bikes: tuple) -> tuple:
    """Return three findings: one measured, one associated, one about which nothing can be said."""
    _, diagnosis = bikes
    first, second, third = diagnosis.pain_points[:3]
    return (
        first.replace(at_stake=goals(42.0), money_at_stake=money(51_000), at_stake_basis="measured"),
        second.replace(at_stake=goals(6.4), money_at_stake=money(7_000), at_stake_basis="association"),
        third.replace(at_stake=Estimate.missing(GOALS, method="Nobody comes here before the goal.")),
    )


def drawn(bikes: tuple, pains: tuple, **changes: object) -> str:
    """Return the words on the map with these findings."""
    journey_map, diagnosis = bikes
    journey_map = journey_map.replace(**changes) if changes else journey_map
    picture = render_map(journey_map, diagnosis=diagnosis.replace(pain_points=pains)).text
    return re.sub(r"(<[^>]+>|[ \n])+", " ", picture)


def test_money_is_shown_before_goals_and_associations_promise_nothing(pains: tuple) -> None:
    """What goes with a pain is not what would be won."""
    assert shown_stake(pains[0]) == money(51_000)
    assert shown_stake(pains[0].replace(money_at_stake=None)) == goals(42.0)
    assert [shown_stake(pain) for pain in pains[1:]] == [None, None]
    assert summed(pains) == Estimate(value=51_000, unit="money")


def test_cards_show_the_money_and_what_an_association_goes_with(bikes: tuple, pains: tuple) -> None:
    """The total holds the measured finding only."""
    text = drawn(bikes, pains, currency="EUR")

    assert "€51k" in text
    assert "goes with €7k less" in text
    assert "ranked by money at stake" in text
    assert "an association, not what would be won" in text


def test_money_that_only_goes_with_a_pain_is_not_called_unknown(bikes: tuple, pains: tuple) -> None:
    """The lane is ranked by severity then, and says no more."""
    text = drawn(bikes, (pains[1].replace(rank=1),))

    assert "goes with €7k less" in text
    assert "ranked by severity" in text
    assert "money unknown" not in text


def test_without_values_the_goals_are_shown(bikes: tuple, pains: tuple) -> None:
    """Small numbers keep a digit."""
    text = drawn(bikes, tuple(pain.replace(money_at_stake=None) for pain in pains))

    assert "42\u00a0goals per\u00a01,000" in text
    assert "goes with 6.4\u00a0goals per\u00a01,000 less" in text
    assert "ranked by goals at stake" in text


def test_an_association_that_could_be_nothing_is_not_drawn(bikes: tuple, pains: tuple) -> None:
    """The table still has it, with its interval."""
    vague = pains[1].replace(at_stake=goals(6.4, low=-3.0), money_at_stake=None)

    assert linked(None, vague) is None  # type: ignore[arg-type]
    assert "goes with" not in drawn(bikes, (pains[0], vague))


def test_an_opportunity_can_win_no_more_than_is_at_stake(bikes: tuple, pains: tuple) -> None:
    """A gain that somebody states stays as it is stated."""
    journey_map, _ = bikes
    place = pains[0].touchpoint_id
    chances = [Opportunity(name="Fix it", touchpoint=place), Opportunity(name="Buy it", touchpoint=place, gain=9_000)]
    text = drawn(bikes, pains, opportunities=chances, currency="EUR")

    assert "up to €51k" in text
    assert "+€9k" in text
    assert journey_map.opportunities != chances


def test_the_largest_stake_of_a_stage_is_its_expected_gain(pains: tuple) -> None:
    """Fixing several pains at one place wins less than their sum."""

    class Source:
        """Only the findings."""

    source = Source()
    source.pains = pains  # type: ignore[attr-defined]

    assert expected_gain(source, [], pains[0].stage_id) == money(51_000)  # type: ignore[arg-type]
    assert expected_gain(source, ["nowhere"], None) is None  # type: ignore[arg-type]


def test_a_poor_fit_is_said_under_the_map(bikes: tuple, pains: tuple) -> None:
    """And only where something is at stake."""
    journey_map, diagnosis = bikes
    fit = ChainFit(level="poor", length_distance=0.2, reach_distance=0.1, goal_distance=0.1, n=8_000, summary="Poor.")
    judged: Diagnosis = diagnosis.replace(pain_points=pains, fit=fit)

    assert "fits these journeys poorly" in render_map(journey_map, diagnosis=judged).text
    assert "poorly" not in render_map(journey_map, diagnosis=judged.replace(pain_points=pains[2:])).text
