from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.render.layout import MAP_WIDTH, MARGIN, STAGE_GAP, density, grid

SIZES = st.lists(st.integers(0, 14), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("touchpoints", "name", "pitch"),
    [
        (1, "roomy", 168),
        (7, "roomy", 168),
        (8, "normal", 100),
        (16, "normal", 100),
        (17, "tight", 88),
        (24, "tight", 88),
        (25, "poster", 80),
        (40, "poster", 80),
    ],
)
def test_density_follows_the_number_of_touchpoints(touchpoints: int, name: str, pitch: int) -> None:
    """More touchpoints, narrower columns."""
    assert density(touchpoints) == (name, pitch)


@given(SIZES)
def test_columns_fill_the_page_and_do_not_overlap(sizes: list[int]) -> None:
    """Stages stand side by side between the axis and the margin."""
    found = grid(sizes)

    assert found.width >= MAP_WIDTH
    assert found.columns[0].x == found.left
    assert found.columns[-1].right == pytest.approx(found.width - MARGIN)
    for before, after in zip(found.columns, found.columns[1:], strict=False):
        assert after.x - before.right == pytest.approx(STAGE_GAP)


@given(SIZES)
def test_cards_stay_in_their_stage_and_apart(sizes: list[int]) -> None:
    """Cards neither leave their stage nor touch."""
    for column in grid(sizes).columns:
        edges = [(center - column.card_width / 2, center + column.card_width / 2) for center in column.centers]

        assert all(left >= column.x and right <= column.right for left, right in edges)
        assert all(after[0] - before[1] >= 9.8 for before, after in itertools.pairwise(edges))


def test_a_map_without_stages_has_a_page() -> None:
    """Nothing to place is no reason to fail."""
    assert grid([]).columns == ()
    assert grid([]).width == MAP_WIDTH
