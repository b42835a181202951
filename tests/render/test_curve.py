from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.render.curve import Point, Segment, crossing, split, split_at, steffen

POINTS = st.lists(st.tuples(st.integers(1, 200), st.integers(-80, 80)), min_size=2, max_size=30).map(
    lambda steps: [(float(sum(width for width, _ in steps[: index + 1])), float(y)) for index, (_, y) in enumerate(steps)],
)


def height(segment: Segment, t: float) -> float:
    """Return y of a segment at t."""
    return split(segment, t)[0][3][1]


@given(POINTS)
def test_the_curve_stays_between_its_neighbours(points: list[Point]) -> None:
    """No overshoot: between two points y stays within their values."""
    for segment in steffen(points):
        low, high = sorted((segment[0][1], segment[3][1]))

        assert all(low - 1e-9 <= height(segment, t / 20) <= high + 1e-9 for t in range(21))


@given(POINTS)
def test_the_curve_goes_through_every_point(points: list[Point]) -> None:
    """Segments join at the data."""
    segments = steffen(points)

    assert [segment[0] for segment in segments] + [segments[-1][3]] == points


@given(POINTS)
def test_extremes_are_flat(points: list[Point]) -> None:
    """Where the data turn, the tangent is level on both sides."""
    segments = steffen(points)
    for before, after in itertools.pairwise(segments):
        if (before[3][1] - before[0][1]) * (after[3][1] - after[0][1]) <= 0:
            assert before[2][1] == pytest.approx(before[3][1])
            assert after[1][1] == pytest.approx(after[0][1])


@given(POINTS, st.integers(-60, 60))
def test_areas_are_cut_exactly_at_the_level(points: list[Point], level: int) -> None:
    """Each run lies on one side, the runs join, and together they are the curve."""
    runs = split_at(steffen(points), float(level))
    ends = [(run[0][0], run[-1][3]) for _, run in runs]

    assert ends[0][0] == points[0]
    assert ends[-1][1] == points[-1]
    for (_, end), (start, _) in itertools.pairwise(ends):
        assert end == start
        assert end[1] == level
    for above, run in runs:
        for segment in run:
            ys = [height(segment, t / 8) for t in range(9)]
            assert max(ys) <= level + 1e-6 if above else min(ys) >= level - 1e-6


def test_a_segment_on_one_side_does_not_cross() -> None:
    """Touching is not crossing."""
    assert crossing(((0, 0), (1, 1), (2, 2), (3, 3)), 0) is None
    assert crossing(((0, -3), (1, -1), (2, 1), (3, 3)), 0) == pytest.approx(0.5)
