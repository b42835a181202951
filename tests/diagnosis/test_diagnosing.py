"""A diagnosis as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

import cxjourney as cx
from cxjourney.diagnosis import Candidates, Margins, diagnose, friction_stages, pain_points
from cxjourney.diagnosis.rates import compared_rates
from cxjourney.diagnosis.rework import Rework
from cxjourney.errors import ModelError, OptionError, StatisticsError
from cxjourney.inference.ratios import shares
from cxjourney.model.journey_map import JourneyMap

if TYPE_CHECKING:
    from cxjourney.diagnosis.context import Context
    from cxjourney.statistics import JourneyStatistics

MapOf = Callable[..., JourneyMap]


@pytest.fixture
def hurting(map_of: MapOf, peers: tuple, place: type) -> JourneyMap:
    """Return a map with three pain points at two touchpoints."""
    return map_of(*peers, place("Card payment", leave=0.2, rework=0.3, valence=0.5), place("Voucher", visits=900, leave=0.3, valence=0.5))


def test_findings_carry_their_evidence(hurting: JourneyMap) -> None:
    """Figure, reference, effect, q, customers, reach, severity and a sentence."""
    pain = next(pain for pain in diagnose(hurting).pain_points if pain.kind == "drop_off" and pain.touchpoint == "Card payment")

    assert (pain.estimate.value, pain.reference.value) == (pytest.approx(0.2, abs=0.01), pytest.approx(0.08, abs=0.01))
    assert pain.effect.value == pytest.approx(pain.estimate.value - pain.reference.value)
    assert pain.effect.low < pain.effect.value < pain.effect.high
    assert pain.q_value <= 0.05
    assert (pain.n_customers, pain.reach.value) == (4_000, pytest.approx(0.4))
    assert pain.affected_customers.value == pytest.approx(4_000 * pain.effect.value)
    assert pain.severity.value == pytest.approx(100 * 0.4 * pain.effect.value / 0.15)
    assert (pain.severity_level, pain.basis, pain.at_stake.value) == ("critical", "measured", None)
    assert dict(pain.evidence.counts)["visits at risk"] == 4_000


def test_the_sentence_has_the_numbers(hurting: JourneyMap) -> None:
    """What, where, how much, against what, from how many, how surely."""
    summary = next(pain.summary for pain in pain_points(hurting, kinds=["drop_off"]) if pain.touchpoint == "Card payment")

    assert summary.startswith("Customers leave at Card payment more than at its peers: 20% (")
    assert summary.endswith("n 4,000, q < 0.001.")
    assert "abnormal" not in summary


def test_findings_are_ranked_by_severity(hurting: JourneyMap) -> None:
    """The worst first, ranks from one."""
    pains = pain_points(hurting)

    assert [pain.rank for pain in pains] == [1, 2, 3]
    assert [pain.severity.value for pain in pains] == sorted((pain.severity.value for pain in pains), reverse=True)


def test_equal_findings_are_ordered_by_kind_and_place(map_of: MapOf, peers: tuple, place: type) -> None:
    """Ties in severity and customers leave nothing to chance."""
    twins = [place(name, rework=0.95, hours=30.0, valence=0.5, phase=7) for name in ("Voucher", "Gift card")]
    pains = pain_points(map_of(*peers, *twins), kinds=["rework", "long_wait"])

    assert [(pain.kind, pain.touchpoint) for pain in pains] == [
        ("rework", "Voucher"),
        ("rework", "Gift card"),
        ("long_wait", "Voucher"),
        ("long_wait", "Gift card"),
    ]


def test_waits_that_nobody_declared_are_moderate_at_most(map_of: MapOf, peers: tuple, place: type) -> None:
    """Steps that take long may be what customers want; the evidence says that no wait is declared."""
    pain = pain_points(map_of(*peers, place("Card payment", hours=30.0, valence=0.5, visits=10_000)), kinds=["long_wait"])[0]

    assert (pain.severity_level, pain.severity.value) == ("moderate", pytest.approx(14.9))
    assert "No expected wait is declared" in pain.evidence.test


def test_the_same_map_gives_the_same_diagnosis(hurting: JourneyMap) -> None:
    """And the map is as it was."""
    before = hurting.model_dump_json()

    assert diagnose(hurting) == diagnose(hurting)
    assert hurting.model_dump_json() == before


def test_q_values_count_both_families(hurting: JourneyMap) -> None:
    """A finding's q-value can be compared with fdr as it is: a stricter rate keeps those below it."""
    everything = diagnose(hurting, fdr=0.2)
    strict = diagnose(hurting, fdr=1e-9)

    assert [pain.touchpoint for pain in strict.pain_points] == [pain.touchpoint for pain in everything.pain_points if pain.q_value <= 1e-9]


