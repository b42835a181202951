from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from cxjourney.datasets import Frailty, Plant, World, WorldChannel, WorldScore, WorldSegment, WorldTouchpoint, random_world
from cxjourney.datasets.truth import valence_of
from cxjourney.datasets.walk import answer, walk
from cxjourney.errors import OptionError
from cxjourney.model.metric import Metric

CHAIN = World(
    touchpoints=(
        WorldTouchpoint("A", "One", start=1, leave=0.2, repeat=0, back=0, channels=(3, 1), scores=(WorldScore("csat", 0.5, 0.4),)),
        WorldTouchpoint("B", "One", leave=0.1, repeat=0.15, back=0.05, wait_seconds=600),
        WorldTouchpoint("C", "Two", leave=1.0),
    ),
    flow=((0, 1, 0), (0, 0, 1), (0, 0, 0)),
    goal="C",
    channels=(WorldChannel("web"), WorldChannel("phone", assisted=True)),
    segments=(WorldSegment("new", 0.75), WorldSegment("old", 0.25)),
    frailty=Frailty(valence=0),
    order_value=50,
)


def test_the_same_seed_gives_the_same_visits() -> None:
    """Two walks with one seed are equal, with another they are not."""
    world = random_world(5, plants=2)
    first, second, other = (walk(world, customers=300, seed=seed) for seed in (1, 1, 2))

    assert all(
        np.array_equal(getattr(first, name), getattr(second, name)) for name in ("customer", "time", "touchpoint", "channel", "value")
    )
    assert len(first) != len(other) or not np.array_equal(first.time, other.time)


def test_shares_and_rates_are_those_of_the_world() -> None:
    """Leaving, channels and segments come out as stated."""
    visits = walk(CHAIN, customers=40_000, seed=3, observed=False)
    at_a, at_b = visits.touchpoint == 0, visits.touchpoint == 1

    assert visits.last[at_a].mean() == pytest.approx(0.2, abs=0.01)
    assert visits.last[at_b].mean() == pytest.approx(0.1, abs=0.01)
    assert (visits.channel[at_a] == 0).mean() == pytest.approx(0.75, abs=0.01)
    assert (visits.segment[at_a & (visits.step == 0)] == 0).mean() == pytest.approx(0.75, abs=0.01)


def test_waiting_times_have_the_stated_median() -> None:
    """Half of the next visits come within the median wait."""
    visits = walk(CHAIN, customers=20_000, seed=4, observed=False)
    order = np.lexsort((visits.step, visits.journey))
    journey, here, time = visits.journey[order], visits.touchpoint[order], visits.time[order]
    moved = (journey[1:] == journey[:-1]) & (here[:-1] == 1)

    assert np.median(np.diff(time)[moved]) / 1e6 == pytest.approx(600, rel=0.05)


def test_visits_after_the_window_are_not_seen() -> None:
    """The window cuts off what a log would not hold yet."""
    world = dataclasses.replace(CHAIN, days=1.0)
    end = world.start.timestamp() * 1e6 + 86_400e6
    seen, complete = walk(world, customers=2_000, seed=1), walk(world, customers=2_000, seed=1, observed=False)

    assert seen.time.max() < end <= complete.time.max()
    assert len(seen) == (complete.time < end).sum()


@pytest.mark.parametrize("tail", [None, 2.5])
def test_customers_have_as_many_journeys_as_stated(tail: float | None) -> None:
    """The mean number of journeys is one more than the extra ones, with a light or a heavy tail."""
    world = dataclasses.replace(CHAIN, extra_journeys=1.5, journey_tail=tail)
    visits = walk(world, customers=20_000, seed=2, observed=False)
    counts = np.bincount(visits.customer[visits.step == 0])

    assert counts.mean() == pytest.approx(2.5, abs=0.2)
    assert counts.min() == 1
    assert (counts.max() > 40) == (tail is not None)


def test_frail_customers_leave_wait_and_score_alike() -> None:
    """With correlated frailty, those who leave early score low."""
    frail = dataclasses.replace(CHAIN, frailty=Frailty(leave=1.5, slowness=0.5, valence=0.8, correlation=0.8))
    visits = walk(frail, customers=20_000, seed=2, observed=False)
    answered = (visits.touchpoint == 0) & (visits.scores["csat"] >= 0)
    scores, left = visits.scores["csat"][answered], visits.last[answered]

    assert scores[left].mean() < scores[~left].mean() - 0.2


def test_escalated_visits_go_to_an_assisted_channel() -> None:
    """An escalation leads to the same touchpoint by phone, and only from self-service."""
    world = CHAIN.with_plants(Plant("escalation", "A", 0.4))
    visits = walk(world, customers=5_000, seed=1, observed=False)
    second = (visits.step == 1) & (visits.touchpoint == 0)

    assert second.mean() > 0.05
    assert set(visits.channel[second].tolist()) == {1}


def test_orders_have_a_value_and_nothing_else_has() -> None:
    """Only visits at the goal carry money."""
    visits = walk(CHAIN, customers=1_000, seed=1)

    assert np.array_equal(visits.value > 0, visits.touchpoint == 2)
    assert np.median(visits.value[visits.value > 0]) == pytest.approx(5_000, rel=0.1)


@pytest.mark.parametrize("metric", ["nps", "csat", "ces1", "ces2", "rating"])
def test_answers_stand_for_the_feeling_behind_them(metric: str) -> None:
    """An answer's valence is the feeling, up to rounding to the scale, as the library's own convention has it."""
    feelings = np.linspace(-2, 2, 41)
    answers = answer(metric, feelings)
    scale = Metric.named(metric)

    assert np.abs(valence_of(metric, answers) - feelings).max() <= 0.5
    assert np.allclose(valence_of(metric, answers), [scale.valence(float(given)) for given in answers])


def test_no_customers_is_an_error() -> None:
    """A walk needs somebody to walk."""
    with pytest.raises(OptionError, match="at least 1"):
        walk(CHAIN, customers=0, seed=1)
