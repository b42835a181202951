"""Moments of truth, and customers compared with similar ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import cxjourney as cx
from cxjourney.diagnosis.associations import FEW as FEW_SIMILAR
from cxjourney.diagnosis.associations import NOT_LONG, Association
from cxjourney.diagnosis.context import Context
from cxjourney.diagnosis.landmarks import BAD, GOOD, Landmarks
from cxjourney.diagnosis.margins import Margins
from cxjourney.diagnosis.moments import FEW, moments_of_truth
from cxjourney.diagnosis.stake_figures import Stake
from cxjourney.diagnosis.untested import NO_GOAL
from cxjourney.estimate import Estimate
from cxjourney.model.findings import Finding, PainPoint
from cxjourney.statistics.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cxjourney.statistics import JourneyStatistics

Row = tuple[int, int, int, int, int]
"""Touchpoint, band of earlier visits, exposure, goal, customers."""


def with_landmarks(statistics: JourneyStatistics, name: str, rows: Sequence[Row], **changes: object) -> JourneyStatistics:
    """Return statistics with a landmark table."""
    touchpoint, band, exposure, goal, customers = np.array(rows, dtype=np.int64).T
    nothing = np.full(len(rows), -1)
    keys = ("touchpoint", "segment", "channel", "band", "exposure", "goal")
    columns = {"segment": nothing, "channel": nothing, "touchpoint": touchpoint, "band": band, "exposure": exposure, "goal": goal}
    table = Table.grouped(keys, {**{key: columns[key] for key in keys}, "customers": customers})
    return replace(statistics, tables={**statistics.tables, name: table}, **changes)


def scored(touchpoint: int, bad: tuple[int, int], good: tuple[int, int], band: int = 0) -> list[Row]:
    """Return rows for a touchpoint: how many had a bad and a good experience, and how many of each reached the goal."""
    return [
        (touchpoint, band, exposure, goal, count)
        for exposure, (n, reached) in ((BAD, bad), (GOOD, good))
        for goal, count in ((1, reached), (0, n - reached))
    ]


@pytest.fixture
def context_with(map_of: Callable[..., cx.JourneyMap], peers: tuple[object, ...]) -> Callable[..., Context]:
    """Return the function that makes a context with a landmark table."""

    def make(name: str, rows: Sequence[Row], **changes: object) -> Context:
        journey_map = map_of(*peers)
        statistics = with_landmarks(journey_map.statistics, name, rows, **changes)
        return Context(journey_map.with_statistics(statistics), statistics, Margins(), 0.95)

    return make


def test_a_touchpoint_where_a_bad_experience_decides_is_found(context_with: Callable[..., Context]) -> None:
    """Half of the unhappy and four fifths of the happy reach the goal; elsewhere it makes no difference."""
    rows = scored(0, (400, 200), (400, 320)) + scored(1, (400, 280), (400, 290)) + scored(2, (300, 200), (500, 330))
    found = moments_of_truth(context_with("landmark_scores", rows), fdr=0.05)
    moment = found.moments[0]

    assert [(each.touchpoint, each.kind, each.basis) for each in found.moments] == [("Basket", None, "association")]
    assert found.tested == 3
    assert 0.2 < moment.effect.value < 0.3
    assert moment.effect.low < moment.effect.value < moment.effect.high
    assert moment.q_value < 0.001


def test_a_difference_inside_the_margin_is_none_however_certain(context_with: Callable[..., Context]) -> None:
    """Three points among a hundred thousand."""
    rows = scored(0, (50_000, 35_000), (50_000, 36_500)) + scored(1, (50_000, 35_000), (50_000, 36_000))

    assert moments_of_truth(context_with("landmark_scores", rows), fdr=0.05).moments == ()


def test_what_customers_brought_with_them_does_not_make_a_moment(context_with: Callable[..., Context]) -> None:
    """Those who come late are unhappy and buy little; among those who come equally late the score says nothing."""
    rows = scored(0, (900, 180), (100, 20), band=3) + scored(0, (100, 80), (900, 720), band=0)

    assert moments_of_truth(context_with("landmark_scores", rows), fdr=0.05).moments == ()


def test_declared_moments_keep_their_kind_and_get_their_effect(context_with: Callable[..., Context]) -> None:
    """One is confirmed, one is measured without being found, one has no scores."""
    rows = scored(0, (400, 200), (400, 320)) + scored(1, (400, 280), (400, 290))
    context = context_with("landmark_scores", rows)
    kinds = {"Basket": "fmot", "Address": "zmot", "Delivery": "declared"}
    stages = [
        stage.replace(touchpoints=[each.replace(moment_of_truth=kinds.get(each.name)) for each in stage.touchpoints])
        for stage in context.journey_map.stages
    ]
    declared = replace(context, journey_map=context.journey_map.replace(stages=stages))
    found = moments_of_truth(declared, fdr=0.05).moments

    assert [(each.touchpoint, each.kind, each.basis, each.effect is not None) for each in found] == [
        ("Basket", "fmot", "association", True),
        ("Address", "zmot", "assumption", True),
        ("Delivery", "declared", "assumption", False),
    ]


def test_places_with_too_few_similar_customers_are_untested(context_with: Callable[..., Context]) -> None:
    """Twenty unhappy ones say nothing, whatever became of them."""
    found = moments_of_truth(context_with("landmark_scores", scored(0, (20, 0), (400, 400)) + scored(1, (90, 60), (90, 70))), fdr=0.05)

    assert (found.moments, found.tested) == ((), 1)
    assert [(item.kind, item.reason, [str(place) for place in item.locations]) for item in found.untested] == [
        ("moment_of_truth", FEW, ["Pay / Basket"])
    ]


def test_without_a_goal_scores_decide_nothing(map_of: Callable[..., cx.JourneyMap], peers: tuple[object, ...]) -> None:
    """That is said; without scores there is nothing to say."""
    diagnosis = cx.diagnose(map_of(*peers, goal=None))

    assert [item.reason for item in diagnosis.untested if item.kind == "moment_of_truth"] == [NO_GOAL]


def test_effects_are_drawn_together_where_chance_explains_how_they_differ(context_with: Callable[..., Context]) -> None:
    """Three small comparisons of the same difference."""
    rows = [row for place, lost in enumerate((20, 26, 32)) for row in scored(place, (80, 60 - lost), (80, 60))]
    context = context_with("landmark_scores", rows)
    found = moments_of_truth(context, fdr=0.5)
    raw = Landmarks.of(context.statistics.tables["landmark_scores"], context.places, exposed=[BAD], others=[GOOD]).differences(3)

    assert np.ptp([each.effect.value for each in found.moments]) < 0.5 * np.ptp(raw.value)
    assert len(found.moments) == 3


def _finding(context: Context, place: int, kind: str, effect: Estimate) -> PainPoint:
    touchpoint = context.touchpoints[place]
    return PainPoint(
        rank=1,
        kind=kind,
        touchpoint=touchpoint.name,
        touchpoint_id=touchpoint.id,
        estimate=effect,
        reference=effect,
        effect=effect,
        severity=Estimate(value=20.0, n=1, unit="severity", method="test"),
        severity_level="major",
        evidence=Finding(test="test", reference="peers", margin=0.3),
        summary="It hurts.",
    )


def _before(statistics: JourneyStatistics) -> dict[str, Table]:
    """Return the tables of statistics in which every visit happens before the goal."""
    visits = statistics.tables["visits"]
    return {**statistics.tables, "visits": Table(visits.keys, {**visits.columns, "before": visits["journeys"]})}


def test_bad_scores_beyond_those_of_the_peers_cost_what_those_who_gave_them_lose(
    map_of: Callable[..., cx.JourneyMap], peers: tuple[object, ...], place: type
) -> None:
    """Four of ten journeys come here, half of the answers are bad instead of a quarter, and it goes with 30 points."""
    journey_map = map_of(*peers, place("Card", valence=-0.6))
    scores = journey_map.statistics.tables["scores"]
    card = list(journey_map.statistics.touchpoints).index("Card")
    bad = np.where(scores["touchpoint"] == card, scores["n"] // 2, scores["unfavourable"])
    tables = {**_before(journey_map.statistics), "scores": Table(scores.keys, {**scores.columns, "unfavourable": bad})}
    statistics = with_landmarks(replace(journey_map.statistics, tables=tables), "landmark_scores", scored(card, (500, 200), (500, 350)))
    context = Context(journey_map.with_statistics(statistics), statistics, Margins(), 0.95)
    pain = _finding(context, context.places[card], "low_score", Estimate(value=-1.1, n=400, unit="valence", method="test"))
    stake = Association(context, pain, int(context.places[card]), "low_score").stake(0.95)

    assert isinstance(stake, Stake)
    assert stake.basis == "association"
    assert stake.gains[0] == pytest.approx(0.4 * 0.25 * 0.3, rel=0.02)


def test_few_similar_customers_or_no_declared_wait_is_said(context_with: Callable[..., Context]) -> None:
    """Instead of a figure."""
    effect = Estimate(value=3.0, low=2.0, high=4.0, n=400, unit="ratio", method="test")
    thin = context_with("landmark_scores", scored(0, (20, 5), (400, 300)))
    waits = context_with("landmark_waits", scored(0, (200, 50), (400, 300)))

    assert Association(thin, _finding(thin, 0, "low_score", effect), 0, "low_score").stake(0.95) == FEW_SIMILAR
    assert Association(waits, _finding(waits, 0, "long_wait", effect), 0, "long_wait").stake(0.95) == NOT_LONG


def test_those_who_leave_anyway_are_not_counted_as_waiting() -> None:
    """Among 1,000 visitors 100 leave at once and 300 are slow; the slow reach the goal as often as the quick."""
    landmarks = Landmarks(np.array([0]), np.array([400.0]), np.array([210.0]), np.array([600.0]), np.array([420.0]))
    naive, fair = (each.differences(1).value[0] for each in (landmarks, landmarks.without_leavers(0.1)))

    assert naive == pytest.approx(210 / 400 - 0.7)
    assert fair == pytest.approx(0.0)
