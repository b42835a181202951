from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.cli.console import show
from cxjourney.cli.finding_parts import diagnosis_parts
from cxjourney.estimate import Estimate
from cxjourney.model.findings import Diagnosis, Finding, MomentOfTruth, PainPoint, Untested
from cxjourney.model.friction import StageFriction

if TYPE_CHECKING:
    import pytest

PAIN = PainPoint(
    rank=1,
    kind="drop_off",
    stage="Pay",
    touchpoint="Card payment",
    channel="Mobile app",
    estimate=Estimate(value=0.26, low=0.24, high=0.28, n=3_100),
    reference=0.09,
    effect=0.17,
    q_value=0.001,
    severity=Estimate(value=41, low=35, high=47, n=3_100),
    severity_level="critical",
    evidence=Finding(test="drop-off", reference="peers", margin=0.02),
    summary="Card payment loses 26% of the customers who reach it, nearly three times as many as the other touchpoints of the journey do.",
)
STAGE = StageFriction(stage="Pay", stage_id="pay", rate=0.44, parts={"ended": 0.4, "bad_score": 0.05}, flagged=True)


def test_a_diagnosis_is_two_tables_and_notes(capsys: pytest.CaptureFixture[str]) -> None:
    """Each finding and each stage is one whole line when no terminal limits it."""
    diagnosis = Diagnosis(
        pain_points=(PAIN,),
        friction_stages=(STAGE,),
        untested=(Untested(kind="long_wait", reason="too few", locations=(PAIN.location,)),),
        notes=("a",),
    )

    show(*diagnosis_parts(diagnosis))

    lines = capsys.readouterr().out.splitlines()
    finding = next(line for line in lines if line.startswith("1"))
    assert "critical 41" in finding
    assert "Pay / Card payment / Mobile app" in finding
    assert PAIN.summary in finding
    assert any("ended 40%, bad score 5%" in line and "needed" in line for line in lines)
    assert lines[-2:] == ["Not tested: long_wait at Pay / Card payment / Mobile app: too few", "Note: a"]


def test_what_is_at_stake_stands_beside_the_finding(capsys: pytest.CaptureFixture[str]) -> None:
    """Goals with their interval, money, and what is only an association; moments of truth are named."""
    goals = Estimate(value=85.42, low=62.6, high=108.2, n=8_000, unit="goals per 1,000 journeys")
    measured = PAIN.replace(at_stake=goals, money_at_stake=75_190, at_stake_basis="measured")
    linked = PAIN.replace(rank=2, at_stake=goals.replace(value=62.2), at_stake_basis="association")
    unknown = PAIN.replace(rank=3, at_stake=Estimate.missing("goals per 1,000 journeys"))
    moment = MomentOfTruth(touchpoint="Sign in", touchpoint_id="sign-in")

    show(*diagnosis_parts(Diagnosis(pain_points=(measured, linked, unknown), moments_of_truth=(moment,))))

    out = capsys.readouterr().out
    assert "85 (63 to 108), 75,190 in money" in out
    assert "62 (63 to 108) (association)" in out
    assert next(line for line in out.splitlines() if line.startswith("3")).rstrip().endswith("–")
    assert "Moments of truth: Sign in" in out


def test_a_stake_below_nothing_is_told_as_no_loss(capsys: pytest.CaptureFixture[str]) -> None:
    """With its currency, a minus sign and the reason."""
    goals = Estimate(value=-4.2, low=-8.0, high=-1.0, n=8_000, unit="goals per 1,000 journeys")
    money = Estimate(value=-416.0, n=8_000, unit="EUR")

    show(*diagnosis_parts(Diagnosis(pain_points=(PAIN.replace(at_stake=goals, money_at_stake=money, at_stake_basis="association"),))))

    out = capsys.readouterr().out
    assert "−4.20 (−8.00 to −1.00), −416 EUR (association) (those who met it reached the goal more often)" in out


def test_no_findings_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty diagnosis is not an empty page."""
    show(*diagnosis_parts(Diagnosis()))

    assert "none found" in capsys.readouterr().out
