"""What a user calls the steps of a funnel, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cxjourney.arguments import items_of
from cxjourney.errors import OptionError, show_value
from cxjourney.model.journey_map import JourneyMap
from cxjourney.statistics import find_stages
from cxjourney.statistics.log_stages import logged_stages
from cxjourney.statistics.resolve import absent, names_of

if TYPE_CHECKING:
    from cxjourney.ingest.event_log import EventLog

Steps = Iterable[str | Iterable[str]] | Mapping[str, str | Iterable[str]] | JourneyMap | None
Named = tuple[tuple[str, tuple[str, ...]], ...]

_AGAIN = "give the second one a name of its own: {'Search': 'Search', 'Basket': 'Basket', 'Search again': 'Search'}."


def named_steps(events: EventLog, steps: Steps) -> tuple[Named, tuple[str, ...]]:
    """
    Return the steps as pairs of name and touchpoints, and notes on them.

    Parameters
    ----------
    events
        Checked event log.
    steps
        What the user gave.

    Raises
    ------
    OptionError
        If there are fewer than two, two have the same name, or a touchpoint is not in the log.
    TypeError
        If they are something else.
    """
    notes: tuple[str, ...] = ()
    if steps is None:
        found = _stages(events)
    elif isinstance(steps, JourneyMap):
        found, notes = _of_map(events, steps)
    elif isinstance(steps, Mapping):
        found = tuple((_label(name), names_of(inside, "steps")) for name, inside in steps.items())
    elif isinstance(steps, str) or not isinstance(steps, Iterable):
        message = f"steps takes names of touchpoints in order, a mapping, or a map with stages; found {type(steps).__name__}"
        raise TypeError(message)
    else:
        found = tuple(_pair(step) for step in items_of("steps", steps, "names of touchpoints in order"))
    _check(events, found)
    return found, notes


def _label(name: object) -> str:
    if not isinstance(name, str):
        message = f"the name of a step is text, found {type(name).__name__}"
        raise TypeError(message)
    return name


def _pair(step: str | Iterable[str]) -> tuple[str, tuple[str, ...]]:
    inside = names_of(step, "steps")
    return " / ".join(inside), inside


def _stages(events: EventLog) -> Named:
    if events.stages:
        return logged_stages(events, "e.touchpoint", events.touchpoints)[0]
    return tuple(find_stages(events).items())


def _of_map(events: EventLog, journey_map: JourneyMap) -> tuple[Named, tuple[str, ...]]:
    """Return the stages of a map with the touchpoints that occur in the log, under the names they have there."""
    known = set(events.touchpoints)
    found = [
        (stage.name, tuple(dict.fromkeys(name for each in stage.touchpoints for name in (each.name, *each.aliases) if name in known)))
        for stage in journey_map.stages
    ]
    missing = [name for name, inside in found if not inside]
    notes = (f"Left out, since none of their touchpoints occurs in the log: {', '.join(missing)}.",) if missing else ()
    return tuple((name, inside) for name, inside in found if inside), notes


def _check(events: EventLog, steps: Named) -> None:
    known = set(events.touchpoints)
    seen: set[str] = set()
    for name, inside in steps:
        if not inside:
            raise OptionError(f"the step {show_value(name)} has no touchpoint.", hint="name at least one, or leave the step out.")
        for touchpoint in inside:
            if touchpoint not in known:
                raise absent("steps", touchpoint, events.touchpoints)
        if name in seen:
            raise OptionError(f"two steps are called {show_value(name)}.", hint=_AGAIN, value=show_value(name))
        seen.add(name)
    if len(steps) < 2:
        raise OptionError(
            f"a funnel needs two steps or more, found {len(steps)}.", hint='for example steps=["Basket", "Payment", "Order confirmed"].'
        )
