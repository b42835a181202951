"""The customer satisfaction index: a weighted mean of attributes, with the variance of the folds."""

from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.errors import OptionError, StatisticsError
from cxjourney.inference.ratios import from_replicates, means

if TYPE_CHECKING:
    from numpy.typing import NDArray

START = datetime(2026, 1, 1, tzinfo=UTC)


def asked(answers: dict[str, NDArray[np.float64]], name: str = "csat", *, offset: int = 0) -> pd.DataFrame:
    """Return rows in which customer k answers at each touchpoint."""
    rows = [
        (f"c{who}", START + timedelta(hours=place), touchpoint, value)
        for place, (touchpoint, values) in enumerate(answers.items(), offset)
        for who, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=["customer", "timestamp", "touchpoint", name])


def map_of(*frames: pd.DataFrame) -> cx.JourneyMap:
    """Return the map of some rows."""
    frame = pd.concat(frames)
    scores = {name: name for name in frame.columns if name not in {"customer", "timestamp", "touchpoint"}}
    stages = {"All": list(dict.fromkeys(frame["touchpoint"]))}
    return cx.discover_map(cx.read_events(frame, scores=scores), stages=stages)


ANSWERS = {"Shop": np.tile([4.0, 5.0], 200), "Till": np.tile([1.0, 2.0, 3.0], 40), "Exit": np.tile([3.0], 100)}


def test_the_index_is_the_mean_of_the_attributes_not_of_the_answers() -> None:
    """Shop 87.5, Till 25, Exit 50: 54.17, although most answers are those of the shop."""
    found = cx.csi(map_of(asked(ANSWERS)))

    assert found.value == pytest.approx((87.5 + 25 + 50) / 3)
    assert found.n == 620
    assert [each.score.value for each in found.attributes] == pytest.approx([87.5, 25, 50])
    assert found.low < found.value < found.high


def test_only_the_ratios_of_weights_count() -> None:
    """Weights in any unit; what is not named is no part of the index, and the notes say so."""
    journey_map = map_of(asked(ANSWERS))
    found = cx.csi(journey_map, weights={"Shop": 30, "Till": 10})

    assert found.value == pytest.approx(0.75 * 87.5 + 0.25 * 25)
    assert found.low == pytest.approx(cx.csi(journey_map, weights={"Till": 0.1, "Shop": 0.3}).low)
    assert "Not among the weights, and no part of the index: 'Exit'." in found.notes


def test_thin_attributes_are_left_out_by_name() -> None:
    """A touchpoint with ten customers does not move the index."""
    found = cx.csi(map_of(asked({**ANSWERS, "Lift": np.full(10, 5.0)})))

    assert [each.name for each in found.attributes] == ["Shop", "Till", "Exit"]
    assert found.notes == ("Left out, with fewer than 30 effective customers: 'Lift'.",)


def test_scales_are_never_pooled_in_silence() -> None:
    """Two questions about satisfaction: one must be named, or the questions are the attributes."""
    journey_map = map_of(asked(ANSWERS), asked({"Shop": np.tile([1.0, 2.0], 100)}, "rating", offset=9))

    with pytest.raises(OptionError, match=r"asked in 2 ways \('csat', 'rating'\)"):
        cx.csi(journey_map)
    assert cx.csi(journey_map, metric="rating").value == pytest.approx(12.5)
    both = cx.csi(journey_map, over="metric")
    assert [each.name for each in both.attributes] == ["csat", "rating"]
    assert both.value == pytest.approx(np.mean([each.score.value for each in both.attributes]))


def test_different_scales_of_questions_are_told() -> None:
    """Each question is placed on 0 to 100 by its own scale."""
    journey_map = map_of(asked(ANSWERS), asked({"Shop": np.tile([1.0, 2.0], 100)}, "rating", offset=9))
    csat, rating = journey_map.statistics.metrics
    other = dataclasses.replace(journey_map.statistics, metrics=(csat, rating.replace(high=9.0)))

    found = cx.csi(journey_map.with_statistics(other), over="metric")

    assert any("different scales (1–5, 1–9)" in note for note in found.notes)
    assert found.attributes[1].score.value == pytest.approx(6.25)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"weights": {"Shpo": 1}}, r"weights='Shpo' is not one of[\s\S]*did you mean 'Shop'"),
        ({"weights": {"Shop": 0}}, "must be a positive number"),
        ({"weights": {"Shop": -1}}, "must be a positive number"),
        ({"weights": {"Shop": float("nan")}}, "must be a positive number"),
        ({"weights": {"Shop": True}}, "must be a positive number"),
        ({"weights": {}}, "names no attribute"),
        ({"metric": "nps"}, "metric='nps' is not one of"),
        ({"over": "stage"}, "over='stage' is not one of"),
        ({"over": "metric", "metric": "csat"}, "contradict"),
        ({"level": 1}, "level=1 must lie between"),
    ],
)
def test_options_that_cannot_be_used_are_named(options: dict[str, object], message: str) -> None:
    """What was found and what to do instead."""
    with pytest.raises(OptionError, match=message):
        cx.csi(map_of(asked(ANSWERS)), **options)


