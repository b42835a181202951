from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.errors import EmptyDataError, ModelError, OptionError, StatisticsError
from cxjourney.graph.markov import AbsorbingChain, absorbing_chain
from cxjourney.model.journey_map import JourneyMap

GOAL = "✓"
PATHS = st.lists(st.tuples(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), st.booleans()), min_size=1, max_size=12)


def _chain(paths: list[tuple[list[str], bool]]) -> AbsorbingChain:
    states = "abcd"
    starts, moves, goals, leaves = np.zeros(4), np.zeros((4, 4)), np.zeros(4), np.zeros(4)
    for path, reached in paths:
        numbers = [states.index(state) for state in path]
        starts[numbers[0]] += 1
        np.add.at(moves, (numbers[:-1], numbers[1:]), 1)
        (goals if reached else leaves)[numbers[-1]] += 1
    return AbsorbingChain.from_counts(states, starts=starts, moves=moves, goals=goals, leaves=leaves)


def _reference() -> JourneyMap:
    """Five journeys: G to the goal twice, M to the goal, G and M to the goal, G and gone."""
    return JourneyMap(
        stages={"S": ["G", "M", GOAL]},
        transitions=[
            {"source": "G", "target": GOAL, "count": 2},
            {"source": "M", "target": GOAL, "count": 2},
            {"source": "G", "target": "M", "count": 1},
        ],
        goal_touchpoints=[GOAL],
    ).replace(stages=[{"name": "S", "touchpoints": [{"name": "G", "measures": {"visits": 4}}, "M", GOAL]}])


def test_removal_effects_equal_the_worked_example() -> None:
    """P = .8, RE of G = .75, RE of M = .5."""
    chain = absorbing_chain(_reference())

    assert chain.goal_probability == pytest.approx(0.8)
    assert [chain.removal_effect(state) for state in ("g", "m")] == pytest.approx([0.75, 0.5])
    assert chain.goal_probability_from("g") == pytest.approx(0.75)


@given(PATHS)
def test_goal_rate_visits_and_length_equal_the_observed_ones(paths: list[tuple[list[str], bool]]) -> None:
    """A chain fitted to journeys reproduces their means."""
    chain = _chain(paths)

    assert chain.goal_probability == pytest.approx(sum(reached for _, reached in paths) / len(paths))
    assert chain.expected_length == pytest.approx(sum(len(path) for path, _ in paths) / len(paths))
    for state, visits in chain.expected_visits.items():
        assert visits == pytest.approx(sum(path.count(state) for path, _ in paths) / len(paths))


@given(PATHS)
def test_rows_are_probabilities(paths: list[tuple[list[str], bool]]) -> None:
    """From each state something happens for certain."""
    chain = _chain(paths)

    assert np.allclose(chain.moves.sum(axis=1) + chain.goal + chain.leave, 1)
    assert chain.start.sum() == pytest.approx(1)


@given(PATHS, st.sampled_from("abcd"))
def test_losing_a_touchpoint_never_helps(paths: list[tuple[list[str], bool]], state: str) -> None:
    """Its removal takes between none and all of the goals."""
    chain = _chain(paths)
    if chain.goal_probability > 0:
        assert -1e-9 <= chain.removal_effect(state) <= 1 + 1e-9
    else:
        with pytest.raises(StatisticsError, match="nothing can be lost"):
            chain.removal_effect(state)


def test_the_numbers_cannot_be_changed() -> None:
    """A chain is a value."""
    chain = _chain([(["a"], True)])

    with pytest.raises(ValueError, match="read-only"):
        chain.moves[0, 0] = 1
    assert repr(chain) == "<AbsorbingChain: 4 states, goal probability 1.000>"


def test_visits_that_lead_nowhere_leave() -> None:
    """The measure says more visits than moves lead away."""
    stages = [{"name": "S", "touchpoints": [{"name": "a", "measures": {"visits": 10}}, "b"]}]
    journey_map = JourneyMap(stages=stages, transitions=[{"source": "a", "target": "b", "count": 4}], goal_touchpoints=["b"])

    assert absorbing_chain(journey_map).goal_probability == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"goal_touchpoints": []}, "no goal touchpoint"),
        ({"transitions": [{"source": "a", "target": "b"}]}, "was not counted"),
    ],
)
def test_maps_that_say_too_little_are_refused(fields: dict[str, object], message: str) -> None:
    """Without a goal or counts there is no chain."""
    journey_map = JourneyMap(**{"stages": {"S": ["a", "b"]}, "goal_touchpoints": ["b"], **fields})

    with pytest.raises(ModelError, match=message):
        absorbing_chain(journey_map)


def test_a_map_without_moves_is_empty() -> None:
    """Nothing can be said about it."""
    with pytest.raises(EmptyDataError, match="no journey starts"):
        absorbing_chain(JourneyMap(stages={"S": ["a"]}, goal_touchpoints=["a"]))


def test_wrong_counts_are_refused() -> None:
    """Shapes that differ, negative and endless counts, and journeys that go round for ever."""
    good = {"starts": [1, 0], "moves": [[0, 1], [0, 0]], "goals": [0, 1], "leaves": [0, 0]}
    wrong = [({"starts": [1]}, "shapes"), ({"goals": [0, -1]}, "not negative"), ({"goals": [0, np.inf]}, "finite")]
    wrong.append(({"moves": [[0, 1], [1, 0]], "goals": [0, 0]}, "never end"))  # type: ignore[dict-item]

    for change, message in wrong:
        with pytest.raises(StatisticsError, match=message):
            AbsorbingChain.from_counts(["a", "b"], **{**good, **change})  # type: ignore[arg-type]


def test_unknown_states_are_refused() -> None:
    """With the closest."""
    with pytest.raises(OptionError, match="state='z'"):
        _chain([(["a"], True)]).removal_effect("z")
