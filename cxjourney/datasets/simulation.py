"""Simulated events: the visits of a walk as columns, files and event logs, with the truth beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np

from cxjourney.arguments import path_of
from cxjourney.datasets.truth import WorldTruth, world_truth
from cxjourney.datasets.walk import Walk, walk
from cxjourney.errors import OptionError
from cxjourney.ingest.paths import check_unicode
from cxjourney.interchange.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from cxjourney.datasets.worlds import World
    from cxjourney.ingest import EventLog


@dataclass(frozen=True)
class Simulation:
    """
    The events that customers leave in a world.

    Parameters
    ----------
    world
        The world they walked through.
    customers
        How many there were.
    seed
        The seed of their walk.
    visits
        The visits in numbers.
    """

    world: World
    customers: int
    seed: int
    visits: Walk

    def __len__(self) -> int:
        return len(self.visits)

    def __repr__(self) -> str:
        return f"Simulation({self.customers:,} customers, {len(self):,} events, {len(self.world.plants)} plants, seed={self.seed})"

    @cached_property
    def columns(self) -> dict[str, NDArray[Any]]:
        """The events as columns of equal length, in the order of time; missing answers and values are masked."""
        visits, world = self.visits, self.world
        stages = np.array([touchpoint.stage for touchpoint in world.touchpoints], dtype=object)
        columns: dict[str, NDArray[Any]] = {
            "customer_id": _numbered("C", self.customers)[visits.customer],
            "timestamp": visits.time.astype("datetime64[us]"),
            "touchpoint": np.array(world.names, dtype=object)[visits.touchpoint],
            "stage": stages[visits.touchpoint],
            "channel": np.array([channel.name for channel in world.channels], dtype=object)[visits.channel],
            "segment": np.array([segment.name for segment in world.segments], dtype=object)[visits.segment],
        }
        if world.extra_journeys > 0:
            columns["journey"] = visits.journey
        if world.order_value > 0:
            columns["order_value"] = np.ma.masked_array(visits.value / 100, mask=visits.value == 0)
        return columns | {metric: np.ma.masked_array(answers, mask=answers < 0) for metric, answers in visits.scores.items()}

    @cached_property
    def truth(self) -> WorldTruth:
        """The true figures of the world, from a reference run of 100,000 customers."""
        return world_truth(self.world)

    @property
    def roles(self) -> dict[str, Any]:
        """The arguments of `read_events` that name the columns."""
        optional = {"journey": "journey", "value": "order_value"}
        present = {role: column for role, column in optional.items() if column in self.columns}
        needed = {name: name for name in ("touchpoint", "stage", "channel", "segment")}
        scores = {"scores": {metric: metric for metric in self.world.metrics}} if self.world.metrics else {}
        return {"customer": "customer_id", "time": "timestamp", **needed, **present, **scores}

    def to_relation(self) -> duckdb.DuckDBPyRelation:
        """Return the events as a relation of a new in-memory DuckDB database."""
        connection = duckdb.connect()
        connection.register("simulated", self.columns)
        return connection.table("simulated")

    def to_events(self) -> EventLog:
        """
        Return the events as `read_events` reads them.

        See Also
        --------
        Simulation.save : writes them to a file.
        """
        from cxjourney.ingest import read_events  # noqa: PLC0415 - simulating alone needs no ingest

        return read_events(self.to_relation(), **self.roles)

    def save(self, path: str | Path) -> Path:
        """
        Write the events to a file, replacing it only when all is written.

        Parameters
        ----------
        path
            File name ending in ``.csv`` or ``.parquet``.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        OptionError
            If the name ends in something else.
        """
        target = path_of("path", path)
        check_unicode(target)
        if target.suffix not in {".csv", ".parquet"}:
            raise OptionError.for_choice("path", target.suffix, (".csv", ".parquet"))
        relation = self.to_relation()
        write = relation.to_csv if target.suffix == ".csv" else relation.to_parquet
        write_atomically(target, lambda temporary: write(str(temporary)))
        return target


def simulate(world: World, *, customers: int, seed: int) -> Simulation:
    """
    Let customers walk through a world and keep what a log would show.

    Parameters
    ----------
    world
        The world.
    customers
        How many customers.
    seed
        Start of the random numbers; the same seed gives the same events.

    Returns
    -------
    Simulation
        The events, with the truth beside them.

    Raises
    ------
    OptionError
        If the number of customers is not at least 1.

    Examples
    --------
    >>> from cxjourney.datasets import random_world, simulate
    >>> simulate(random_world(7, plants=2), customers=500, seed=1)
    Simulation(500 customers, 4,778 events, 2 plants, seed=1)
    """
    return Simulation(world, customers, seed, walk(world, customers=customers, seed=seed))


def _numbered(prefix: str, count: int) -> NDArray[Any]:
    width = len(str(count))
    return np.array([f"{prefix}{number:0{width}}" for number in range(1, count + 1)], dtype=object)