def test_recommending_is_not_satisfaction() -> None:
    """NPS is no attribute; asked for by name it is refused, else the index cannot be said."""
    journey_map = map_of(asked({"Shop": np.tile([9.0, 3.0], 40)}, "nps"))

    assert cx.csi(journey_map).value is None
    assert "Cannot be said: no question about satisfaction" in cx.csi(journey_map).notes[0]
    with pytest.raises(OptionError, match="does not ask for satisfaction"):
        cx.csi(journey_map, metric="nps")


def test_too_few_customers_cannot_be_said() -> None:
    """With the reason."""
    found = cx.csi(map_of(asked({"Shop": np.full(9, 4.0)})))

    assert found.value is None
    assert found.notes[0] == "Cannot be said: no attribute has 30 effective customers who answered."


def test_maps_without_statistics_are_refused() -> None:
    """A plan has no answers; a measured map must keep its statistics."""
    measured = map_of(asked(ANSWERS))

    with pytest.raises(StatisticsError, match="written by hand"):
        cx.csi(cx.datasets.sample_map().replace(origin="hypothesis"))
    with pytest.raises(StatisticsError, match="not beside it"):
        cx.csi(cx.JourneyMap.model_validate_json(measured.to_json()))


def test_shared_customers_make_the_index_less_sure_than_separate_ones() -> None:
    """The same moods at two touchpoints count once: the folds know."""
    mood = np.random.default_rng(1).integers(1, 6, 1_500).astype(float)
    apart = asked({"Till": mood})
    apart["customer"] = "other" + apart["customer"]
    same, other = cx.csi(map_of(asked({"Shop": mood, "Till": mood}))), cx.csi(map_of(asked({"Shop": mood}), apart))

    assert same.value == pytest.approx(other.value)
    assert same.high - same.low > 1.2 * (other.high - other.low)


@settings(max_examples=10)
@given(st.integers(0, 1_000))
def test_intervals_hold_the_value_and_stay_on_the_scale(seed: int) -> None:
    """Whatever the answers."""
    rng = np.random.default_rng(seed)
    found = cx.csi(map_of(asked({name: rng.integers(1, rng.integers(2, 7), 60).clip(1, 5).astype(float) for name in ("Shop", "Till")})))

    assert 0 <= found.low <= found.value <= found.high <= 100


def test_the_interval_covers_the_truth() -> None:
    """In at least 92 of 100 samples of 150 customers who answer in up to three places, by their mood."""
    rng, inside = np.random.default_rng(5), 0
    for _ in range(400):
        mood, fold = rng.normal(0, 0.7, 150), rng.integers(50, size=150)
        values = np.clip(np.round(rng.normal(3, 0.8, (3, 150)) + mood), 1, 5)
        sums, counts = (
            np.stack([np.bincount(fold, weights=w, minlength=50) for w in each]) for each in (25 * (values - 1), np.ones((3, 150)))
        )
        each = means(sums, counts, bounds=(0.0, 100.0))
        low, high = from_replicates(each.replicates.mean(axis=0), counts.sum(axis=0), bounds=(0.0, 100.0)).interval()
        inside += bool(low <= 50 <= high)

    assert inside / 400 >= 0.92


def test_the_index_survives_json_and_shows_its_parts() -> None:
    """Rows, JSON and a well-formed table."""
    found = cx.csi(map_of(asked(ANSWERS)))
    root = ET.fromstring(found._repr_html_())  # noqa: S314 - our own markup

    assert cx.SatisfactionIndex.model_validate_json(found.model_dump_json()) == found
    assert [row["name"] for row in found.to_rows()] == ["Shop", "Till", "Exit"]
    assert [caption.text for caption in root.iter("caption")] == ["What it is made of"]


def test_answers_of_the_same_few_customers_are_no_more_customers() -> None:
    """Twenty customers who answer at four touchpoints are twenty, however many answers that makes."""
    journey_map = map_of(
        *(asked({name: np.tile([2.0, 4.0], 10)}, offset=place) for place, name in enumerate(("Shop", "Till", "Exit", "Lot")))
    )

    found = cx.csi(journey_map, over="metric")

    assert found.value is None
    assert "fewer than 30 effective customers" in " ".join(found.notes)
