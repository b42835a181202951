from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.render import render_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


@pytest.mark.parametrize("theme", ["auto", "dark"])
def test_the_bike_map_is_drawn_as_agreed(examples: ModuleType, check_golden: Callable[[str, str], None], theme: Any) -> None:
    """Everything a map shows, byte for byte; look at the picture before accepting another."""
    journey_map = examples.bike_map()
    document = render_map(journey_map, diagnosis=examples.bike_diagnosis(journey_map), theme=theme)

    check_golden(f"map_{theme}.svg", document.text)


@pytest.mark.parametrize(("touchpoints", "stages", "script"), [(1, 1, "vietnamese"), (5, 3, "persian"), (60, 8, "latin")])
def test_other_densities_are_drawn_as_agreed(
    examples: ModuleType, check_golden: Callable[[str, str], None], touchpoints: int, stages: int, script: str
) -> None:
    """One touchpoint, a roomy map with Persian labels, and an overview."""
    journey_map, diagnosis = examples.made_up(touchpoints, stages, script)

    check_golden(f"map_{touchpoints}.svg", render_map(journey_map, diagnosis=diagnosis, theme="light").text)


def test_the_persian_map_is_drawn_as_agreed(examples: ModuleType, check_golden: Callable[[str, str], None]) -> None:
    """Mirrored, with Persian words, digits and dates."""
    journey_map = examples.bike_map()
    document = render_map(journey_map, diagnosis=examples.bike_diagnosis(journey_map), locale="fa", theme="light")

    check_golden("map_fa.svg", document.text)


def test_the_service_blueprint_is_drawn_as_agreed(examples: ModuleType, check_golden: Callable[[str, str], None]) -> None:
    """Optional lanes, curves of two personas, and the same visit as it is to be."""
    document = render_map(examples.clinic_map(), groups=["Mira", "Ben"], compare_with=examples.better_clinic_map(), theme="light")

    check_golden("map_blueprint.svg", document.text)
