"""Where moves lead: redirections, new touchpoints and those that are taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.errors import OptionError, StatisticsError
from cxjourney.model.channel import Channel
from cxjourney.model.slugs import slug
from cxjourney.simulation.edits import NEARLY, AddEdit, RedirectEdit, RemoveEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cxjourney.model.changes import Add, AnyChange, Redirect, Remove
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.simulation.flow import Flow


@dataclass(frozen=True, eq=False)
class Routes:
    """
    The moves of a map, by the names of its touchpoints.

    Parameters
    ----------
    journey_map
        The map.
    flow
        Its flow as it is.
    channels
        Channels by the last axis of the mix.
    state_of
        Gives the state of a touchpoint, or says why it has none.
    claim
        Says that a change sets something.
    """

    journey_map: JourneyMap
    flow: Flow
    channels: tuple[Channel, ...]
    state_of: Callable[[str], tuple[Touchpoint, int]]
    claim: Callable[[str, str, str, AnyChange], None]

    def redirected(self, changes: Sequence[Redirect]) -> tuple[RedirectEdit, ...]:
        """
        Return what lets moves lead elsewhere.

        Parameters
        ----------
        changes
            Which moves.
        """
        found: dict[int, list[tuple[int | None, int | None, float]]] = {}
        for change in changes:
            source, state = self.way(change.source)
            target, to = (None if name is None else self.state_of(name)[1] for name in (change.target, change.to))
            self._check_moves(source.name, state, change.target, target)
            moves = found.setdefault(state, [])
            moves.append((target, to, change.share))
            total = sum(share for each, _, share in moves if each == target)
            if total > 1 + NEARLY:
                raise OptionError(
                    f"shares of the moves from {source.name!r} to {change.target or 'leaving'!r} that lead elsewhere add up to {total:g}.",
                    hint="they add up to 1 at most.",
                )
        return tuple(RedirectEdit(source, tuple(moves)) for source, moves in sorted(found.items()))

    def added(self, changes: Sequence[Add]) -> tuple[AddEdit, ...]:
        """
        Return what puts new touchpoints on the way.

        Parameters
        ----------
        changes
            Which.
        """
        found = []
        for change in changes:
            self._check_new(change)
            source_name, target_name = change.between or (change.after or "", None)
            source, state = self.way(source_name)
            target, target_state = (None, None) if target_name is None else self.state_of(target_name)
            self._check_moves(source.name, state, target_name, target_state, leaving=False)
            self.claim(source.id, "way on", target.id if target is not None else "", change)
            mix = np.array([float(change.channel in {channel.id, channel.name}) for channel in self.channels])
            seconds = change.wait.total_seconds() if change.wait is not None else 0.0
            found.append(AddEdit(slug(change.touchpoint), state, target_state, change.share, change.drop_off or 0.0, seconds, mix))
        return tuple(found)

    def removed(self, changes: Sequence[Remove], everything: Iterable[AnyChange]) -> tuple[RemoveEdit, ...]:
        """
        Return what takes touchpoints away.

        Parameters
        ----------
        changes
            Which.
        everything
            All changes; none of the others may name what is taken away.
        """
        states = []
        for change in changes:
            touchpoint, state = self.state_of(change.touchpoint)
            if touchpoint.id in self.journey_map.goal_touchpoints:
                raise OptionError(
                    f"{touchpoint.name!r} is the goal and cannot be removed: nobody could reach it.", hint="remove a touchpoint on the way."
                )
            self.claim(touchpoint.id, "place in the journey", "", change)
            for other in everything:
                if other is not change and touchpoint in [self.journey_map.touchpoint(name) for name in names_of(other) if self._has(name)]:
                    raise OptionError(
                        f"two changes contradict each other: {str(change)!r} and {str(other)!r}.", hint="leave out one of them."
                    )
            states.append((state, touchpoint.name, change.visitors))
        return (RemoveEdit(tuple(sorted(states)), frozenset(self.journey_map.end_touchpoints)),) if states else ()

    def way(self, name: str) -> tuple[Touchpoint, int]:
        """
        Return a touchpoint that moves start from, and its state.

        Parameters
        ----------
        name
            Its name or identifier.
        """
        touchpoint, state = self.state_of(name)
        if touchpoint.id in self.journey_map.goal_touchpoints:
            raise OptionError(
                f"{touchpoint.name!r} is the goal: the journey is complete there, and no move from it is forecast.",
                hint="change moves on the way to the goal.",
            )
        return touchpoint, state

    def _check_moves(self, source: str, state: int, name: str | None, target: int | None, *, leaving: bool = True) -> None:
        row = self.flow.onward[0, state]
        amount = float(row.sum()) if target is None else float(row[target])
        amount = 1 - amount if target is None and leaving else amount
        if amount <= NEARLY:
            where = f"to {name!r}" if name is not None else "away for good" if leaving else "on"
            raise StatisticsError(f"nobody goes from {source!r} {where} before the goal.", hint=f"from there {self._ways(state)}.")

    def _ways(self, state: int) -> str:
        row = self.flow.onward[0, state, :-1]
        names = {touchpoint.id: touchpoint.name for touchpoint in self.journey_map.touchpoints}
        order = [int(each) for each in np.argsort(-row, kind="stable")[:5] if row[each] > NEARLY]
        ways = [names[self.flow.ids[each]] for each in order if self.flow.ids[each] in names]
        return f"customers go on to {', '.join(ways)}" if ways else "nobody goes on"

    def _check_new(self, change: Add) -> None:
        if self._has(change.touchpoint) or slug(change.touchpoint) in {each.id for each in self.journey_map.touchpoints}:
            raise OptionError(
                f"the map has a touchpoint {change.touchpoint!r} already.",
                hint="give the new one another name, or let moves lead to the old one with Redirect.",
            )
        self.claim(slug(change.touchpoint), "place in the journey", "", change)

    def _has(self, name: str) -> bool:
        return any(name in {each.id, each.name, *each.aliases} for each in self.journey_map.touchpoints)


def names_of(change: AnyChange) -> tuple[str, ...]:
    """
    Return the touchpoints that a change names.

    Parameters
    ----------
    change
        The change.

    Examples
    --------
    >>> from cxjourney.model.changes import Redirect
    >>> names_of(Redirect("Cart", None, to="Reminder"))
    ('Cart', 'Reminder')
    """
    found: tuple[str | None, ...]
    if change.action == "fix":
        found = (change.pain_point.touchpoint_id,)
    elif change.action == "redirect":
        found = (change.source, change.target, change.to)
    elif change.action == "add":
        found = (*(change.between or ()), change.after, change.touchpoint if change.is_channel else None)
    else:
        found = (change.touchpoint,)
    return tuple(name for name in found if name is not None)


def new_channels(journey_map: JourneyMap, changes: Iterable[AnyChange]) -> tuple[Channel, ...]:
    """
    Return the channels that changes bring.

    Parameters
    ----------
    journey_map
        The map.
    changes
        The changes.

    Raises
    ------
    OptionError
        If a cost is given for a channel that the map has, or two costs for the same.
    """
    known = {name for channel in journey_map.channels for name in (channel.id, channel.name)}
    found: dict[str, Channel] = {}
    for change in changes:
        if change.action != "add" or change.channel is None:
            continue
        if change.channel in known:
            if change.cost_per_contact is not None:
                raise OptionError(
                    f"the map has the channel {change.channel!r} already; cost_per_contact is for a new one.",
                    hint="say what it costs in the map: journey_map.replace(channels=[...]).",
                )
            continue
        channel = Channel(name=change.channel, cost_per_contact=change.cost_per_contact)
        if found.setdefault(channel.name, channel) != channel:
            raise OptionError(f"two changes give the channel {change.channel!r} different costs.", hint="give it once.")
    return tuple(found.values())
