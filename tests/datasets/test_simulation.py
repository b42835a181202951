from __future__ import annotations

import csv
import dataclasses
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest

import cxjourney as cx
from cxjourney.datasets import random_world, simulate
from cxjourney.datasets.truth import _by_journey, _facts
from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from pathlib import Path

WORLD = dataclasses.replace(random_world(2, plants=1), extra_journeys=0.5)


def test_columns_are_equally_long_and_ordered_by_time() -> None:
    """Events come as columns in the order a log would have."""
    simulation = simulate(WORLD, customers=200, seed=1)

    assert {len(column) for column in simulation.columns.values()} == {len(simulation)}
    assert np.all(np.diff(simulation.columns["timestamp"]) >= np.timedelta64(0))


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_saved_file_holds_the_events(tmp_path: Path, suffix: str) -> None:
    """Reading the file back gives as many rows and the same customers."""
    simulation = simulate(WORLD, customers=200, seed=1)

    path = simulation.save(tmp_path / f"events{suffix}")

    rows = duckdb.sql(f"SELECT customer_id, touchpoint FROM '{path}'").fetchall()
    assert sorted(rows) == sorted(zip(simulation.columns["customer_id"], simulation.columns["touchpoint"], strict=True))
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_the_file_has_the_usual_names(tmp_path: Path) -> None:
    """The header names every role as reading expects it."""
    path = simulate(WORLD, customers=10, seed=1).save(tmp_path / "events.csv")

    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert header == ["customer_id", "timestamp", "touchpoint", "stage", "channel", "segment", "journey", "order_value", "csat", "nps"]


def test_other_suffixes_are_refused(tmp_path: Path) -> None:
    """Only the two formats are written, and nothing is left behind."""
    with pytest.raises(OptionError, match="xlsx"):
        simulate(WORLD, customers=10, seed=1).save(tmp_path / "events.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_measuring_counts_what_the_simulation_knows() -> None:
    """The SQL of the library and the arrays of the simulation agree on every visit: two definitions written apart."""
    world = dataclasses.replace(random_world(3, plants=3, kinds=("rework", "drop_off", "escalation")), extra_journeys=0.7)
    simulation = simulate(world, customers=1_000, seed=1)
    visits = _by_journey(simulation.visits)
    facts = _facts(visits, world, np.inf)

    statistics = cx.measure(simulation.to_events(), goal=world.goal, support=[])

    codes = [world.names.index(name) for name in statistics.touchpoints]
    for name in ("at_risk", "followed", "rework", "escalable", "escalated"):
        known = np.bincount(visits.touchpoint[getattr(facts, name)], minlength=len(world.names))[codes]
        assert statistics.dense("visits", name, "touchpoint").sum(axis=-1).tolist() == known.tolist()
