"""Pictures of results, byte for byte; look at the picture before accepting another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.render import render_funnel, render_map, render_paths, render_trend

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from cxjourney.render import SvgDocument

LOOKS: dict[str, tuple[dict[str, Any], str]] = {
    "auto": ({}, "latin"),
    "dark": ({"theme": "dark"}, "long"),
    "fa": ({"theme": "light", "locale": "fa"}, "persian"),
}


def drawn(results: ModuleType, kind: str, script: str, **options: Any) -> SvgDocument:
    """Return the picture of a made-up result."""
    if kind == "trend":
        return render_trend(results.trend(8, script), **options)
    if kind == "funnel":
        return render_funnel(results.funnel(4, script), **options)
    return render_paths(results.variants(24, script) if kind == "paths" else results.groups(6, script), **options)


@pytest.mark.parametrize("kind", ["trend", "paths", "groups", "funnel"])
@pytest.mark.parametrize("look", LOOKS)
def test_results_are_drawn_as_agreed(results: ModuleType, check_golden: Callable[[str, str], None], kind: str, look: str) -> None:
    """In both themes, with names too long for their place, and mirrored."""
    options, script = LOOKS[look]

    check_golden(f"{kind}_{look}.svg", drawn(results, kind, script, **options).text)


def test_a_mirrored_lane_of_the_plan_is_drawn_as_agreed(
    examples: ModuleType, results: ModuleType, check_golden: Callable[[str, str], None]
) -> None:
    """With touchpoints that nobody planned or nobody came to."""
    journey_map, _ = examples.made_up(10, 3, "persian")
    conformance = results.conformance(journey_map)

    check_golden("map_conformance_fa.svg", render_map(journey_map, conformance=conformance, locale="fa", theme="dark").text)
