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