def test_effects_have_wider_intervals_than_promised_for_one(hurting: JourneyMap) -> None:
    """They were selected from many, and say at which level they were made."""
    pain = diagnose(hurting).pain_points[0]

    assert "made at level 0.99" in pain.effect.method
    assert pain.effect.level == 0.95


def test_margins_can_be_changed(hurting: JourneyMap) -> None:
    """A mapping changes some of them."""
    assert diagnose(hurting, margins={"drop_off": 0.5, "rework": 0.5}).pain_points == ()
    assert diagnose(hurting, margins=Margins(drop_off=0.5, rework=0.5)).pain_points == ()


def test_kinds_can_be_chosen(hurting: JourneyMap) -> None:
    """Only what was asked for is tested and listed."""
    diagnosis = diagnose(hurting, kinds=["rework"])

    assert {pain.kind for pain in diagnosis.pain_points} == {"rework"}
    assert {item.kind for item in diagnosis.untested} <= {"rework"}


@dataclass(frozen=True)
class Nothing(Rework):
    """A detector of one's own: the share of visits without any next visit."""

    kind: str = "silence"

    def candidates(self, statistics: JourneyStatistics, context: Context) -> Candidates:
        """Measure and test every touchpoint."""
        del statistics
        silent = context.sums("visits", "visits") - context.sums("visits", "followed")
        measured = shares(silent, context.sums("visits", "visits"))
        return compared_rates(context, measured, margin=0.05, targets=context.targets("silence"))


def test_detectors_of_ones_own_are_treated_like_the_others(hurting: JourneyMap) -> None:
    """They get q-values, severity, sentences and a rank."""
    pains = pain_points(hurting, kinds=[Nothing(), "drop_off"])

    assert {pain.kind for pain in pains} == {"silence", "drop_off"}


def test_unknown_kinds_are_named(hurting: JourneyMap) -> None:
    """With the closest one."""
    with pytest.raises(OptionError, match="did you mean 'rework'"):
        diagnose(hurting, kinds=["rewrok"])
    with pytest.raises(TypeError, match="names or detectors"):
        diagnose(hurting, kinds=[3])  # type: ignore[list-item]


@pytest.mark.parametrize("option", [{"fdr": 0}, {"fdr": 5}, {"level": 1.0}])
def test_rates_lie_between_0_and_1(hurting: JourneyMap, option: dict[str, float]) -> None:
    """An impossible rate is refused by name."""
    with pytest.raises(OptionError, match="must lie between 0 and 1"):
        diagnose(hurting, **option)


def test_impossible_margins_are_refused(hurting: JourneyMap) -> None:
    """By the model that holds them."""
    with pytest.raises(ModelError, match="long_wait"):
        diagnose(hurting, margins={"long_wait": 0.5})
    with pytest.raises(ModelError, match="drop_of"):
        diagnose(hurting, margins={"drop_of": 0.5})


def test_a_measured_map_without_statistics_says_what_is_missing(hurting: JourneyMap) -> None:
    """Nothing is guessed from published figures."""
    with pytest.raises(StatisticsError, match=r"save\(path, statistics=True\)"):
        diagnose(hurting.with_statistics(None))


def test_anything_but_a_map_is_refused(hurting: JourneyMap) -> None:
    """Statistics and logs become maps first."""
    with pytest.raises(TypeError, match="found JourneyStatistics; make one with discover_map"):
        diagnose(hurting.statistics)


def test_margins_of_nothing_still_have_peers(hurting: JourneyMap) -> None:
    """Any difference counts, and the reference's own error still does, too."""
    diagnosis = diagnose(hurting, margins={"drop_off": 0, "drop_off_ratio": 1, "rework": 0, "long_wait": 1, "low_score": 0})

    assert diagnosis.tested == diagnose(hurting).tested
    assert {pain.touchpoint for pain in diagnosis.pain_points} >= {"Card payment", "Voucher"}


