"""What the single parts of a map know by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from cxjourney.errors import ModelError, OptionError
from cxjourney.estimate import Estimate, Location
from cxjourney.model.channel import usual_kind
from cxjourney.model.customer import Customer, Period
from cxjourney.model.emotion import Emotion
from cxjourney.model.findings import Diagnosis, PainPoint, Untested
from cxjourney.model.friction import StageFriction
from cxjourney.model.journey import Visit
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.measure import Measure
from cxjourney.model.metric import Metric
from cxjourney.model.stage import Stage
from cxjourney.model.touchpoint import Touchpoint

TEHRAN = timezone(timedelta(hours=3, minutes=30))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Web", "self_service"),
        ("Mobile App", "self_service"),
        ("e-mail", "self_service"),
        ("Call center", "assisted"),
        ("Телефон", "assisted"),
        ("Сайт", "self_service"),
        ("tổng đài", "assisted"),
        ("تلفن", "assisted"),
        ("وب‌سایت", "self_service"),
        ("ügyfélszolgálat", "assisted"),
        ("Billboard", "unknown"),
    ],
)
def test_usual_channels_are_known_in_five_languages(name: str, kind: str) -> None:
    """Whatever the case, the spaces and the joiners."""
    assert usual_kind(name) == kind


@pytest.mark.parametrize(
    ("metric", "score", "valence"),
    [
        ("nps", 0, -2), ("nps", 7.5, 0), ("nps", 10, 2), ("nps", 9, 1.2), ("csat", 1, -2), ("csat", 5, 2), ("ces1", 1, 2), ("ces1", 5, -2),
        ("ces2", 7, 2), ("ces2", 4, 0), ("sentiment", 0, 0), ("rating", 3, 0),
    ],
)  # fmt: skip
def test_scores_have_a_valence(metric: str, score: float, valence: float) -> None:
    """Linear over the scale, NPS in two pieces, turned round where low is good."""
    assert Metric.named(metric).valence(score) == pytest.approx(valence)


def test_unknown_metrics_and_falling_scales_are_refused() -> None:
    """With the usual names, and with both ends."""
    with pytest.raises(OptionError, match="'csat'"):
        Metric.named("ces")
    with pytest.raises(ModelError, match=r"low is 5.0, high is 1.0"):
        Metric(name="x", low=5, high=1, favourable=1, unfavourable=5)


def test_the_emotion_of_a_touchpoint_is_measured_before_it_is_stated() -> None:
    """A reading in one channel only is not everybody's; no reading is not neutral."""
    stated = Touchpoint(name="x", emotions=[Emotion(valence=-2, channel="web"), Emotion(valence=1)])
    measured = stated.replace(measures=[Measure(name="valence", estimate=Estimate(value=0.5, n=9))])

    assert stated.emotion == Estimate.stated(1, unit="valence")
    assert measured.emotion == Estimate(value=0.5, n=9)
    assert Touchpoint(name="x").emotion is None


def test_a_measured_reading_keeps_its_interval() -> None:
    """An emotion may carry the estimate it rounds."""
    estimate = Estimate(value=-1, low=-1.5, high=-0.5, n=40)

    assert Emotion(valence=-1, estimate=estimate).as_estimate() == estimate


def test_measures_are_found_by_place() -> None:
    """The unrestricted figure is another one than that of a channel."""
    point = Touchpoint(name="x", measures=[Measure(name="nps", estimate=1, channel="web"), Measure(name="nps", estimate=2)])
    stage = Stage(name="s", measures=[Measure(name="nps", estimate=3, segment="new")])

    assert point.measure("nps") == Estimate.stated(2)
    assert point.measure("nps", channel="web") == Estimate.stated(1)
    assert (point.measure("csat"), stage.measure("nps"), stage.measure("nps", segment="new")) == (None, None, Estimate.stated(3))
    assert repr(point.measures[0]) == "nps (web): 1.00 stated"


def test_instants_are_kept_in_utc() -> None:
    """Equal instants are written in the same way."""
    local = datetime(2026, 3, 1, 3, 30, tzinfo=TEHRAN)

    visit = Visit(touchpoint="x", time=local)

    assert visit.time == local
    assert visit.time.tzinfo is UTC
    assert Customer(id="1", acquired=local).model_dump_json() == Customer(id="1", acquired=local.astimezone(UTC)).model_dump_json()


@pytest.mark.parametrize("wrong", [datetime(2026, 3, 1), "2026-03-01T00:00:00", "yesterday", True, datetime.min.replace(tzinfo=TEHRAN)])  # noqa: DTZ001
def test_instants_need_a_zone(wrong: Any) -> None:
    """A naive stamp means nothing; one outside the calendar neither."""
    with pytest.raises(ModelError, match="time"):
        Visit(touchpoint="x", time=wrong)


def test_a_period_does_not_end_before_it_starts() -> None:
    """Both ends may be the same instant."""
    start = datetime(2026, 1, 1, tzinfo=UTC)

    assert Period.between(start, start) == Period(start=start, end=start)
    with pytest.raises(ModelError, match="before it starts"):
        Period.between(start, start - timedelta(seconds=1))


def test_a_diagnosis_reads_as_a_list() -> None:
    """Findings, flagged stages and what was not tested, one a line."""
    pain = PainPoint(
        rank=1, kind="drop_off", stage="Pay", channel="web", estimate=0.3, reference=0.1, effect=0.2, severity=42,
        severity_level="critical", evidence={"test": "t", "reference": "r", "margin": 0}, summary="Checkout loses customers.",
    )  # fmt: skip
    stages = [StageFriction(stage="Pay", stage_id="pay", rate=0.4, parts={"ended": 0.3}, flagged=True, summary="Pay needs attention.")]
    diagnosis = Diagnosis(
        title="Shop", pain_points=[pain], friction_stages=stages, tested=7, untested=[Untested(kind="rework", reason="too few")]
    )

    assert str(diagnosis).splitlines() == [
        "Shop: 1 pain point from 7 tests",
        "1. [critical] Checkout loses customers.",
        "Pay needs attention.",
        "not tested: rework: too few",
    ]
    assert repr(diagnosis) == "<Diagnosis 1 pain point, 1 friction stage flagged, 7 tests>"
    assert (pain.location, stages[0].part("ended"), stages[0].part("waited")) == (
        Location(stage="Pay", channel="web"),
        Estimate.stated(0.3),
        None,
    )


def test_a_map_counts_its_parts() -> None:
    """Singular and plural."""
    assert repr(JourneyMap(title="A", stages={"S": ["x", "y"]})) == "<JourneyMap 'A': 1 stage, 2 touchpoints, 0 channels>"
    assert str(JourneyMap()) == repr(JourneyMap())


def test_maps_are_compared_with_maps_only() -> None:
    """Another thing is just not equal."""
    assert JourneyMap() != {"title": "Customer journey"}
    assert JourneyMap(title="A") != JourneyMap(title="B")
    assert JourneyMap.model_validate(JourneyMap(title="A")) == JourneyMap(title="A")
