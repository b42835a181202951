"""What people may write instead of the long form."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from cxjourney.errors import ModelError
from cxjourney.estimate import Estimate
from cxjourney.model.channel import Channel
from cxjourney.model.emotion import Emotion
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.measure import Measure
from cxjourney.model.stage import Stage
from cxjourney.model.touchpoint import Touchpoint


def test_a_map_from_names_only() -> None:
    """A mapping from stages to touchpoints is enough."""
    journey_map = JourneyMap(stages={"Find": ["Search", "Product page"], "Pay": ["Checkout"]})

    assert [stage.order for stage in journey_map.stages] == [0, 1]
    assert [(point.id, point.stage) for point in journey_map.touchpoints] == [
        ("search", "find"),
        ("product-page", "find"),
        ("checkout", "pay"),
    ]


def test_channels_are_made_from_the_touchpoints() -> None:
    """In the order of their first use, with the kind that is usual for their name."""
    journey_map = JourneyMap(
        stages={"Pay": [Touchpoint(name="A", channels=["Web", "Phone"]), {"name": "B", "channels": ["Billboard", "web", "Web"]}]}
    )

    assert [(channel.name, channel.kind) for channel in journey_map.channels] == [
        ("Web", "self_service"),
        ("Phone", "assisted"),
        ("Billboard", "unknown"),
        ("web", "self_service"),
    ]
    assert len({channel.id for channel in journey_map.channels}) == 4


def test_named_channels_are_found_by_name_id_or_slug() -> None:
    """A touchpoint holds identifiers, each once."""
    journey_map = JourneyMap(
        channels=[Channel(name="Mobile app", id="app")], stages={"Pay": [{"name": "A", "channels": ["Mobile app", "app"]}]}
    )

    assert journey_map.touchpoints[0].channels == ("app",)


@pytest.mark.parametrize("emotion", [-1.2, {"valence": -1.2}, Emotion(valence=-1.2)])
def test_an_emotion_may_be_a_number(emotion: Any) -> None:
    """All spellings give the same touchpoint, alone and inside a map."""
    expected = Touchpoint(name="Pay", emotions=[Emotion(valence=-1.2)])

    assert Touchpoint(name="Pay", emotion=emotion) == expected
    assert JourneyMap(stages={"S": [{"name": "Pay", "emotion": emotion}]}).touchpoints[0] == expected.replace(stage="s")


def test_emotion_is_added_to_emotions() -> None:
    """The short form does not hide the long one."""
    assert [reading.valence for reading in Touchpoint(name="Pay", emotions=[1], emotion=-1).emotions] == [1, -1]
    assert Touchpoint(name="Pay", emotion=None).emotions == ()


@pytest.mark.parametrize("emotions", [5, "sad", {"valence": 1}])
def test_wrong_emotions_are_not_hidden_by_the_short_form(emotions: object) -> None:
    """A wrong list is an error also when ``emotion`` is given."""
    fields = {"name": "Pay", "emotions": emotions, "emotion": -1}

    for make in (lambda: Touchpoint(**fields), lambda: JourneyMap(stages={"S": [fields]})):
        with pytest.raises(ModelError, match="emotions"):
            make()


def test_measures_targets_and_totals_may_be_mappings() -> None:
    """Names and numbers are enough."""
    point = Touchpoint(name="Pay", measures={"reach": 0.5}, targets={"reach": 0.6})

    assert point.measures == (Measure(name="reach", estimate=Estimate.stated(0.5)),)
    assert (point.target("reach"), point.target("nps")) == (0.6, None)
    assert JourneyMap(totals={"customers": 12}).total("customers") == Estimate.stated(12)


def test_a_wait_may_be_seconds_or_text() -> None:
    """Numbers are seconds; text is ISO 8601."""
    waits = [Touchpoint(name="A", expected_wait=given).expected_wait for given in (90, timedelta(seconds=90), "PT1M30S")]

    assert waits == [timedelta(seconds=90)] * 3


def test_a_declared_moment_of_truth_needs_no_name() -> None:
    """True says that it is one, False that it is none."""
    assert [Touchpoint(name="A", moment_of_truth=given).moment_of_truth for given in (True, False, None, "zmot")] == [
        "declared",
        None,
        None,
        "zmot",
    ]


def test_things_that_can_be_walked_through_once_are_not_lost() -> None:
    """Generators are read once, everywhere."""
    point = {
        "name": "A",
        "channels": (name for name in ["web"]),
        "emotions": (value for value in [1]),
        "measures": iter([Measure(name="n", estimate=1)]),
    }

    journey_map = JourneyMap(stages=(stage for stage in [{"name": "S", "touchpoints": iter([point])}]), goal_touchpoints=iter(["A"]))

    assert (journey_map.touchpoints[0].channels, len(journey_map.touchpoints[0].emotions)) == (("web",), 1)
    assert (len(journey_map.touchpoints[0].measures), journey_map.goal_touchpoints) == (1, ("a",))


def test_a_model_is_not_taken_for_a_list_of_its_fields() -> None:
    """A forgotten pair of brackets is an error."""
    with pytest.raises(ModelError, match="channels"):
        JourneyMap(channels=Channel(name="web"))


def test_stages_are_sorted_by_their_order() -> None:
    """Given for all stages the order counts, then it is numbered from 0."""
    journey_map = JourneyMap(stages=[{"name": "B", "order": 7}, {"name": "A", "order": 3}])

    assert [(stage.name, stage.order) for stage in journey_map.stages] == [("A", 0), ("B", 1)]


@pytest.mark.parametrize("order", ["first", True, -1, 1.5])
def test_a_wrong_order_is_refused(order: object) -> None:
    """It is not written over in silence."""
    with pytest.raises(ModelError, match=r"stages\[0\]\.order"):
        JourneyMap(stages=[{"name": "A", "order": order}])


def test_moving_a_touchpoint_to_another_stage_moves_it() -> None:
    """Where a touchpoint stands decides; what it said before does not."""
    old = JourneyMap(stages={"A": ["x"], "B": []})

    new = old.replace(stages=[Stage(name="A"), Stage(name="B", touchpoints=[old.touchpoint("x")])])

    assert new.touchpoint("x").stage == "b"


def test_frozen_mappings_are_not_taken_for_names() -> None:
    """A mapping of any class reads as stages."""
    assert JourneyMap(stages=MappingProxyType({"A": ["x"]})).stages[0].name == "A"


def test_a_stated_kind_of_channel_is_kept_through_json() -> None:
    """A phone that was said to be of unknown kind does not become assisted when read again."""
    journey_map = JourneyMap(channels=[Channel(name="Phone", kind="unknown")])

    assert JourneyMap.model_validate(journey_map.model_dump(exclude_defaults=True)) == journey_map
