"""Pictures of results, byte for byte; look at the picture before accepting another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.render import render_funnel, render_map, render_paths, render_trend

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from cxjourney.render import SvgDocument

LOOKS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("auto", {}, "latin"),
    ("dark", {"theme": "dark"}, "long"),
    ("fa", {"theme": "light", "locale": "fa"}, "persian"),
)


def pictures(results: ModuleType, script: str, **options: Any) -> dict[str, Callable[[], SvgDocument]]:
    """Return the pictures of made-up results."""
    return {
        "trend": lambda: render_trend(results.trend(8, script), **options),
        "paths": lambda: render_paths(results.variants(24, script), **options),
        "groups": lambda: render_paths(results.groups(6, script), **options),
        "funnel": lambda: render_funnel(results.funnel(4, script), **options),
    }


@pytest.mark.parametrize("kind", ["trend", "paths", "groups", "funnel"])
@pytest.mark.parametrize(("look", "options", "script"), LOOKS, ids=[name for name, *_ in LOOKS])
def test_results_are_drawn_as_agreed(
    results: ModuleType, check_golden: Callable[[str, str], None], kind: str, look: str, options: dict[str, Any], script: str
) -> None:
    """In both themes, with names too long for their place, and mirrored."""
    check_golden(f"{kind}_{look}.svg", pictures(results, script, **options)[kind]().text)


def test_a_mirrored_lane_of_the_plan_is_drawn_as_agreed(
    examples: ModuleType, results: ModuleType, check_golden: Callable[[str, str], None]
) -> None:
    """With touchpoints that nobody planned or nobody came to."""
    journey_map, _ = examples.made_up(10, 3, "persian")
    conformance = results.conformance(journey_map)

    check_golden("map_conformance_fa.svg", render_map(journey_map, conformance=conformance, locale="fa", theme="dark").text)
