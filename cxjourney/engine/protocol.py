"""What an engine must offer; everything above speaks to this and to nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray


class Engine(Protocol):
    """
    Runs SQL on rows that Python never sees.

    Statements use windows, GROUP BY, CASE and integer arithmetic only, so that every engine gives the
    same answer; `Dialect` says how each engine writes the rest. Failures leave as `DataError`.
    """

    @property
    def name(self) -> str:
        """Short name of the engine, such as ``"duckdb"``."""

    @property
    def embedded(self) -> bool:
        """Whether the engine is inside this process, and so must be told how much to sort at once."""

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement for its effect."""

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a query whose result is small and return its rows."""

    def columns(self, sql: str) -> dict[str, NDArray[np.int64]]:
        """Run a query of integers without NULL and return its columns."""

    def sums(self, sql: str) -> dict[str, NDArray[np.int64]]:
        """Run a query of integers without NULL, however wide its sums are, and return its columns as 64 bits."""

    def make(self, name: str, sql: str) -> None:
        """Make a temporary table out of a query."""

    def table(self, name: str, columns: Mapping[str, Sequence[int] | Sequence[str]]) -> None:
        """Make a small temporary table out of Python values."""

    def drop(self, name: str) -> None:
        """Drop a temporary table, if it is there."""

    def unique_name(self, stem: str) -> str:
        """Return a name that no other table of this engine has."""

    def close(self) -> None:
        """Let go of everything the engine holds; a second call does nothing."""
