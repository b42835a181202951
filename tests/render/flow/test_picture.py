from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from xml.dom import minidom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.render.flow.picture import _draw, render_flow
from cxjourney.render.marks import Text, box, flat, text_box
from cxjourney.testing import check_svg

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = [(1, 1), (5, 3), (14, 6), (40, 6), (70, 8)]


def groups(text: str, name: str) -> list[str]:
    """Return the labels of the items of a list of the picture."""
    nodes = minidom.parseString(text.encode()).getElementsByTagName("g")  # noqa: S318 - our own output
    outer = next(node for node in nodes if node.getAttribute("aria-label") == name)
    return [child.getAttribute("aria-label") for child in outer.childNodes]


@pytest.mark.parametrize("theme", ["auto", "dark"])
def test_the_flow_of_the_bike_map_is_drawn_as_agreed(bike_flow: Any, check_golden: Callable[[str, str], None], theme: Any) -> None:
    """Moves onwards, back, again and slow, leaving customers, friction; look at the picture before accepting another."""
    journey_map, diagnosis = bike_flow

    check_golden(f"flow_{theme}.svg", render_flow(journey_map, diagnosis=diagnosis, theme=theme).text)


def test_a_flow_by_hand_is_drawn_as_agreed(check_golden: Callable[[str, str], None]) -> None:
    """Nothing was counted: all moves are dashed and equally wide."""
    check_golden("flow_by_hand.svg", render_flow(cx.datasets.sample_map(), theme="light").text)


def test_a_flow_from_right_to_left_is_mirrored(made_flow: Callable[..., Any], check_golden: Callable[[str, str], None]) -> None:
    """Persian names turn the picture around."""
    journey_map, diagnosis = made_flow(9, 4, "persian")

    check_golden("flow_rtl.svg", render_flow(journey_map, diagnosis=diagnosis, theme="light").text)


@pytest.mark.parametrize("engine", ["builtin", None])
@pytest.mark.parametrize("seed", ["0", "4711"])
def test_another_process_writes_the_same_bytes(tmp_path: Any, made_flow: Callable[..., Any], seed: str, engine: Any) -> None:
    """Neither the process nor its hash seed shows, with the layout that is used when nobody asks for another."""
    path = tmp_path / "map.json"
    made_flow(40, 6)[0].save(path)
    code = "import sys, cxjourney as cx; sys.stdout.buffer.write(cx.render_flow(cx.JourneyMap.load(sys.argv[1])).text.encode())"
    found = subprocess.run(
        [sys.executable, "-c", code, str(path)], check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}
    )
    asked = {} if engine is None else {"engine": engine}

    assert found.stdout.decode() == render_flow(cx.JourneyMap.load(path), **asked).text


@pytest.mark.parametrize(("touchpoints", "stages"), SIZES)
def test_everything_stays_on_the_page(made_flow: Callable[..., Any], touchpoints: int, stages: int) -> None:
    """No mark leaves the page, and every text is measured."""
    document = render_flow(*made_flow(touchpoints, stages)[:1])
    numbers = re.findall(r'<(?:rect|text|circle)[^>]*? c?x="(-?[\d.]+)" c?y="(-?[\d.]+)"', document.text)

    assert all(0 <= float(x) <= document.width and 0 <= float(y) <= document.height for x, y in numbers)
    check_svg(document.text)


def test_words_beside_moves_lie_on_no_box_and_on_no_other_words(bike_flow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels look for a free place on or beside their line."""
    seen: list[Any] = []
    monkeypatch.setattr("cxjourney.render.flow.picture._draw", lambda *given: seen.append(_draw(*given)) or seen[-1])
    render_flow(bike_flow[0], diagnosis=bike_flow[1])
    marks = flat(seen[0][0])
    labels = [text_box(mark) for mark in marks if isinstance(mark, Text) and mark.halo]
    cards = [box(mark) for mark in marks if not isinstance(mark, Text) and getattr(mark, "paint", None) and mark.paint.fill == "card"]

    assert len(labels) >= 4
    assert not any(label.overlaps(other) for index, label in enumerate(labels) for other in [*cards, *labels[index + 1 :]])


def test_no_line_runs_through_the_words_beside_moves(bike_flow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Directly under each label lies a piece of ground as wide as its words."""
    seen: list[Any] = []
    monkeypatch.setattr("cxjourney.render.flow.picture._draw", lambda *given: seen.append(_draw(*given)) or seen[-1])
    render_flow(bike_flow[0], diagnosis=bike_flow[1])
    marks = flat(seen[0][0])
    under = [(marks[index - 1], mark) for index, mark in enumerate(marks) if isinstance(mark, Text) and mark.halo]

    assert under
    assert all(ground.paint.fill == text.halo for ground, text in under)
    assert all(box(ground).left <= text_box(text).left and text_box(text).right <= box(ground).right for ground, text in under)


def test_the_accessibility_tree_tells_what_is_drawn(bike_flow: Any) -> None:
    """Stages, moves and touchpoints are lists of sentences with the figures of the picture."""
    text = render_flow(bike_flow[0], diagnosis=bike_flow[1]).text

    assert "Sign up: friction 63%, flagged" in groups(text, "Stages")
    assert "Identity photo to Identity photo: 930 moves, 18% of the visits to Identity photo, trying again" in groups(text, "Moves")
    assert "Identity photo: 6,378 visits, emotion −1.4, 24% leave, moment of truth" in groups(text, "Touchpoints")
    assert text.count('role="list"') == 3


def test_moves_are_drawn_from_thin_to_thick(bike_flow: Any) -> None:
    """The widest lie on top."""
    widths = [float(width) for width in re.findall(r'<path d="M[^"]*C[^"]*" [^>]*stroke-width="([\d.]+)"', render_flow(bike_flow[0]).text)]
    moves_only = widths[: len(bike_flow[0].transitions)]

    assert moves_only == sorted(moves_only)
    assert moves_only[-1] == 10.2


def test_auto_holds_both_looks_and_light_none(bike_flow: Any) -> None:
    """The dark colours are in one scoped block."""
    auto, light = (render_flow(bike_flow[0], theme=theme).text for theme in ("auto", "light"))

    assert re.search(r"@media \(prefers-color-scheme:dark\)\{\.cxj-\w{8} ", auto)
    assert "<style>" not in light
    assert 'class="f-' not in light


HOSTILE = st.one_of(
    st.text(min_size=1, max_size=60),
    st.sampled_from(
        ["</text><script>alert(1)</script>", '" onload="x', "url(#x)", "<b>x</b>", "a\\", "پرداخت" * 20, "W" * 1900, "{n}", "%s"]
    ),
).filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text) and text.strip() != "")


