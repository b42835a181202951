from __future__ import annotations

import pytest

import cxjourney as cx


def test_the_diagnosis_of_another_map_is_refused() -> None:
    """Findings are never drawn over places they do not belong to."""
    diagnosed = cx.datasets.sample_map()
    other = cx.JourneyMap(stages={"Find": ["Search"]})

    with pytest.raises(cx.OptionError, match="the diagnosis is of another map"):
        cx.render_map(other, diagnosis=cx.diagnose(diagnosed))


def test_nothing_tested_is_not_nothing_found() -> None:
    """Two customers are no all-clear."""
    rows = {"customer": ["a", "b"], "timestamp": ["2026-01-01", "2026-01-02"], "touchpoint": ["Find", "Pay"]}
    pandas = pytest.importorskip("pandas")
    journey_map = cx.discover_map(cx.read_events(pandas.DataFrame(rows)), title="Small")
    diagnosis = cx.diagnose(journey_map)

    text = cx.render_map(journey_map, diagnosis=diagnosis).text

    assert diagnosis.tested == 0
    assert "nothing could be tested" in text
    assert "none found" not in text


def stated(goal_rate: float, nps: float, *, goal: str = "Paid", scale: tuple[float, float] = (0, 10)) -> cx.JourneyMap:
    """Return a map that states how many reach its goal, and a score."""
    return cx.JourneyMap(
        title="Buying",
        stages={"Buy": ["Cart", "Paid", "Delivered"]},
        goal_touchpoints=[goal],
        metrics=[cx.Metric(name="rating", kind="rating", low=scale[0], high=scale[1], favourable=8, unfavourable=4)],
        totals={"goal_rate": cx.Estimate.stated(goal_rate, unit="share"), "rating": cx.Estimate.stated(nps, unit="score")},
    )


def test_the_main_figures_of_two_maps_stand_side_by_side() -> None:
    """What a change is for is seen first; what reads the same stands once."""
    goals, scores = (cx.render_map(stated(0.345, 6.0), compare_with=other).text for other in (stated(0.425, 6.04), stated(0.345, 7.0)))

    assert "34.5% → 42.5%" in goals
    assert "6.0 → " not in goals
    assert "6.0 → 7.0" in scores
    assert "34.5% →" not in scores


def test_figures_that_mean_something_else_are_not_put_side_by_side() -> None:
    """Another goal, another scale, or nothing known there."""
    own = stated(0.345, 6.0)

    for other in (stated(0.9, 6.0, goal="Delivered"), stated(0.345, 60.0, scale=(0, 100)), own.replace(totals=())):
        assert "→" not in cx.render_map(own, compare_with=other).text


def test_arrows_between_figures_point_the_way_people_read() -> None:
    """From right to left in Persian."""
    persian = cx.render_map(stated(0.345, 6.0), compare_with=stated(0.425, 6.0), locale="fa").text

    assert "۳۴٫۵٪\u2069 ← \u2066۴۲٫۵٪" in persian
