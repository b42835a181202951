"""Whatever stands in an argument of a public function, the user gets one clear error, or a right result."""

from __future__ import annotations

import inspect
import traceback
import warnings
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = pd.DataFrame({"customer": ["a", "b"], "touchpoint": ["Cart", "Pay"]})
WRONG: dict[str, object] = {
    "a table": TABLE,
    "a column": TABLE["customer"],
    "a list of columns": [TABLE["customer"]],
    "a mapping to columns": {"Cart": TABLE["customer"]},
    "a polars table": pl.DataFrame({"a": [1]}),
    "a polars expression": pl.col("a"),
    "an array of nothing": np.array(3.0),
    "a truth value of numpy": np.bool_(1),
    "missing": pd.NA,
    "no number": float("nan"),
    "endless": float("-inf"),
    "huge": -(10**400),
    "bytes": b"Cart",
    "a list of lists": [["Cart"], [["Pay"]]],
    "a function": len,
    "a class": cx.Fix,
    "a value of another kind": cx.Location(touchpoint="Cart"),
}


@cache
def made() -> SimpleNamespace:
    """Return one of everything that functions take."""
    shop = cx.datasets.sample_shop(customers=60)
    journey_map = cx.discover_map(shop.events, goal=shop.goal)
    return SimpleNamespace(
        events=shop.events,
        goal=shop.goal,
        journey_map=journey_map,
        plan=cx.JourneyMap(stages={"Shop": list(shop.events.touchpoints)}),
        trend=cx.trend(shop.events, every="week"),
        variants=cx.variants(shop.events),
        funnel=cx.funnel(shop.events, list(shop.events.touchpoints)[:3]),
        part=cx.measure(shop.events, part=(0, 1)),
        journey=cx.Journey(customer="a", visits=()),
    )


FIRST: dict[str, Callable[[SimpleNamespace], tuple[Any, ...]]] = {
    "compare": lambda it: (it.journey_map, it.journey_map),
    "conformance": lambda it: (it.plan, it.events),
    "csi": lambda it: (it.journey_map,),
    "diagnose": lambda it: (it.journey_map,),
    "discover_map": lambda it: (it.events,),
    "find_stages": lambda it: (it.events,),
    "find_stale_parts": lambda it: (it.events, [it.part]),
    "friction_stages": lambda it: (it.journey_map,),
    "funnel": lambda it: (it.events,),
    "journey_groups": lambda it: (it.events,),
    "measure": lambda it: (it.events,),
    "measure_sql": lambda it: (it.events,),
    "pain_points": lambda it: (it.journey_map,),
    "rank_fixes": lambda it: (it.journey_map,),
    "rank_touchpoints": lambda it: (it.journey_map,),
    "rate_and_mix": lambda _: ({"A": (1, 1)}, {"A": (2, 1)}),
    "render_flow": lambda it: (it.journey_map,),
    "render_funnel": lambda it: (it.funnel,),
    "render_heatmap": lambda it: (it.journey_map,),
    "render_journey": lambda it: (it.journey,),
    "render_map": lambda it: (it.journey_map,),
    "render_paths": lambda it: (it.variants,),
    "render_report": lambda it: (it.journey_map,),
    "render_trend": lambda it: (it.trend,),
    "struggle": lambda it: (it.events,),
    "survey_scores": lambda it: (it.events,),
    "to_dot": lambda it: (it.journey_map,),
    "trend": lambda it: (it.events,),
    "variants": lambda it: (it.events,),
    "what_if": lambda it: (it.journey_map, cx.Remove(it.journey_map.touchpoints[0].name)),
}
NAMED = {"find_stale_parts": {"parts": 1}}
ELSEWHERE = {"json_schema", "show_progress", "read_events", "read_milestones", "read_surveys", "read_tickets"}


def test_every_public_function_is_asked() -> None:
    """A new function comes here, or is tested where readers are."""
    functions = {name for name in cx.__all__ if inspect.isfunction(getattr(cx, name))}

    assert functions == set(FIRST) | ELSEWHERE


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("name", FIRST)
def test_wrong_arguments_get_an_error_of_our_own(name: str, kind: str) -> None:
    """Nothing foreign leaves a public function, and no warning: what stands there is refused, or works."""
    function, given = getattr(cx, name), FIRST[name](made())
    parameters = inspect.signature(function).parameters.values()
    places = [each.name for each in parameters if each.kind is not inspect.Parameter.VAR_POSITIONAL]

    for place, argument in enumerate(places):
        positional, named = list(given), dict(NAMED.get(name, {}))
        if place < len(given):
            positional[place] = WRONG[kind]
        else:
            named[argument] = WRONG[kind]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            _check(function, positional, named, argument)


def _check(function: Callable[..., object], given: list[Any], named: dict[str, Any], argument: str) -> None:
    try:
        function(*given, **named)
    except cx.CxJourneyError as error:
        assert error.hint, f"{argument}: {error}"  # noqa: PT017 - any of our errors will do
    except TypeError as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        assert "cxjourney" in last.filename, f"{argument}: {error}"  # noqa: PT017
        assert (last.line or "").startswith("raise "), f"{argument}: {error}"  # noqa: PT017
