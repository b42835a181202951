"""Where figures lie, by the names of the later side: made once for each place, since thousands of differences share a few hundred."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cxjourney.estimate import Location
from cxjourney.value import trusted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxjourney.comparison.elements import Pairing
    from cxjourney.comparison.groups import Key
    from cxjourney.comparison.sides import Side

_NOWHERE = dict.fromkeys(f"{part}{end}" for end in ("", "_id") for part in ("stage", "touchpoint", "channel", "segment"))


@dataclass(frozen=True, slots=True)
class Spot:
    """
    One place.

    Parameters
    ----------
    fields
        Its names and identifiers as a `Difference` has them.
    location
        The same as a value.
    text
        The same as people read it.
    """

    fields: Mapping[str, str | None]
    location: Location
    text: str


@dataclass(frozen=True, eq=False)
class Spots:
    """
    The places of two sides.

    Parameters
    ----------
    before, after
        The sides.
    pairing
        Which element is which.
    """

    before: Side
    after: Side
    pairing: Pairing
    _made: dict[tuple[tuple[str, int], ...], Spot] = field(default_factory=dict)

    def at(self, key: Key, entry: int) -> Spot:
        """
        Return where an entry of a group lies.

        Parameters
        ----------
        key
            What the group is of.
        entry
            Which of its entries.
        """
        codes = tuple((axis, places[entry]) for axis, places in key.places)
        if codes not in self._made:
            names: dict[str, str] = {}
            for axis, code in codes:
                names |= self._names[axis][code]
            location = trusted(Location, {axis: names.get(axis) for axis in Location.model_fields})  # names of the map are checked
            self._made[codes] = Spot(_NOWHERE | names, location, str(location))
        return self._made[codes]

    @cached_property
    def _names(self) -> Mapping[str, list[dict[str, str]]]:
        parts = {"touchpoint": self.pairing.touchpoints, "stage": self.pairing.stages, "channel": self.pairing.channels}
        found: dict[str, list[dict[str, str]]] = {}
        for key, pairs in (*parts.items(), ("segment", self.pairing.segments)):
            shown = [right if right is not None else left for left, right in pairs]
            found[key] = [{key: each.name, f"{key}_id": each.id} for each in shown if each is not None]
        stages = [{each.id: each.name for each in side.journey_map.stages} for side in (self.before, self.after)]
        for entry, (left, right) in zip(found["touchpoint"], self.pairing.touchpoints, strict=True):
            touchpoint, names = (left, stages[0]) if right is None else (right, stages[1])
            home = getattr(touchpoint, "stage", None)
            if home in names:
                entry |= {"stage": names[home], "stage_id": home}
        return found
