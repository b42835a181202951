from __future__ import annotations

from cxjourney.datasets import sample_shop


def test_the_shop_has_six_stages_and_five_channels() -> None:
    """The sample covers the journey from discovering to living with the purchase."""
    world = sample_shop(customers=10).simulation.world

    assert world.stages == ("Discover", "Explore", "Choose", "Pay", "Receive", "Live with it")
    assert len(world.channels) == 5


def test_every_planted_friction_has_a_story() -> None:
    """What was put in is told in a sentence."""
    truth = sample_shop(customers=10).truth

    assert len(truth) == 9
    assert all(friction.story.endswith(".") for friction in truth)


def test_the_planted_frictions_stand_out() -> None:
    """The true figures show each friction against the rest."""
    shop = sample_shop(customers=10)
    figures = {point.touchpoint: point for point in shop.figures.touchpoints}

    assert max(figures, key=lambda name: figures[name].drop_off_rate or 0) == "Card payment"
    assert max(figures, key=lambda name: figures[name].rework_rate or 0) == "Size guide"
    assert max(figures, key=lambda name: figures[name].wait_mean_seconds or 0) == "Refund request"
    assert {name for name, point in figures.items() if dict(point.valence).get("csat", 0) < 0} == {
        "Card payment",
        "Size guide",
        "Refund request",
    }


def test_the_events_are_read_with_every_role() -> None:
    """Stages, channels, segments, scores and money arrive."""
    events = sample_shop(customers=200).events

    assert events.n_customers == 200
    assert len(events.channels) == 5
    assert set(events.segments) == {"First order", "Regular", "Gift"}
    assert {metric.name for metric in events.metrics} == {"csat", "ces2", "nps"}
