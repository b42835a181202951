from __future__ import annotations

import inspect
from typing import Any

import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.interchange.result_tables import result_frames, result_table
from cxjourney.model.result import Tabular

TABULAR = [kind for name in cx.__all__ if inspect.isclass(kind := getattr(cx, name)) and issubclass(kind, Tabular)]
EMPTY = (
    cx.Comparison(), cx.Diagnosis(), cx.FixRanking(), cx.Funnel(), cx.JourneyGroups(), cx.SatisfactionIndex(value=70), cx.Struggle(),
    cx.TouchpointRanking(by="valence"), cx.Trend(every="month", periods=()), cx.Variants(),
)  # fmt: skip


@pytest.fixture(scope="module")
def found() -> tuple[Any, ...]:
    """Return results that have rows."""
    shop = cx.datasets.sample_shop(customers=400)
    journey_map = cx.discover_map(shop.events, goal=shop.goal)
    plan = cx.JourneyMap(stages={"Shop": ["Search result", "Product page", "Basket"]})
    return (
        cx.rank_fixes(journey_map, best=1),
        cx.what_if(journey_map, cx.Remove("Sign in")),
        cx.conformance(plan, shop.events),
        cx.variants(shop.events, goal=shop.goal),
        cx.journey_groups(shop.events, 2, goal=shop.goal),
        cx.funnel(shop.events, ["Product page", "Basket"]),
        cx.trend(shop.events, every="month", goal=shop.goal),
        cx.csi(journey_map),
        cx.rank_touchpoints(journey_map, by="drop_off_rate"),
        cx.struggle(shop.events, goal=shop.goal),
    )


@pytest.mark.parametrize("kind", TABULAR)
def test_every_result_with_rows_has_its_table(kind: type) -> None:
    """A new result that is not put down here would fail only when somebody asks for its rows."""
    assert result_table.dispatch(kind) is not result_table.dispatch(object)
    assert ("to_frames" in vars(kind)) == (result_frames.dispatch(kind) is not result_frames.dispatch(object))


@pytest.mark.parametrize("result", EMPTY, ids=lambda result: type(result).__name__)
def test_an_empty_table_has_its_own_columns(result: Any) -> None:
    """Programs may select a column before they know whether anything was found."""
    frame = result.to_frame()

    assert frame.shape == (0, len(result_table(result)[1]))


def test_every_row_has_the_columns_of_its_table(found: tuple[Any, ...]) -> None:
    """Rows and frames say the same, in the same order."""
    for result in found:
        rows, columns = result_table(result)

        assert rows
        assert {tuple(row) for row in rows} == {tuple(columns)}
        assert isinstance(frame := result.to_frame(), pd.DataFrame)
        assert list(frame.columns) == list(columns)


def test_a_result_of_ones_own_kind_is_its_own_table() -> None:
    """Subclasses of results keep their rows."""

    class Own(cx.Variants):
        pass

    assert Own().to_frame().shape == cx.Variants().to_frame().shape  # type: ignore[attr-defined]
