"""What a user says about goals, ends, stages and times, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cxjourney.arguments import texts_of
from cxjourney.errors import OptionError, show_value
from cxjourney.ingest.zones import to_microseconds
from cxjourney.statistics.settings import REPEAT_WINDOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.model.channel import ChannelKind
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.statistics.settings import MeasureSettings

StagePairs = tuple[tuple[str, tuple[str, ...]], ...]

_KINDS = {
    "EventLog": "an EventLog, which read_events() makes",
    "JourneyMap": "a JourneyMap, which JourneyMap.load() reads",
    "MeasureSettings": "the settings of earlier statistics",
    "Mapping": "a mapping",
    "bool": "True or False",
    "Iterable": "a list",
    "str": "a name",
    "timedelta": "a timedelta, such as timedelta(days=30)",
    "datetime": "a datetime with a time zone",
}
"""How the types of arguments are called in messages."""


def absent(role: str, name: str, names: Sequence[str]) -> OptionError:
    """
    Return the error about a touchpoint that is not in a log; one that is only in another part of it needs settings.

    Parameters
    ----------
    role
        The argument.
    name
        The touchpoint.
    names
        Touchpoints of the log.
    """
    found = OptionError.for_choice(role, name, names)
    part = "if it occurs in another part or period only, measure the whole log once and each part with settings=whole.settings."
    return OptionError(found.message, hint=f"{found.hint} Or, {part}", value=found.value)


@dataclass(frozen=True, slots=True)
class Declared:
    """
    What a user said about a log, as names.

    Parameters
    ----------
    goal, ends, support
        Touchpoints by part.
    stages
        Stages in order, or None to take them from the log.
    waits
        Expected waits in microseconds by touchpoint.
    aliases
        The touchpoint that a name in the data means.
    strict
        Whether every name must occur in the log.
    channel_kinds
        Whether customers serve themselves in a channel, or are served.
    repeat_window
        Time within which another contact is a repeat, in microseconds.
    """

    goal: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    support: tuple[str, ...] | None = None
    stages: StagePairs | None = None
    waits: tuple[tuple[str, int], ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    strict: bool = True
    channel_kinds: tuple[tuple[str, ChannelKind], ...] = ()
    repeat_window: int = REPEAT_WINDOW


@dataclass(frozen=True, slots=True)
class Dictionary:
    """
    The touchpoints of a log by code, with the codes that mean another one.

    Parameters
    ----------
    names
        Names by code.
    recoding
        Codes of aliases, and the code of the touchpoint each means.
    """

    names: tuple[str, ...]
    recoding: Mapping[int, int] = field(default_factory=dict)

    def codes(self, names: Iterable[str], role: str, *, strict: bool) -> tuple[int, ...]:
        """Return the codes of names; with ``strict`` an unknown name is an error that names the closest."""
        place = {name: code for code, name in enumerate(self.names)}
        wanted = list(dict.fromkeys(names))
        for name in wanted:
            if name not in place and strict:
                raise absent(role, name, self.names)
        return tuple(place[name] for name in wanted if name in place)


def check_rate(name: str, value: object) -> None:
    """
    Raise unless a confidence level or an error rate lies between 0 and 1.

    Parameters
    ----------
    name
        Name of the argument.
    value
        What was given.

    Raises
    ------
    OptionError
        If it does not.
    TypeError
        If it is no number.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        message = f"{name} takes a number, found {type(value).__name__}"
        raise TypeError(message)
    if not 0 < value < 1:
        raise OptionError(f"{name}={value} must lie between 0 and 1.", hint=f"for example {name}={0.95 if name == 'level' else 0.05}.")


def check_type(role: str, value: object, wanted: type, *, optional: bool = False) -> None:
    """
    Refuse an argument of another type than the one that is wanted.

    Parameters
    ----------
    role
        Name of the argument.
    value
        What the caller gave.
    wanted
        The type.
    optional
        Whether None will do, too.

    Raises
    ------
    TypeError
        If it is of another type.
    """
    if not (isinstance(value, wanted) or (optional and value is None)):
        message = f"{role} takes {_KINDS.get(wanted.__name__, wanted.__name__)}, found {type(value).__name__}"
        raise TypeError(message)


def names_of(value: str | Iterable[str] | None, role: str) -> tuple[str, ...]:
    """
    Return one name or several as a tuple.

    Parameters
    ----------
    value
        What the caller gave.
    role
        The argument, for the message.

    Raises
    ------
    TypeError
        If it is neither a name nor a collection of names.
    """
    return () if value is None else texts_of(role, value, "names of touchpoints")


