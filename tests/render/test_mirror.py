from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.dom import minidom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.errors import OptionError
from cxjourney.model.journey_map import JourneyMap
from cxjourney.render.map import render_map
from cxjourney.render.marks import Circle, Group, Mark, Paint, Path, Rect, Text, box
from cxjourney.render.mirror import mirrored
from cxjourney.render.text import Font

if TYPE_CHECKING:
    from types import ModuleType

WIDTH = 1000
PLACES = st.integers(0, WIDTH).map(float)
MARKS = st.one_of(
    st.builds(Rect, PLACES, PLACES, PLACES, PLACES, st.just(Paint("ink"))),
    st.builds(Circle, PLACES, PLACES, PLACES, st.just(Paint("ink"))),
    st.builds(Text, PLACES, PLACES, st.text(max_size=9), st.just(Font(12)), st.just("ink"), st.sampled_from(["start", "middle", "end"])),
    st.builds(
        Path, st.tuples(st.tuples(st.just("M"), PLACES, PLACES), st.tuples(st.just("H"), PLACES), st.tuples(st.just("V"), PLACES)),
        st.just(Paint("ink")), st.none() | st.tuples(PLACES, PLACES),
    ),
)  # fmt: skip


@given(MARKS)
def test_mirroring_twice_changes_nothing(mark: Mark) -> None:
    """The mirror of the mirror is the mark."""
    assert mirrored(mirrored(mark, WIDTH), WIDTH) == mark


@given(MARKS.filter(lambda mark: not (isinstance(mark, Path) and mark.origin)))
def test_what_stood_at_the_left_stands_at_the_right(mark: Mark) -> None:
    """The area of a mark is mirrored, its height and size stay."""
    one, other = box(mark), box(mirrored(Group("list", "", (mark,)), WIDTH))

    assert (other.left, other.right) == pytest.approx((WIDTH - one.right, WIDTH - one.left))
    assert (other.top, other.bottom) == (one.top, one.bottom)


def test_an_icon_moves_and_keeps_its_shape() -> None:
    """Flags, faces and digits are never turned around."""
    icon = Path((("M", -3, 5), ("L", 4, -2)), Paint("ink"), (20, 30))

    assert mirrored(icon, WIDTH) == Path(icon.commands, icon.paint, (980, 30))


def test_a_persian_map_is_the_mirror_of_the_layout(examples: ModuleType) -> None:
    """Same shapes, same sizes, x from the other edge; nothing is scaled, and the root stays left to right."""
    journey_map = examples.bike_map()
    plain, other = (render_map(journey_map, direction=way, theme="light") for way in ("ltr", "rtl"))
    rects = [minidom.parseString(document.text.encode()).getElementsByTagName("rect") for document in (plain, other)]  # noqa: S318

    assert len(rects[0]) == len(rects[1])
    for one, two in zip(*rects, strict=True):
        left, width = float(one.getAttribute("x")), float(one.getAttribute("width"))
        assert float(two.getAttribute("x")) == pytest.approx(plain.width - left - width, abs=0.11)
    assert "scale(" not in other.text
    assert 'direction="ltr"' in other.text
    assert other.direction == "rtl"
    assert 'dir="rtl"' in other.to_html()


def test_the_direction_follows_the_locale_then_the_names() -> None:
    """What is asked wins, then the language, then most of the names."""
    hebrew = JourneyMap(title="הזמנה", stages={"תשלום": ["קופה", "Bank"]})
    latin = JourneyMap(title="Order", stages={"Pay": ["Basket", "درگاه بانک"]})

    assert [render_map(plan).direction for plan in (hebrew, latin)] == ["rtl", "ltr"]
    assert render_map(hebrew, locale="en").direction == "ltr"
    assert render_map(latin, locale="fa").direction == "rtl"
    assert render_map(latin, locale="fa", direction="ltr").direction == "ltr"
    assert re.search(r' lang="fa"', render_map(latin, locale="fa").text)


def test_an_unknown_direction_is_refused() -> None:
    """The message lists the two."""
    with pytest.raises(OptionError, match="rtl"):
        render_map(JourneyMap(), direction="right")  # type: ignore[arg-type]


@pytest.mark.parametrize("direction", ["up", "", 7, [], {"ltr": 1}])
def test_other_directions_are_refused(direction: object) -> None:
    """Whatever type they have."""
    with pytest.raises(OptionError, match="direction="):
        render_map(JourneyMap(stages={"Buy": ["Pay"]}), direction=direction)  # type: ignore[arg-type]
