"""Customers who met a pain compared with similar ones who did not: who of them reaches the goal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from cxjourney.inference.strata import RiskDifferences, risk_differences

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from cxjourney.statistics.table import Table

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]

BAD, GOOD = 1, 2
"""Exposures of scores: unfavourable and favourable ones; 0 is neither."""

LONG = 1
"""Exposure of waits: no next visit within the time; 0 is one within it."""

STRATA = ("touchpoint", "segment", "channel", "band")


@dataclass(frozen=True, eq=False)
class Landmarks:
    """
    Customers at their first eligible visit to a touchpoint, by what they met there and whether they reached the goal after it.

    Parameters
    ----------
    place
        Touchpoint of each stratum: customers of one segment and channel with about as many earlier visits.
    exposed, reached
        Customers of the stratum who met it, and those of them who reached the goal.
    others, others_reached
        The same for those they are compared with.
    """

    place: Integers
    exposed: Floats
    reached: Floats
    others: Floats
    others_reached: Floats

    @classmethod
    def of(cls, table: Table, places: Integers, *, exposed: Collection[int], others: Collection[int], rows: Flags | None = None) -> Self:
        """
        Return the strata of a landmark table.

        Parameters
        ----------
        table
            ``landmark_scores`` or ``landmark_waits``.
        places
            Place in the map of each touchpoint code, -1 for those outside it.
        exposed, others
            Exposures that are compared.
        rows
            Which rows of the table count; None for all.
        """
        inside = (places[table["touchpoint"]] >= 0) & np.isin(table["exposure"], [*exposed, *others])
        inside = inside if rows is None else inside & rows
        columns = {key: table[key][inside] for key in (*STRATA, "exposure", "goal", "customers")}
        keys = np.stack([columns[key] for key in STRATA])
        strata, stratum = np.unique(keys, axis=1, return_inverse=True)
        hit, goal = np.isin(columns["exposure"], [*exposed]), columns["goal"] > 0

        def counted(chosen: Flags) -> Floats:
            weights = np.where(chosen, columns["customers"], 0)
            return np.bincount(stratum.ravel(), weights, minlength=strata.shape[1]).astype(np.float64)

        return cls(places[strata[0]], counted(hit), counted(hit & goal), counted(~hit), counted(~hit & goal))

    def differences(self, count: int) -> RiskDifferences:
        """
        Return by how much more often the exposed reach the goal, by place.

        Parameters
        ----------
        count
            Number of places.
        """
        found = risk_differences(self.exposed, self.reached, self.others, self.others_reached, self.place)
        missing = count - len(found.value)
        names = ("value", "variance", "exposed", "others")
        fills = (np.nan, np.nan, 0.0, 0.0)
        padded = (np.pad(getattr(found, name), (0, missing), constant_values=fill) for name, fill in zip(names, fills, strict=True))
        return RiskDifferences(*padded)

    def at(self, place: int) -> Self:
        """
        Return the strata of one touchpoint.

        Parameters
        ----------
        place
            Its place.
        """
        here = self.place == place
        columns = ("exposed", "reached", "others", "others_reached")
        return type(self)(np.zeros(int(here.sum()), dtype=np.int64), *(getattr(self, name)[here] for name in columns))

    def without_leavers(self, share: float) -> Self:
        """
        Return the strata in which those who leave anyway are not counted among the exposed.

        Parameters
        ----------
        share
            Share of all customers who leave at touchpoints of this kind, without reaching the goal.
        """
        leaving = share * (self.exposed + self.others)
        return replace(self, exposed=np.maximum(self.exposed - leaving, self.reached))