def test_touchpoints_renamed_since_are_still_found(hurting: JourneyMap) -> None:
    """Identifiers outlive names, and the sentence uses the new one."""
    stage = hurting.stage("Pay")
    renamed = tuple(each.replace(name="Kartenzahlung") if each.name == "Card payment" else each for each in stage.touchpoints)
    stages = tuple(stage.replace(touchpoints=renamed) if each.id == stage.id else each for each in hurting.stages)
    pains = pain_points(hurting.replace(stages=stages))

    assert {pain.touchpoint for pain in pains} == {"Kartenzahlung", "Voucher"}
    assert {pain.touchpoint_id for pain in pains} == {"card-payment", "voucher"}


def test_planned_touchpoints_that_nobody_visited_are_noted(hurting: JourneyMap) -> None:
    """They are not tested, and that is said."""
    stage = hurting.stage("Pay")
    stages = tuple(stage.replace(touchpoints=(*stage.touchpoints, "Wallet")) if each.id == stage.id else each for each in hurting.stages)

    assert diagnose(hurting.replace(stages=stages)).notes[0] == "Never observed and therefore not tested: Wallet."


def test_rare_touchpoints_that_were_summed_are_noted(statistics_of: Callable[..., JourneyStatistics], peers: tuple, place: type) -> None:
    """The map shows them as one; they are not tested."""
    from cxjourney.discovery import discover_map

    diagnosis = diagnose(discover_map(statistics_of(*peers, place("Rare", visits=50)), max_touchpoints=6))

    assert any("summed" in note for note in diagnosis.notes)


def test_the_parts_alone_are_those_of_the_whole(hurting: JourneyMap) -> None:
    """`pain_points` and `friction_stages` repeat what `diagnose` says."""
    diagnosis = diagnose(hurting)

    assert pain_points(hurting) == diagnosis.pain_points
    assert friction_stages(hurting) == diagnosis.friction_stages


def test_forty_touchpoints_take_a_blink(map_of: MapOf, place: type, cell: type, quick: Callable[..., bool]) -> None:
    """With five channels and segments each. The aim is 150 ms; a busy machine gets four times that, of its own time."""
    parts = tuple(cell(name, share) for name, share in (("App", 0.3), ("Phone", 0.2), ("Web", 0.5), ("New", 0.5), ("Old", 0.5)))
    journey_map = map_of(*(place(f"Page {number}", stage=f"Stage {number // 8}", valence=0.5, cells=parts) for number in range(40)))
    diagnose(journey_map)

    assert quick(0.6, lambda: diagnose(journey_map))


def test_touchpoints_that_look_like_natural_ends_are_named_in_the_diagnosis(map_of: MapOf, peers: tuple) -> None:
    """Whether their endings are natural decides how drop-off reads; other notes of the map stay with the map."""
    asked = "Nearly all visits to 'Lost' (97%) end the journey: if that is natural, declare it with ends=."
    diagnosis = diagnose(map_of(*peers).replace(notes=("The stages were found from the order of visits.", asked)))

    assert diagnosis.notes == (asked,)
    assert str(diagnosis).endswith(f"note: {asked}")


def test_who_comes_often_is_more_likely_affected_and_counted_once(map_of: MapOf, peers: tuple, place: type) -> None:
    """Half of four visits go wrong beyond the reference: of sixteen customers fifteen have met it."""
    often = place("Card payment", rework=0.55, leave=0.1, visits_per_customer=4)
    pain = next(pain for pain in diagnose(map_of(*peers, often), kinds=["rework"]).pain_points if pain.touchpoint == "Card payment")
    visits = pain.estimate.n / pain.n_customers

    assert pain.n_customers == 1_000
    assert pain.affected_customers.value == pytest.approx(1_000 * (1 - (1 - pain.effect.value) ** visits))
    assert 900 < pain.affected_customers.value < 1_000


def test_pain_points_alone_are_those_of_the_whole_diagnosis() -> None:
    """In the same order, with the same stakes."""
    shop = cx.datasets.sample_shop(customers=1_500)
    journey_map = cx.discover_map(shop.events, goal=shop.goal)

    assert pain_points(journey_map) == diagnose(journey_map).pain_points
    assert pain_points(journey_map, kinds=["rework"]) == diagnose(journey_map, kinds=["rework"]).pain_points