def microseconds(value: timedelta | None, role: str) -> int | None:
    """
    Return a duration in microseconds.

    Parameters
    ----------
    value
        A positive duration, or None.
    role
        The argument, for the message.

    Raises
    ------
    OptionError
        If it is not positive.
    """
    if value is None:
        return None
    check_type(role, value, timedelta)
    result = (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds
    if result <= 0:
        message = f"{role} must be a positive duration, found {value}."
        raise OptionError(message, hint=f"for example {role}=timedelta(days=30).", value=str(value))
    return result


def instant(value: datetime | None, role: str) -> int | None:
    """
    Return a time in microseconds since 1970 (UTC).

    Parameters
    ----------
    value
        A time with a zone, or None.
    role
        The argument, for the message.

    Raises
    ------
    OptionError
        If it has no time zone, or lies outside the years 1 to 9999 in UTC.
    """
    if value is None:
        return None
    check_type(role, value, datetime)
    example = "for example datetime(2026, 1, 1, tzinfo=timezone.utc)."
    if value.tzinfo is None:
        message = f"{role} needs a time zone."
        raise OptionError(message, hint=example)
    try:
        value.astimezone(UTC)
    except OverflowError as cause:
        raise OptionError(f"{role}={value} lies outside the years 1 to 9999 in UTC.", hint=example, value=str(value)) from cause
    return to_microseconds(value)


def declared_by_plan(plan: JourneyMap) -> Declared:
    """
    Return what a hand-written map says about a log.

    Parameters
    ----------
    plan
        A map with stages and touchpoints.
    """
    names = {touchpoint.id: touchpoint.name for touchpoint in plan.touchpoints}
    waits = tuple(
        (touchpoint.name, microseconds(touchpoint.expected_wait, "expected_wait") or 0)
        for touchpoint in plan.touchpoints
        if touchpoint.expected_wait
    )
    return Declared(
        goal=tuple(names[identifier] for identifier in plan.goal_touchpoints),
        ends=tuple(names[identifier] for identifier in plan.end_touchpoints),
        support=tuple(names[identifier] for identifier in plan.support_touchpoints) or None,
        stages=tuple((stage.name, tuple(touchpoint.name for touchpoint in stage.touchpoints)) for stage in plan.stages),
        waits=waits,
        aliases=tuple((alias, touchpoint.name) for touchpoint in plan.touchpoints for alias in touchpoint.aliases),
        strict=False,
        channel_kinds=tuple((channel.name, channel.kind) for channel in plan.channels),
    )


def declared_by_settings(settings: MeasureSettings) -> Declared:
    """
    Return what an earlier measurement was told and found.

    Parameters
    ----------
    settings
        Settings of that measurement.
    """
    return Declared(
        goal=settings.goal,
        ends=settings.ends,
        support=settings.support,
        stages=settings.stages,
        waits=settings.expected_waits,
        aliases=settings.aliases,
        strict=False,
        channel_kinds=settings.channel_kinds,
        repeat_window=settings.repeat_window,
    )


def stage_pairs(stages: Mapping[str, Iterable[str]], names: Sequence[str]) -> StagePairs:
    """
    Return a mapping of stages as pairs, after checking it.

    Parameters
    ----------
    stages
        Touchpoints by stage, in order.
    names
        Touchpoints of the log.

    Raises
    ------
    OptionError
        If a touchpoint is unknown or stands in two stages.
    """
    check_type("stages", stages, Mapping)
    seen: dict[str, str] = {}
    for stage, touchpoints in stages.items():
        for name in names_of(touchpoints, "stages"):
            if name not in names:
                raise absent("stages", name, names)
            if name in seen:
                message = f"touchpoint {show_value(name)} stands in the stages {show_value(seen[name])} and {show_value(stage)}."
                raise OptionError(message, hint="place each touchpoint in one stage.")
            seen[name] = stage
    return tuple((stage, names_of(touchpoints, "stages")) for stage, touchpoints in stages.items())


def dictionary(events: EventLog, aliases: Iterable[tuple[str, str]]) -> Dictionary:
    """
    Return the touchpoints of a log under the names that a plan gives them.

    Parameters
    ----------
    events
        Checked event log.
    aliases
        Names in the data and the touchpoint each means.
    """
    names = list(events.touchpoints)
    place = {name: code for code, name in enumerate(names)}
    recoding = {}
    for alias, name in aliases:
        if alias in place and alias != name:
            if name not in place:
                place[name] = len(names)
                names.append(name)
            recoding[place[alias]] = place[name]
    return Dictionary(tuple(names), recoding)
