"""The flow graph as a browser draws it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from types import ModuleType


def loaded(*parts: str) -> Any:
    """Return a module of the tests by its place."""
    path = Path(__file__).parents[1].joinpath(*parts)
    spec = importlib.util.spec_from_file_location("_".join(parts).removesuffix(".py"), path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHROMIUM = loaded("browser", "test_map_in_chromium.py")
SIZES = [(1, 1, "latin"), (5, 3, "vietnamese"), (14, 6, "persian"), (15, 4, "chinese"), (20, 6, "cyrillic"), (40, 8, "latin")]

pytestmark = CHROMIUM.pytestmark


def flows(examples: ModuleType, **options: Any) -> list[str]:
    """Return flow graphs of several sizes and scripts."""
    moves = loaded("render", "flow", "conftest.py").moves
    found = [(cx.datasets.sample_map(), None)]
    for touchpoints, stages, script in SIZES:
        journey_map, diagnosis = examples.made_up(touchpoints, stages, script, seed=touchpoints)
        ids = [touchpoint.id for touchpoint in journey_map.touchpoints]
        found.append((journey_map.replace(transitions=moves(ids, touchpoints, 2)), diagnosis))
    return [cx.render_flow(journey_map, diagnosis=diagnosis, **options).text for journey_map, diagnosis in found]


@pytest.mark.parametrize("face", CHROMIUM.FACES)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_texts_neither_touch_nor_leave_their_place(examples: ModuleType, face: str, direction: str) -> None:
    """In four common faces and both directions: none outside the page, none over another, none beyond its box."""
    style = f"<style>svg,svg *{{font-family:'{face}','Noto Sans','Noto Sans Arabic','Noto Sans CJK SC','Noto Color Emoji'}}</style>"
    found = CHROMIUM.run(style + "".join(flows(examples, direction=direction)), "tell(maps().map(check));")

    assert found == [[] for _ in found]
    assert len(found) == 1 + len(SIZES)


@pytest.mark.parametrize(("scheme", "look"), [(0, "dark"), (1, "light")])
def test_auto_looks_like_the_theme_of_the_screen(examples: ModuleType, scheme: int, look: str) -> None:
    """Every painted colour of auto equals the plain theme's."""
    documents = [flows(examples, theme=theme)[3] for theme in ("auto", look)]
    script = "const s=maps().map(colors);tell([matchMedia('(prefers-color-scheme: dark)').matches,s[0]===s[1],s[0].length]);"
    found = CHROMIUM.run("".join(documents), script, f"--blink-settings=preferredColorScheme={scheme}")

    assert found[:2] == [look == "dark", True]
    assert found[2] > 1_000
