"""A table of text in the engine that gets a column whenever a batch of rows brings a new name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.engine.duckdb import DuckdbEngine


class GrowingTable:
    """
    A table of texts beside a few columns of whole numbers.

    Parameters
    ----------
    engine
        Engine the table is in.
    numbers
        Names of the columns of whole numbers.
    """

    def __init__(self, engine: DuckdbEngine, numbers: Sequence[str]) -> None:
        self.engine = engine
        self.name = engine.unique_name("text")
        self.columns: dict[str, str] = {}
        engine.execute(f"CREATE TABLE {self.name} ({', '.join(f'{name} BIGINT' for name in numbers)})")

    def make_room(self, name: str) -> None:
        """
        Add a column of text, unless it is there.

        Parameters
        ----------
        name
            Its name in the source.
        """
        if name not in self.columns:
            self.columns[name] = f"v{len(self.columns)}"
            self.engine.execute(f"ALTER TABLE {self.name} ADD COLUMN {self.columns[name]} VARCHAR")

    def add(self, numbers: Mapping[str, Sequence[int]], texts: Mapping[str, Sequence[str | None]]) -> None:
        """
        Append some rows.

        Parameters
        ----------
        numbers
            All columns of whole numbers, of the same length.
        texts
            Some columns of text; names of them that are new become columns.
        """
        for name in texts:
            self.make_room(name)
        arrays = {name: np.array(values, np.int64) for name, values in numbers.items()}
        arrays |= {self.columns[name]: np.array(values, object) for name, values in texts.items()}
        values = [*numbers, *(f"CAST({self.columns[name]} AS VARCHAR)" for name in texts)]
        view = self.engine.unique_name("given")
        self.engine.register(view, arrays)
        try:
            self.engine.execute(f"INSERT INTO {self.name} ({', '.join(arrays)}) SELECT {', '.join(values)} FROM {view}")
        finally:
            self.engine.release(view)
