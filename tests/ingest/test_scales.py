"""The scale a column of scores is given on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.errors import BadRowsError, DataError, OptionError
from cxjourney.ingest.scales import scale_for

if TYPE_CHECKING:
    from cxjourney.ingest import EventLog


def read_scores(read: Any, name: str, cells: list[str], **options: Any) -> EventLog:
    """Read a log with a column of scores."""
    rows = "".join(f"c1,2026-01-01T10:00:00Z,Cart,{cell}\n" for cell in cells)
    log: EventLog = read(f"customer_id,timestamp,touchpoint,{name}\n{rows}", **options)
    return log


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("nps", ["0", "10", "7.0"], ["11", "-1", "7.5"]),
        ("csat", ["1", "4.5", "5"], ["0", "5.1"]),
        ("ces2", ["1", "7"], ["0", "8"]),
        ("ces1", ["1", "5"], ["6"]),
        ("rating", ["1", "5"], ["0"]),
        ("sentiment", ["-1", "0.25", "1"], ["1.5"]),
    ],
)
def test_scores_keep_to_their_scale(read: Any, name: str, good: list[str], bad: list[str]) -> None:
    """Every score outside its scale is named, each with its value."""
    log = read_scores(read, name, good)
    with pytest.raises(BadRowsError) as caught:
        read_scores(read, name, good + bad)

    stored = [score for (score,) in log.engine.rows(f"SELECT score_0 FROM {log.relation} ORDER BY position")]
    assert stored == [round(float(cell) * 1_000) for cell in good]
    assert all(f"'{cell}'" in str(caught.value) for cell in bad)


def test_effort_above_five_is_the_second_version(read: Any) -> None:
    """A seven can only come from the scale up to seven."""
    (metric,) = read_scores(read, "ces", ["2", "7"]).metrics

    assert (metric.name, metric.high) == ("ces2", 7)


def test_effort_up_to_five_must_say_its_version(read: Any) -> None:
    """The two versions turn good into bad, so nothing is guessed."""
    with pytest.raises(DataError, match="fit both versions") as caught:
        read_scores(read, "ces", ["2", "5"])

    assert "scores={\"ces2\": 'ces'}" in str(caught.value.hint)
    (metric,) = read_scores(read, "ces", ["2", "5"], scores={"ces1": "ces"}).metrics
    assert metric.reverse


def test_a_column_without_any_score_is_left_out_and_noted(read: Any) -> None:
    """Its version cannot be told."""
    log = read_scores(read, "ces", ["", ""])

    assert log.metrics == ()
    assert "holds no score" in " ".join(log.quality.notes)


def test_two_columns_of_one_metric_are_refused(read: Any) -> None:
    """Which one counts must be said."""
    with pytest.raises(DataError, match="a second column, 'ces2', holds ces2"):
        read("customer_id,timestamp,touchpoint,ces,ces2\nc1,2026-01-01,Cart,7,7\n")


def test_another_scale_can_be_given(read: Any) -> None:
    """A rating up to ten is no CSAT up to five."""
    (metric,) = read_scores(read, "stars", ["10", "1"], scores={"csat": ("stars", 1, 10)}).metrics

    assert (metric.kind, metric.low, metric.high, metric.favourable, metric.unfavourable) == ("csat", 1, 10, 9, 3.25)


@pytest.mark.parametrize(("ends", "favourable"), [((1, 4), 3), ((1, 7), 6), ((0, 10), 9), ((0, 100), 75), ((1, 3), 2.5)])
def test_satisfaction_is_the_top_two_boxes_of_the_scale(ends: tuple[float, float], favourable: float) -> None:
    """However many boxes there are; a scale that is no row of boxes is cut at its upper quarter."""
    metric = scale_for("csat", ("stars", *ends)).metric

    assert metric is not None
    assert metric.favourable == favourable


def test_scores_are_a_mapping(read: Any) -> None:
    """A list of columns does not say which metric each holds."""
    with pytest.raises(TypeError, match="scores takes a mapping"):
        read_scores(read, "stars", ["1"], scores=["stars"])


def test_a_reversed_scale_stays_reversed() -> None:
    """Low effort is good on any length of scale."""
    metric = scale_for("ces1", ("x", 1, 9)).metric

    assert metric is not None
    assert metric.favourable < metric.unfavourable


@pytest.mark.parametrize(("metric", "given"), [("nsp", "x"), ("csat", ("x", 5, 1)), ("nps", ("x", 1, 10))])
def test_scales_that_cannot_be_are_refused(metric: str, given: str | tuple[str, float, float]) -> None:
    """Unknown metrics, scales that fall, and NPS on another scale."""
    with pytest.raises(OptionError):
        scale_for(metric, given)


def test_a_scale_of_the_wrong_type_is_a_type_error() -> None:
    """A list is not (column, low, high)."""
    with pytest.raises(TypeError):
        scale_for("csat", ["x"])  # type: ignore[arg-type]
