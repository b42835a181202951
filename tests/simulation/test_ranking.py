"""Which fixes are worth most, alone and together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import cxjourney as cx
from cxjourney.simulation.ranking import SELECTED, reversed_notes

if TYPE_CHECKING:
    from collections.abc import Callable


def test_fixes_alone_are_what_what_if_says_the_best_first(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """One forecast each."""
    ranking = cx.rank_fixes(shop, diagnosis)
    values = [each.revenue_change.value for each in ranking.singles]

    assert values == sorted(values, reverse=True)
    assert [each.rank for each in ranking.singles] == list(range(1, len(values) + 1))
    for each in ranking.singles:
        assert each.goals_change == cx.what_if(shop, each.fix).goals_change
        assert each.summary.startswith(str(each.fix))


def test_the_best_together_act_on_each_other(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """Each step is what it adds to those before it, and the last total is the forecast of all."""
    ranking = cx.rank_fixes(shop, diagnosis, best=3)
    together = cx.what_if(shop, *(each.fix for each in ranking.together))
    alone = {each.fix: each.goals_change.value for each in ranking.singles}

    assert len(ranking.together) == 3
    assert ranking.together[-1].total_goals_change.value == pytest.approx(together.goals_change.value)
    assert sum(each.goals_change.value for each in ranking.together) == pytest.approx(together.goals_change.value)
    assert ranking.together[1].goals_change.value > alone[ranking.together[1].fix]
    assert "together" in ranking.summary


def test_every_step_has_an_interval_that_holds_it(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """Also what it adds to others."""
    for each in cx.rank_fixes(shop, diagnosis).together:
        for estimate in (each.goals_change, each.total_goals_change, each.revenue_change):
            assert estimate.low <= estimate.value <= estimate.high


def test_what_costs_more_than_it_wins_is_not_in_the_plan(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """And stands last, with what is lost."""
    pains = [pain for pain in diagnosis.pain_points if pain.kind == "drop_off"][:2]
    fixes = [cx.Fix(pains[0], cost=10_000_000), cx.Fix(pains[1], cost=10)]
    ranking = cx.rank_fixes(shop, fixes)

    assert [each.fix for each in ranking.together] == [fixes[1]]
    assert ranking.singles[-1].fix == fixes[0]
    assert ranking.singles[-1].net_change.value < 0
    assert "after a cost of" in ranking.singles[0].summary


def test_what_costs_more_to_serve_than_it_wins_is_not_in_the_plan(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """Whoever is kept makes more visits; where each costs a million, no goal is worth them, though the fix itself is free."""
    dear = shop.replace(channels=[each.replace(cost_per_contact=1_000_000) for each in shop.channels])
    pain = next(pain for pain in diagnosis.pain_points if pain.kind == "drop_off")

    cheap, costly = (cx.rank_fixes(each, [pain]) for each in (shop, dear))

    assert [each.fix.pain_point for each in cheap.together] == [pain]
    assert (len(costly.singles), costly.together) == (1, ())


def test_only_an_order_that_was_chosen_is_said_to_be(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """One fix alone was not picked from others for its figures."""
    one, two = (cx.rank_fixes(shop, diagnosis.pain_points[:count]) for count in (1, 2))

    assert (len(one.singles), len(two.singles)) == (1, 2)
    assert SELECTED not in one.notes
    assert SELECTED in two.notes


def test_what_cannot_be_forecast_is_listed_with_the_reason(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """Nothing is left out in silence."""
    pain = diagnosis.pain_points[0]
    ranking = cx.rank_fixes(shop, [*diagnosis.pain_points, pain.replace(kind="handoff")])

    assert len(ranking.singles) + len(ranking.skipped) == len(diagnosis.pain_points) + 1
    assert all(why for _, why in ranking.skipped)
    assert any(what.startswith("fix handoff") for what, _ in ranking.skipped)


def test_without_fixes_nothing_is_ranked(shop: cx.JourneyMap) -> None:
    """An empty plan is an answer."""
    ranking = cx.rank_fixes(shop, [])

    assert (ranking.singles, ranking.together, ranking.summary) == ((), (), "No fix could be forecast.")


def test_a_ranking_survives_json_and_makes_rows_and_html(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """Nothing is lost on the way."""
    ranking = cx.rank_fixes(shop, diagnosis, best=2)
    rows = ranking.to_rows()

    assert cx.FixRanking.model_validate_json(ranking.model_dump_json()) == ranking
    assert {row["list"] for row in rows} == {"single", "together"}
    assert "<table>" in ranking._repr_html_()
    assert str(ranking).startswith(ranking.summary)
    assert repr(ranking).endswith("not forecast>")


@pytest.mark.parametrize(("best", "kind"), [(0, cx.OptionError), (True, TypeError), (1.5, TypeError)])
def test_a_plan_of_nothing_is_refused(shop: cx.JourneyMap, best: int, kind: type[Exception]) -> None:
    """At least one fix."""
    with pytest.raises(kind):
        cx.rank_fixes(shop, best=best)


def test_what_is_no_fix_is_refused(shop: cx.JourneyMap, map_of: Callable[..., cx.JourneyMap], diagnosis: cx.Diagnosis) -> None:
    """And a finding of another map."""
    other = map_of({("A", "Bought"): 50, ("A",): 20})

    with pytest.raises(TypeError, match="Diagnosis, PainPoints or Fixes"):
        cx.rank_fixes(shop, ["Basket"])  # type: ignore[list-item]
    with pytest.raises(cx.OptionError, match="diagnosis is of another map: 'Journey to Bought' has no place"):
        cx.rank_fixes(other, diagnosis)


def test_a_fix_that_goes_with_fewer_goals_is_explained(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """Those who complain may be those who stay: an association is no reason not to mend what hurts."""
    single = cx.rank_fixes(shop, diagnosis).singles[0]
    fewer = single.goals_change.replace(value=-50.0, low=-90.0, high=-10.0)

    notes = reversed_notes([single.replace(basis="association", goals_change=fewer), single])

    assert len(notes) == 1
    assert str(single.fix) in notes[0]
    assert "nothing against the fix" in notes[0]
    assert reversed_notes([single]) == ()


def test_the_diagnosis_of_the_same_log_without_its_goal_is_refused(shop: cx.JourneyMap) -> None:
    """All its touchpoints are there, with the same figures."""
    sample = cx.datasets.sample_shop(customers=3_000)

    with pytest.raises(cx.OptionError, match="the diagnosis is of another map: it knows no goal"):
        cx.rank_fixes(shop, cx.diagnose(cx.discover_map(sample.events)))


def test_the_diagnosis_of_another_goal_is_refused(shop: cx.JourneyMap) -> None:
    """Its journeys end elsewhere."""
    sample = cx.datasets.sample_shop(customers=3_000)

    with pytest.raises(cx.OptionError, match="the diagnosis is of another map: it is of 'Journey to Card payment'"):
        cx.rank_fixes(shop, cx.diagnose(cx.discover_map(sample.events, goal="Card payment")))


def test_a_diagnosis_from_before_the_map_was_renamed_is_taken(shop: cx.JourneyMap, diagnosis: cx.Diagnosis) -> None:
    """It is the same map by another title."""
    assert cx.rank_fixes(shop.replace(title="Shop"), diagnosis, best=1).singles


@pytest.mark.parametrize("fixes", [7, 0.5, object()])
def test_what_is_no_list_of_fixes_is_refused(fixes: object) -> None:
    """By its type."""
    with pytest.raises(TypeError, match=r"fixes takes what diagnose\(\) returns, pain points or Fixes, found"):
        cx.rank_fixes(cx.JourneyMap(stages={"Pay": [cx.Touchpoint(name="Card", measures={"drop_off_rate": 0.1})]}), fixes)  # type: ignore[arg-type]
