"""Sums of scores by place, and what they are worth where answers do not all count the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from cxjourney.statistics.journey_statistics import JourneyStatistics
    from cxjourney.statistics.settings import MeasureSettings

    Numbers = NDArray[Any]
    Read = Callable[[str, str], Numbers]

Place = Literal["total", "stage"]

SCORE_SUMS = ("n", "score_sum", "valence_sum", "favourable", "unfavourable")
"""Sums that every figure of a score is made from."""


@dataclass(frozen=True, slots=True, eq=False)
class AnswerSums:
    """
    Sums of scores at any number of places.

    Parameters
    ----------
    columns
        Each of `SCORE_SUMS` by place, with the folds as the last axis; an answer stands as many times as it counts.
    squares
        Σ over customers of the squares of what their answers count for, by place.
    answers
        Σ over answers of the squares of what they count for, by place; None where they all count the same.

    Notes
    -----
    Weights w give weighted means Σwx / Σw, whose variance comes from the folds as everywhere. As many equal answers would be as precise if
    weights and answers have nothing to do with each other: n_eff = (Σw)² / Σw² [1]_; likewise for customers. `effective` scales all sums by
    Σw / Σw², so that n is n_eff, and whatever is computed of them next sees that many answers. Sums over several places are taken first.

    References
    ----------
    .. [1] Kish, L. (1965). Survey Sampling, section 11.7. Wiley.
    """

    columns: Mapping[str, Numbers]
    squares: Numbers
    answers: Numbers | None = None

    @classmethod
    def read(cls, settings: MeasureSettings, read: Read, key: str = "") -> Self:
        """
        Return the sums of statistics, weighted where they were measured with weights.

        Parameters
        ----------
        settings
            What was measured.
        read
            Gives a sum as an array over the wanted places, with the folds as its last axis where the table has them, by table and column.
        key
            What divides the touchpoints: ``"channel"``, ``"segment"``, or nothing.
        """
        stem = table_name(settings, f"{key}_score" if key else "score")
        columns = {name: read(f"{stem}s", name) for name in SCORE_SUMS}
        answers = read(f"{stem}_squares", "answers") if settings.weight_unit else None
        return cls(columns, read(f"{stem}_squares", "n"), answers)

    def __getitem__(self, name: str) -> Numbers:
        return self.columns[name]

    def changed(self, change: Callable[[Numbers], Numbers]) -> Self:
        """
        Return the sums with something done to the places of each of them.

        Parameters
        ----------
        change
            What to do: a function that works alike with and without folds at the end.
        """
        columns = {name: change(column) for name, column in self.columns.items()}
        return type(self)(columns, change(self.squares), None if self.answers is None else change(self.answers))

    def at(self, places: Any) -> Self:
        """
        Return the sums at some places.

        Parameters
        ----------
        places
            An index of the leading axes.
        """
        return self.changed(lambda column: column[places])

    def summed(self, axis: int) -> Self:
        """
        Return sums over an axis of places.

        Parameters
        ----------
        axis
            Which, counted from the first.
        """
        return self.changed(lambda column: column.sum(axis=axis))

    def together(self) -> Self:
        """
        Return the sums of all metrics, which are the second axis, together.

        Notes
        -----
        Whoever answers several questions is one customer: the squares are (Σ √s)², which is what they are where everybody answers all
        questions, and at most that elsewhere (Minkowski's inequality).
        """
        return self.summed(1).with_squares(np.rint(np.sqrt(self.squares.astype(np.float64)).sum(axis=1) ** 2))

    def kept(self, known: NDArray[np.bool_]) -> Self:
        """
        Return sums with nothing at some places.

        Parameters
        ----------
        known
            Which places stay.
        """
        return self.changed(lambda column: column * (known if column.ndim == known.ndim else known[..., None]))

    def with_squares(self, squares: Numbers) -> Self:
        """
        Return the same with another Σ over customers.

        Parameters
        ----------
        squares
            Σ over customers of squares.
        """
        return type(self)(self.columns, squares, self.answers)

    def effective(self) -> Self:
        """Return the sums as if so many equal answers had been given as they are worth; without weights they stay as they are."""
        if self.answers is None:
            return self
        worth = self.worth()
        columns = {name: column / worth[..., None] for name, column in self.columns.items()}
        return type(self)(columns, self.squares / worth**2)

    def worth(self) -> Numbers:
        """Return what one of so many equal answers counts for, by place: Σw² / Σw; 1 without weights."""
        total = self.columns["n"].sum(axis=-1).astype(np.float64)
        if self.answers is None:
            return np.ones_like(total)
        return np.asarray(np.divide(self.answers, total, out=np.ones_like(total), where=total > 0))


def answer_squares(statistics: JourneyStatistics, place: Place) -> Numbers | None:
    """
    Return Σ over customers of the squares of their answers in every stage, or anywhere, by metric; None where they are not held.

    Parameters
    ----------
    statistics
        What was measured.
    place
        ``"total"`` for one place that is everywhere, or ``"stage"``.
    """
    table = statistics.tables[table_name(statistics.settings, "answer_squares")]
    if not len(table):
        return None
    result = np.zeros((1 if place == "total" else statistics.axis(place), len(statistics.metrics)), dtype=np.int64)
    inside = (table["stage"] < 0) == (place == "total")
    result[np.maximum(table["stage"][inside], 0), table["metric"][inside]] = table["n"][inside]
    return result


def table_name(settings: MeasureSettings, name: str) -> str:
    """
    Return the name of a table of scores, or of the one in which they are weighted.

    Parameters
    ----------
    settings
        What was measured.
    name
        Name, or its beginning.
    """
    return f"weighted_{name}" if settings.weight_unit else name
