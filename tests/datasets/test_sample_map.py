from __future__ import annotations

from cxjourney.datasets import sample_map, shop_world


def test_the_hand_written_map_has_the_touchpoints_of_the_shop() -> None:
    """It can be the plan that the sample events are compared with."""
    world = shop_world()

    assert [(point.name, stage.name) for stage in sample_map().stages for point in stage.touchpoints] == [
        (touchpoint.name, touchpoint.stage) for touchpoint in world.touchpoints
    ]


def test_the_hand_written_map_is_only_stated() -> None:
    """Nothing in it claims to be measured."""
    emotions = [touchpoint.emotion for touchpoint in sample_map().touchpoints]

    assert all(emotion is not None and not emotion.is_measured for emotion in emotions)
    assert sample_map() == sample_map()
