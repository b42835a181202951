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
        comparison=cx.compare(journey_map, journey_map),
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
ROWS = pd.DataFrame({"customer": ["a", "b"], "timestamp": ["2026-01-05", "2026-01-06"], "touchpoint": ["Cart", "Pay"], "nps": [9, 3]})
READERS: dict[str, dict[str, Any]] = {
    "read_events": {},
    "read_milestones": {"milestones": {"Start": "timestamp"}},
    "read_surveys": {},
    "read_tickets": {"opened": "timestamp"},
}
ELSEWHERE = {"json_schema", "show_progress"}


METHODS: dict[str, tuple[Callable[[SimpleNamespace], Any], tuple[Any, ...]]] = {
    "EventLog.collapse": (lambda it: it.events.collapse, ()),
    "EventLog.filter": (lambda it: it.events.filter, ()),
    "EventLog.group": (lambda it: it.events.group, ()),
    "EventLog.journey": (lambda it: it.events.journey, ("C1",)),
    "EventLog.verbatims": (lambda it: it.events.verbatims, ()),
    "EventLog.save": (lambda it: it.events.save, ("unwritten.csv",)),
    "JourneyMap.stage": (lambda it: it.journey_map.stage, ("Pay",)),
    "JourneyMap.channel": (lambda it: it.journey_map.channel, ("web",)),
    "JourneyMap.touchpoint": (lambda it: it.journey_map.touchpoint, ("Basket",)),
    "JourneyMap.to_networkx": (lambda it: it.journey_map.to_networkx, ()),
    "JourneyMap.from_networkx": (lambda _: cx.JourneyMap.from_networkx, (None,)),
    "JourneyMap.load": (lambda _: cx.JourneyMap.load, (None,)),
    "JourneyMap.total": (lambda it: it.journey_map.total, ("customers",)),
    "Touchpoint.measure": (lambda it: it.journey_map.touchpoints[0].measure, ("visits",)),
    "Comparison.difference": (lambda it: it.comparison.difference, ("drop_off_rate",)),
    "Comparison.total": (lambda it: it.comparison.total, ("drop_off_rate",)),
    "Trend.of": (lambda it: it.trend.of, ("visits",)),
    "Funnel.step": (lambda it: it.funnel.step, ("Basket",)),
    "JourneyStatistics.join": (lambda _: cx.JourneyStatistics.join, (None,)),
    "JourneyStatistics.load": (lambda _: cx.JourneyStatistics.load, (None,)),
    "JourneyStatistics.replaced": (lambda it: it.part.replaced, (None, None)),
    "Metric.named": (lambda _: cx.Metric.named, ("nps",)),
    "Metric.valence": (lambda _: cx.Metric.named("nps").valence, (3,)),
    "SvgDocument.to_html": (lambda it: cx.render_map(it.plan).to_html, ()),
    "sample_shop": (lambda _: cx.datasets.sample_shop, ()),
}


def test_every_public_function_is_asked() -> None:
    """A new function comes here."""
    functions = {name for name in cx.__all__ if inspect.isfunction(getattr(cx, name))}

    assert functions == set(FIRST) | set(READERS) | ELSEWHERE


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("name", FIRST)
def test_wrong_arguments_get_an_error_of_our_own(name: str, kind: str) -> None:
    """Nothing foreign leaves a public function, and no warning: what stands there is refused, or works."""
    _ask_all(getattr(cx, name), FIRST[name](made()), NAMED.get(name, {}), WRONG[kind])


@pytest.mark.parametrize("kind", ["a table", "a list of lists", "an array of nothing"])
@pytest.mark.parametrize("name", READERS)
def test_wrong_arguments_of_readers_get_an_error_of_our_own(name: str, kind: str) -> None:
    """A table given where the name of a column is meant is a slip of everyday."""
    _ask_all(getattr(cx, name), (ROWS,), READERS[name], WRONG[kind])


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("name", METHODS)
def test_wrong_arguments_of_methods_get_an_error_of_our_own(name: str, kind: str) -> None:
    """What holds for functions holds for what their results can be asked."""
    method, given = METHODS[name]

    _ask_all(method(made()), given, {}, WRONG[kind])


def _ask_all(function: Callable[..., object], given: tuple[Any, ...], other: dict[str, Any], wrong: object) -> None:
    """Put something wrong into each argument in turn."""
    parameters = inspect.signature(function).parameters.values()
    places = [each.name for each in parameters if each.kind is not inspect.Parameter.VAR_POSITIONAL]

    for place, argument in enumerate(places):
        positional, named = list(given), dict(other)
        if place < len(given):
            positional[place] = wrong
        else:
            named[argument] = wrong
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
