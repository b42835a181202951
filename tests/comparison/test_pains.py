"""What became of pain points, told from the figures they rest on."""

from __future__ import annotations

import pytest

import cxjourney as cx
from cxjourney.comparison.elements import Pairing
from cxjourney.comparison.pains import pain_changes
from cxjourney.model.metric import Metric

CARD = cx.Touchpoint(name="Card")
BOTH = Pairing(stages=(), touchpoints=((CARD, CARD),), channels=(), segments=())
METRICS = (
    Metric(name="ces2", kind="ces", low=1, high=7, favourable=5, unfavourable=3),
    Metric(name="csat", kind="csat", low=1, high=5, favourable=4, unfavourable=2),
)


def pain(kind: str) -> cx.PainPoint:
    """Return a pain point about scores."""
    figure = cx.Estimate(value=-1.0, unit="valence")
    return cx.PainPoint(
        rank=1, kind=kind, stage="Pay", stage_id="pay", touchpoint="Card", touchpoint_id="card", estimate=figure, reference=figure,
        effect=figure, severity=cx.Estimate(value=40), severity_level="critical",
        evidence={"test": "t", "reference": "r", "margin": 0}, summary="Card dissatisfies customers.",
    )  # fmt: skip


def differing(measure: str, q_value: float | None) -> cx.Difference:
    """Return a difference for the better."""
    sides = {"before": cx.Estimate(value=0.4, n=90), "after": cx.Estimate(value=0.6, n=90)}
    apart = cx.Estimate(value=0.2, low=0.1, high=0.3, n=90)
    flagged = q_value is not None and q_value <= 0.05
    return cx.Difference(
        measure=measure, touchpoint="Card", touchpoint_id="card", **sides, difference=apart, better=True, q_value=q_value, flagged=flagged
    )


@pytest.mark.parametrize(
    ("kind", "q_values", "status", "measure"),
    [
        ("low_score", {"csat": 0.8, "ces2": 0.001}, "unclear", "csat"),
        ("high_effort", {"csat": 0.8, "ces2": 0.001}, "solved", "ces2"),
        ("high_effort", {"csat": 0.001, "ces2": None}, "unclear", "ces2"),
        ("negative_emotion", {"csat": 0.001, "ces2": 0.001, "valence": None}, "unclear", "valence"),
    ],
)
def test_a_pain_is_judged_by_the_scores_it_rests_on(kind: str, q_values: dict[str, float | None], status: str, measure: str) -> None:
    """Better effort does not solve low satisfaction, and the figure that is told is that of the finding, tested or not."""
    differences = [differing(name, q_value) for name, q_value in q_values.items()]

    (found,) = pain_changes([pain(kind)], [], BOTH, differences, METRICS, tested=True)

    assert (found.status, found.difference.measure) == (status, measure)


@pytest.mark.parametrize(("status", "alike"), [("solved", False), ("new", False), ("unclear", False), ("remaining", True)])
def test_a_pain_point_of_one_side_is_a_difference(status: str, *, alike: bool) -> None:
    """Also where it is not clear what became of it."""
    changed = cx.PainChange(status=status, kind="drop_off", touchpoint="Card", touchpoint_id="card")

    assert cx.Comparison(**{status: [changed]}).is_empty is alike


def test_a_figure_of_a_part_is_not_that_of_the_whole() -> None:
    """Who asks for a touchpoint, or for nothing, does not get one of its channels."""
    part = differing("csat", 0.8).replace(channel="Phone", channel_id="phone")
    found = cx.Comparison(differences=[part])

    assert found.difference("csat", touchpoint="card", channel="Phone") == part
    assert found.difference("csat", touchpoint="Card") is None
    assert found.difference("csat") is None


@pytest.mark.parametrize(
    ("kind", "measure", "change", "better", "status"),
    [
        ("low_score", "csat", 0.2, True, "unclear"),
        ("low_score", "csat", -0.2, False, "new"),
        ("long_wait", "transition_time_mean", 0.8, None, "unclear"),
        ("long_wait", "transition_time_mean", 1.3, None, "new"),
    ],
)
def test_a_pain_is_new_only_if_its_figure_became_worse(kind: str, measure: str, change: float, status: str, *, better: bool | None) -> None:
    """A score that rose or a wait that became shorter is no reason for it, however sure that is."""
    apart = cx.Estimate(value=change, low=change - 0.1, high=change + 0.1, n=90)
    differences = [differing(measure, 0.001).replace(difference=apart, better=better)]

    (found,) = pain_changes([], [pain(kind)], BOTH, differences, METRICS, tested=True)

    assert found.status == status


def test_a_pain_of_several_scores_is_judged_by_the_clearest() -> None:
    """Not by the first in the alphabet."""
    metrics = (*METRICS, Metric.named("nps"))

    (found,) = pain_changes([pain("low_score")], [], BOTH, [differing("csat", 0.8), differing("nps", 0.001)], metrics, tested=True)

    assert (found.status, found.difference.measure) == ("solved", "nps")