@given(st.lists(HOSTILE, min_size=4, max_size=4, unique=True))
@settings(max_examples=30)
def test_any_text_gives_a_harmless_picture(texts: list[str]) -> None:
    """Whatever the labels say, the picture is well-formed and holds only what the lists allow."""
    title, first, second, stage = texts
    touchpoints = [cx.Touchpoint(name=first, id="one", emotion=-1), cx.Touchpoint(name=second, id="two")]
    pairs = [("one", "two"), ("two", "one"), ("one", "one")]
    journey_map = cx.JourneyMap(
        title=title,
        stages=[cx.Stage(name=stage, touchpoints=touchpoints)],
        transitions=[{"source": source, "target": target, "count": 3} for source, target in pairs],
    )

    check_svg(render_flow(journey_map, diagnosis=cx.diagnose(journey_map)).text)


@pytest.mark.parametrize(("touchpoints", "stages", "most"), [(14, 6, 80_000), (40, 8, 200_000)])
def test_a_flow_is_small_and_quick(
    made_flow: Callable[..., Any], quick: Callable[..., bool], touchpoints: int, stages: int, most: int
) -> None:
    """The size goal of the map, and a generous multiple of its time goal for a busy machine."""
    journey_map, diagnosis = made_flow(touchpoints, stages)
    document = render_flow(journey_map, diagnosis=diagnosis)

    assert len(document.text.encode()) <= most
    assert quick(1, lambda: render_flow(journey_map, diagnosis=diagnosis))


@pytest.mark.parametrize("stages", [{}, {"Find": [], "Pay": []}])
def test_an_empty_map_says_what_would_fill_it(stages: dict[str, list[str]]) -> None:
    """Header, stages and one sentence."""
    text = render_flow(cx.JourneyMap(title="Plan", stages=stages)).text

    assert "No touchpoints yet" in text
    assert [name in text for name in ("Find", "Pay")] == [bool(stages)] * 2


def test_a_map_without_transitions_says_so() -> None:
    """Boxes alone are no flow, and the footnote tells why."""
    assert "No transition is known" in render_flow(cx.JourneyMap(stages={"Pay": ["Basket", "Card"]})).text


def test_arguments_are_checked(bike_flow: Any) -> None:
    """No map, another map's diagnosis, too many stages, an engine nobody knows."""
    many = cx.JourneyMap(stages={f"Stage {number}": [f"T{number}"] for number in range(13)})

    with pytest.raises(TypeError, match="render_flow takes a JourneyMap"):
        render_flow("map.json")  # type: ignore[arg-type]
    with pytest.raises(cx.OptionError, match="of another map"):
        render_flow(many, diagnosis=bike_flow[1])
    with pytest.raises(cx.RenderError, match="at most 12 stages, this map has 13"):
        render_flow(many)
    with pytest.raises(cx.OptionError, match="did you mean 'builtin'"):
        render_flow(bike_flow[0], engine="built-in")  # type: ignore[arg-type]


def test_a_huge_flow_warns() -> None:
    """Nobody can read a picture taller than 4,000."""
    with pytest.warns(cx.CxJourneyWarning, match="larger than 4,000"):
        render_flow(cx.JourneyMap(stages={"All": [f"T{number}" for number in range(70)]}))


def test_the_plain_text_tells_the_whole_story(bike_flow: Any) -> None:
    """Where only text can be shown, stages, touchpoints and moves are listed."""
    plain = render_flow(bike_flow[0], diagnosis=bike_flow[1]).plain.splitlines()

    assert "  Deposit: 5,600 visits, emotion −0.3" in plain
    assert plain[-1] == "  Help line to Identity photo: 118 moves, 2% of the visits to Help line, going back"
