"""The order of findings and of stages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.diagnosis.ranking import by_stake, with_attention
from cxjourney.estimate import Estimate
from cxjourney.model.findings import Finding, PainPoint
from cxjourney.model.friction import StageFriction


def pain(
    rank: int,
    severity: float,
    stake: float | None = None,
    *,
    ends: tuple[float, float] | None = None,
    basis: str = "measured",
    stage: str = "pay",
) -> PainPoint:
    """Return a finding with its severity and what it puts at stake."""
    figure = Estimate(value=0.2, n=400, unit="share", method="test")
    low, high = ends or (None, None)
    goals = None if stake is None else Estimate(value=stake, low=low, high=high, n=400, unit="goals per 1,000 journeys", method="test")
    return PainPoint(
        rank=rank,
        kind="drop_off",
        stage=stage,
        stage_id=stage,
        estimate=figure,
        reference=figure,
        effect=figure,
        severity=Estimate(value=severity, n=400, unit="severity", method="test"),
        severity_level="major",
        at_stake=goals,
        at_stake_basis=None if goals is None else basis,
        evidence=Finding(test="test", reference="peers", margin=0.02),
        summary=f"{rank} before.",
    )


def order(*pains: PainPoint) -> list[int]:
    """Return the ranks that findings had, in their new order."""
    return [int(each.summary.split()[0]) for each in by_stake(pains)]


def test_what_is_at_stake_decides_where_it_is_known() -> None:
    """However severe the others are."""
    assert order(pain(1, 50, 10), pain(2, 20, 40), pain(3, 5, 25)) == [2, 3, 1]


def test_without_stakes_the_order_stays_that_of_severity() -> None:
    """Nothing is known that could change it."""
    assert order(pain(1, 50), pain(2, 20), pain(3, 5)) == [1, 2, 3]


def test_an_unknown_stake_comes_before_a_known_one_only_if_it_is_clearly_more_severe() -> None:
    """A point of severity is worth half a goal at least here: 40 points come after 23 goals, 50 before."""
    known = pain(2, 20, 23), pain(3, 20, 10)

    assert order(pain(1, 40), *known) == [2, 1, 3]
    assert order(pain(1, 50), *known) == [1, 2, 3]


def test_an_association_that_could_be_nothing_or_much_is_placed_by_its_severity() -> None:
    """One that is told from nothing, or surely small, is placed by what it says."""
    known = pain(1, 20, 20)
    vague, small, sure = (
        pain(2, 15, 30, ends=(-5, 60), basis="association"),
        pain(3, 15, 1, ends=(-1, 3), basis="association"),
        pain(4, 15, 30, ends=(10, 50), basis="association"),
    )

    assert order(known, vague, small, sure) == [4, 1, 2, 3]


def test_associations_alone_give_severity_no_price() -> None:
    """Nobody knows what a point of severity is worth."""
    assert order(pain(1, 50, 1, ends=(0.5, 2), basis="association"), pain(2, 20, 30, ends=(1, 60), basis="association")) == [1, 2]


@given(st.lists(st.tuples(st.floats(0, 100), st.none() | st.floats(0, 500)), max_size=8))
def test_every_finding_keeps_a_place_of_its_own(figures: list[tuple[float, float | None]]) -> None:
    """Ranks run from 1, and ranking twice changes nothing."""
    ranked = by_stake([pain(rank, *each) for rank, each in enumerate(figures, 1)])

    assert [each.rank for each in ranked] == list(range(1, len(figures) + 1))
    assert by_stake(ranked) == ranked


@given(st.permutations([(50.0, 10.0), (20.0, 40.0), (5.0, None), (80.0, None), (20.0, 0.0)]))
def test_the_order_does_not_depend_on_the_order_before_unless_findings_are_equal(figures: list[tuple[float, float | None]]) -> None:
    """All weights differ."""
    ranked = by_stake([pain(rank, *each) for rank, each in enumerate(figures, 1)])

    assert [(each.severity.value, each.at_stake and each.at_stake.value) for each in ranked] == [
        (20.0, 40.0), (80.0, None), (50.0, 10.0), (5.0, None), (20.0, 0.0)
    ]  # fmt: skip


def test_flagged_stages_are_ordered_for_attention_by_what_is_at_stake_in_them() -> None:
    """Stages stay in their order; those that are not flagged have no place."""
    stages = [
        StageFriction(stage=name, stage_id=name, rate=0.2, flagged=flagged)
        for name, flagged in (("look", True), ("choose", False), ("pay", True))
    ]
    pains = by_stake([pain(1, 50, 10, stage="look"), pain(2, 20, 8, stage="pay"), pain(3, 20, 7, stage="pay")])
    found = with_attention(stages, pains)

    assert [(stage.stage, stage.attention) for stage in found] == [("look", 2), ("choose", None), ("pay", 1)]


@pytest.mark.parametrize("flagged", [True, False])
def test_a_stage_flagged_by_its_target_alone_comes_last(flagged: bool) -> None:  # noqa: FBT001 - a parameter
    """It puts nothing at stake that is known."""
    stages = [StageFriction(stage=name, stage_id=name, rate=0.2, flagged=flagged or name == "pay") for name in ("look", "pay")]
    found = with_attention(stages, [pain(1, 5, stage="pay")])

    assert [stage.attention for stage in found] == [2 if flagged else None, 1]
