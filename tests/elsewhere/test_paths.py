"""Paths of logs that stay in another engine."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

import cxjourney as cx
from cxjourney.errors import DataError
from tests.elsewhere.conftest import COLUMNS, ROLES, SPARK_TYPES, frame, random_rows

if TYPE_CHECKING:
    from collections.abc import Callable

ASKED: list[dict[str, Any]] = [
    {"goal": "D", "journey_gap": timedelta(days=2), "merge_repeats": True, "min_customers": 1},
    {"min_customers": 2, "journey_gap": timedelta(hours=5)},
]
MEMBERS = ("channel", "seg", "team")


def found_in(events: cx.EventLog, few: int = 3) -> list[Any]:
    """Return everything that is found of paths, or a few of each kind."""
    funnels = [cx.funnel(events, ["A", "B", ["C", "D"]], by=by, min_customers=1, journey_gap=timedelta(days=20)) for by in MEMBERS[:few]]
    groups = cx.journey_groups(events, 3, goal="D", journey_gap=timedelta(days=1))
    return [*(cx.variants(events, **asked) for asked in ASKED[:few]), *funnels, groups]


@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(2))
def test_paths_in_postgres_are_those_of_the_embedded_engine(filled: Callable[..., str], seed: int) -> None:
    """To the last digit."""
    rows = random_rows(seed)
    here, there = cx.read_events(frame(rows), **ROLES), cx.read_events(cx.PostgresSource(filled(rows), table="events"), **ROLES)

    assert found_in(there) == found_in(here)


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_paths_in_spark_are_those_of_the_embedded_engine(spark: Any) -> None:
    """To the last digit."""
    rows = random_rows(5)
    fields = ", ".join(f"`{name}` {SPARK_TYPES.get(kind, kind)}" for name, kind in COLUMNS.items())
    here, there = cx.read_events(frame(rows), **ROLES), cx.read_events(spark.createDataFrame(rows, fields), **ROLES)

    assert found_in(there, 1) == found_in(here, 1)


@pytest.mark.postgres
def test_groups_are_not_put_to_logs_elsewhere(filled: Callable[..., str]) -> None:
    """Rows are written nowhere."""
    events = cx.read_events(cx.PostgresSource(filled(random_rows(1)), table="events"), **ROLES)
    with pytest.raises(DataError, match="groups of visits are not offered for a log in postgres"):
        cx.journey_groups(events, 2, journey_gap=timedelta(days=1)).assign(events)
