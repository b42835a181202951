from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from typing import TYPE_CHECKING, Any

import pytest

import cxjourney as cx
from cxjourney.render.flow import engines
from cxjourney.render.flow.drawing import head_room
from cxjourney.render.flow.view import flow_view
from cxjourney.render.views.source import Source
from cxjourney.render.words import words
from cxjourney.testing import check_svg

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cxjourney.render.flow.values import FlowView, Layout

SIZES = [(1, 1), (5, 3), (14, 6), (40, 6), (70, 8)]


@pytest.fixture(params=["dot", "graphviz-pure"])
def engine(request: pytest.FixtureRequest) -> Any:
    """Return the name of each layout program, or skip with a reason."""
    if not (shutil.which(request.param) or shutil.which(request.param, path=sysconfig.get_path("scripts"))):
        pytest.skip(f"the program {request.param} is not installed")
    return request.param


def laid_out(made: tuple[cx.JourneyMap, cx.Diagnosis], engine: Any) -> tuple[FlowView, Layout]:
    """Return what is drawn and where a program places it."""
    view = flow_view(Source(made[0], made[1], words("en")))
    command = engines.program(engine)
    assert command is not None
    return view, engines.place(view, [head_room(stage) for stage in view.stages], command)


@pytest.mark.parametrize(("touchpoints", "stages"), SIZES)
def test_a_program_places_boxes_and_moves(made_flow: Callable[..., Any], engine: Any, touchpoints: int, stages: int) -> None:
    """Boxes do not overlap, columns stand in order, and moves reach from box to box."""
    view, layout = laid_out(made_flow(touchpoints, stages), engine)
    near = 1.5

    assert not any(box.overlaps(other) for index, box in enumerate(layout.boxes) for other in layout.boxes[index + 1 :])
    assert all(one[1] <= other[0] + 1 for one, other in zip(layout.panels, layout.panels[1:], strict=False))
    for move, route in zip(view.moves, layout.routes, strict=True):
        for (x, y), box in ((route[0], layout.boxes[move.source]), (route[-1], layout.boxes[move.target])):
            assert box.left - near <= x <= box.right + near
            assert box.top - near <= y <= box.bottom + near


@pytest.mark.parametrize("script", ["persian", "chinese", "vietnamese", "emoji"])
def test_a_program_draws_the_same_picture_each_time(made_flow: Callable[..., Any], engine: Any, script: str) -> None:
    """Labels of any script are measured here and never reach the program."""
    journey_map, diagnosis = made_flow(14, 6, script)
    one, other = (cx.render_flow(journey_map, diagnosis=diagnosis, engine=engine) for _ in range(2))

    assert one.text == other.text
    check_svg(one.text)


def test_a_program_is_never_told_a_name() -> None:
    """What it gets holds numbers and names that were made here."""
    journey_map = cx.JourneyMap(stages={"<b>Find</b>": ['say "so"', "a\\"]}, transitions=[{"source": 'say "so"', "target": "a\\"}])
    view = flow_view(Source(journey_map, None, words("en")))
    source = engines.position_source(view, [head_room(stage) for stage in view.stages])

    assert "say" not in source
    assert "<" not in source
    assert "n0 -> n1" in source


def no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide all programs."""
    monkeypatch.setattr(shutil, "which", lambda *_args, **_kwargs: None)


def test_a_missing_program_is_named_with_what_to_do(bike_flow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for it by name is told; whoever leaves the choice gets the built-in layout."""
    no_program(monkeypatch)

    with pytest.raises(cx.MissingDependencyError, match=r"'dot' of Graphviz(.|\n)*Hint: install Graphviz"):
        cx.render_flow(bike_flow[0], engine="dot")
    with pytest.raises(cx.MissingDependencyError, match=r"cxjourney\[flow\]"):
        cx.render_flow(bike_flow[0], engine="graphviz-pure")
    assert cx.render_flow(bike_flow[0], engine="auto").text == cx.render_flow(bike_flow[0]).text


def program(folder: Path, code: str) -> str:
    """Return a program that runs some Python."""
    path = folder / "dot"
    path.write_text(f"#!{sys.executable}\n{code}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys; sys.exit('bad\\x1b graph')", r"exit code 1: 'bad\\x1b graph'"),
        ("print('{}')", "without positions"),
        ("print('no json')", "without positions"),
        ("""print('{"objects": [{"name": "n0", "pos": "nan"}]}')""", "without positions"),
        ("import time; time.sleep(30)", "took longer than"),
    ],
)
def test_a_program_that_fails_is_an_error(bike_flow: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, message: str) -> None:
    """Exit code, nonsense and endless work are told in one sentence with a way out."""
    path = program(tmp_path, code)
    monkeypatch.setattr(engines, "program", lambda _engine: path)
    monkeypatch.setattr("cxjourney.render.flow.picture.program", lambda _engine: path)
    monkeypatch.setattr(engines, "TIME_LIMIT", 1 if "sleep" in code else 60)

    with pytest.raises(cx.RenderError, match=message) as caught:
        cx.render_flow(bike_flow[0], engine="dot")

    assert caught.value.hint == "leave engine= out to use the built-in layout."


def test_a_program_that_cannot_start_is_an_error(bike_flow: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's words are passed on."""
    monkeypatch.setattr("cxjourney.render.flow.picture.program", lambda _engine: str(tmp_path))

    with pytest.raises(cx.RenderError, match="could not be started"):
        cx.render_flow(bike_flow[0], engine="dot")


def test_the_default_starts_no_program(bike_flow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture must not depend on what else is installed."""
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_kwargs: pytest.fail("a program was started"))
    no_program(monkeypatch)

    assert cx.render_flow(bike_flow[0]).width > 0
