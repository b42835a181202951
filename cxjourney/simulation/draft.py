"""What changes come to, gathered one by one: edits of the flow, figures of the new map, and what cannot be said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from cxjourney.diagnosis.restoring import Restoring
from cxjourney.errors import OptionError
from cxjourney.estimate import Estimate
from cxjourney.simulation.edits import LostEdit, RateEdit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.restoring import Subject
    from cxjourney.model.changes import AnyChange
    from cxjourney.simulation.edits import Edit
    from cxjourney.simulation.observed_flow import Observed

    Floats = NDArray[np.float64]
    Claims = dict[tuple[str, str], list[tuple[str, AnyChange]]]

ORDER = ("drop_off", "rework", "escalation")
"""In which rates are changed."""

METHOD = "what-if"
"""How the methods of figures of the new map begin."""


@dataclass(eq=False)
class Draft:
    """What changes come to: edits that hold for any map, figures of the new one, and what cannot be said."""

    levels: list[Edit] = field(default_factory=list)
    routes: list[Edit] = field(default_factory=list)
    claims: Claims = field(default_factory=dict)
    measures: dict[str, dict[str, Estimate]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unknown: dict[AnyChange, str] = field(default_factory=dict)
    associated: set[AnyChange] = field(default_factory=set)

    def claim(self, touchpoint: str, lever: str, cell: str, change: AnyChange) -> None:
        """
        Say that a change sets something, and refuse a second one that sets the same.

        Parameters
        ----------
        touchpoint
            Identifier of the touchpoint.
        lever
            What is set there.
        cell
            Channel or segment it is set for; empty for all.
        change
            Which change.
        """
        claim(self.claims, (touchpoint, lever), cell, change)

    def state(self, touchpoint: str, name: str, estimate: Estimate) -> None:
        """
        Say what a measure is in the new map.

        Parameters
        ----------
        touchpoint
            Identifier of the touchpoint.
        name
            Name of the measure.
        estimate
            The figure.
        """
        self.measures.setdefault(touchpoint, {})[name] = estimate

    @property
    def rate_edits(self) -> tuple[RateEdit, ...]:
        """The rates of a measured map that are set."""
        return ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All edits: rates first, then times and channels, redirections, additions, removals."""
        return (*self.rate_edits, *self.levels, *self.routes)

    def joined(self, other: Self) -> Self:
        """
        Return both together.

        Parameters
        ----------
        other
            What other changes of the same map come to.

        Raises
        ------
        OptionError
            If they contradict each other.
        """
        claims = {where: list(made) for where, made in self.claims.items()}
        for where, made in other.claims.items():
            for cell, change in made:
                claim(claims, where, cell, change)
        return replace(
            self,
            levels=[*self.levels, *other.levels],
            routes=[*self.routes, *other.routes],
            claims=claims,
            measures={key: {**self.measures.get(key, {}), **other.measures.get(key, {})} for key in {**self.measures, **other.measures}},
            notes=[*self.notes, *other.notes],
            unknown={**self.unknown, **other.unknown},
            associated=self.associated | other.associated,
        )


@dataclass(eq=False, kw_only=True)
class MeasuredDraft(Draft):
    """
    What changes of a measured map come to.

    Parameters
    ----------
    observed
        The map with its journeys.
    """

    observed: Observed
    rates: dict[tuple[int, str], list[tuple[Floats, Floats | None]]] = field(default_factory=dict)
    mixed: dict[int, Floats] = field(default_factory=dict)

    def lower(self, place: int, kind: str, excess: Floats, error: Floats | None = None) -> None:
        """
        Let a rate of a touchpoint be lower.

        Parameters
        ----------
        place
            Place of the touchpoint in the map.
        kind
            Which rate.
        excess
            By how much, on all data and without each fold.
        error
            Standard error of that beyond what the folds show.
        """
        self.rates.setdefault((place, kind), []).append((excess, error))

    def restoring(self, place: int, kind: str, subject: Subject | None = None) -> Restoring:
        """
        Return what puts a rate back.

        Parameters
        ----------
        place
            Place of the touchpoint in the map.
        kind
            Which rate.
        subject
            What says which channel or segment is meant; None for all.
        """
        if subject is None:
            return self.observed.whole(place, kind)
        return Restoring(self.observed.context, self.observed.chain, subject, place, kind)

    def joined(self, other: Self) -> Self:
        """Return both together."""
        rates = {key: [*self.rates.get(key, []), *other.rates.get(key, [])] for key in {**self.rates, **other.rates}}
        return replace(super().joined(other), rates=rates, mixed={**self.mixed, **other.mixed})

    @property
    def rate_edits(self) -> tuple[RateEdit, ...]:
        """The rates that are set, in an order of their own, so that the one they were given in does not matter."""
        found, rates = [], {key: list(parts) for key, parts in self.rates.items()}
        for place, excess in self.mixed.items():
            if not self._is_set(place):
                rates.setdefault((place, "drop_off"), []).append((excess, None))
        for place, kind in sorted(rates, key=lambda key: (ORDER.index(key[1]), key[0])):
            parts = rates[place, kind]
            errors = tuple(error for _, error in parts if error is not None and np.nan_to_num(error).any())
            found.append(RateEdit(self.restoring(place, kind), tuple(excess for excess, _ in parts), errors))
        return tuple(found)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All edits; what goes with waits and scores counts where the drop-off is set as well only as far as it goes beyond that."""
        chain = self.observed.chain
        moved = {int(chain.states[self.observed.code(place)]) for place, kind in self.rates if kind == "drop_off"}
        levels = [
            replace(edit, beside=np.where(edit.fixed, 0.0, chain.chains.onward[:, edit.state]).sum(axis=-1))
            if isinstance(edit, LostEdit) and edit.state in moved
            else edit
            for edit in self.levels
        ]
        return (*self.rate_edits, *levels, *self.routes)

    @property
    def overlaps(self) -> tuple[str, ...]:
        """Names of the touchpoints where that is so."""
        places = {place for place, kind in self.rates if kind == "drop_off"}
        states = {edit.state for edit in self.levels if isinstance(edit, LostEdit)}
        context, chain = self.observed.context, self.observed.chain
        return tuple(context.touchpoints[place].name for place in sorted(places) if int(chain.states[self.observed.code(place)]) in states)

    def _is_set(self, place: int) -> bool:
        """Return whether a change says what the drop-off is, whatever the channels are."""
        touchpoint = self.observed.context.touchpoints[place].id
        return any(by.action == "change" for _, by in self.claims.get((touchpoint, "drop_off"), []))


def claim(claims: Claims, where: tuple[str, str], cell: str, change: AnyChange) -> None:
    """
    Say that a change sets something, and refuse a second one that sets the same.

    Parameters
    ----------
    claims
        What was said before.
    where
        Identifier of the touchpoint, and what is set there.
    cell
        Channel or segment it is set for; empty for all.
    change
        Which change.

    Raises
    ------
    OptionError
        If another change sets the same.
    """
    others, what = claims.setdefault(where, []), where[1].replace("_", " ").replace("drop off", "drop-off")
    for other, by in others:
        if other == cell or not (other and cell):
            raise OptionError(
                f"two changes contradict each other: {str(by)!r} and {str(change)!r} both set the {what} there.",
                hint="keep one of them, or make two forecasts.",
            )
    others.append((cell, change))


def forecast_of(value: float, unit: str, why: str) -> Estimate:
    """
    Return a figure of the new map.

    Parameters
    ----------
    value
        The figure.
    unit
        Its unit.
    why
        How it came about.
    """
    return Estimate(value=value, unit=unit, method=f"{METHOD}: {why}")
