"""The options that commands share: how to read events, what to measure, how to draw."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

from typer import Option

import cxjourney as cx
from cxjourney.cli.additions import AddedOptions
from cxjourney.cli.texts import duration, instant, pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cxjourney import EventLog
    from cxjourney.model.journey_map import JourneyMap

_COLUMNS, _PARSING, _MEASURING, _DRAWING = "Columns of the events", "Reading the events", "Measuring", "Drawing"
_ADDED = {field.name for field in dataclasses.fields(AddedOptions)}
Result = TypeVar("Result")


@dataclass(frozen=True)
class ReadOptions(AddedOptions):
    """
    How to read events: the arguments of `read_events`, each left out when not given, and what is put to them.

    Parameters
    ----------
    customer, time, touchpoint, channel, stage, journey, segment, group, value, score, order, lifecycle
        Columns.
    reason, reopened, handoffs, invited, weight
        Columns of what contacts and answers say.
    preset, timezone, time_unit, time_format, encoding, delimiter, decimal, thousands, on_bad_rows, hide_values
        As for `read_events`.
    """

    customer: Annotated[str | None, Option(help="Column that names the customer.", rich_help_panel=_COLUMNS)] = None
    time: Annotated[str | None, Option(help="Column with the time.", rich_help_panel=_COLUMNS)] = None
    touchpoint: Annotated[str | None, Option(help="Column with the touchpoint.", rich_help_panel=_COLUMNS)] = None
    channel: Annotated[str | None, Option(help="Column with the channel.", rich_help_panel=_COLUMNS)] = None
    stage: Annotated[str | None, Option(help="Column with the stage.", rich_help_panel=_COLUMNS)] = None
    journey: Annotated[str | None, Option(help="Column that tells a customer's journeys apart.", rich_help_panel=_COLUMNS)] = None
    segment: Annotated[
        list[str] | None, Option(help="Column that divides the customers; repeat it for more.", rich_help_panel=_COLUMNS)
    ] = None
    group: Annotated[
        list[str] | None, Option(help="Column that divides the visits, such as the team; repeat it for more.", rich_help_panel=_COLUMNS)
    ] = None
    value: Annotated[str | None, Option(help="Column with money.", rich_help_panel=_COLUMNS)] = None
    score: Annotated[
        list[str] | None,
        Option(metavar="METRIC=COLUMN[:LOW:HIGH]", help="Column with scores: nps=recommend.", rich_help_panel=_COLUMNS),
    ] = None
    order: Annotated[str | None, Option(help="Column that orders events of the same time.", rich_help_panel=_COLUMNS)] = None
    lifecycle: Annotated[str | None, Option(help="Column that tells starts from completions.", rich_help_panel=_COLUMNS)] = None
    reason: Annotated[str | None, Option(help="Column with what a contact was about.", rich_help_panel=_COLUMNS)] = None
    reopened: Annotated[str | None, Option(help="Column that tells cases opened again.", rich_help_panel=_COLUMNS)] = None
    handoffs: Annotated[str | None, Option(help="Column that tells cases passed on.", rich_help_panel=_COLUMNS)] = None
    invited: Annotated[str | None, Option(help="Column that tells who was asked for a score.", rich_help_panel=_COLUMNS)] = None
    weight: Annotated[str | None, Option(help="Column with what a score counts for.", rich_help_panel=_COLUMNS)] = None
    preset: Annotated[
        str | None, Option(help="Export of a known tool, such as ga4, snowplow, segment or adobe.", rich_help_panel=_PARSING)
    ] = None
    timezone: Annotated[str | None, Option(help="Zone of times without one; UTC when not given.", rich_help_panel=_PARSING)] = None
    time_unit: Annotated[str | None, Option(help="Unit of times given as numbers: s, ms, us or ns.", rich_help_panel=_PARSING)] = None
    time_format: Annotated[
        str | None, Option(help="Format of times that are not ISO 8601, such as %d.%m.%Y.", rich_help_panel=_PARSING)
    ] = None
    encoding: Annotated[str | None, Option(help="Encoding of the file, such as cp1251.", rich_help_panel=_PARSING)] = None
    delimiter: Annotated[str | None, Option(help="Delimiter of the file; write tab for a tab.", rich_help_panel=_PARSING)] = None
    decimal: Annotated[str | None, Option(help="Decimal sign of the numbers.", rich_help_panel=_PARSING)] = None
    thousands: Annotated[str | None, Option(help="Sign between thousands.", rich_help_panel=_PARSING)] = None
    on_bad_rows: Annotated[
        str | None, Option(metavar="error|drop", help="Stop at bad rows or leave them out.", rich_help_panel=_PARSING)
    ] = None
    hide_values: Annotated[bool | None, Option("--hide-values", help="Show no value in messages.", rich_help_panel=_PARSING)] = None

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of `read_events` that were given."""
        found = {name: value for name, value in given(self).items() if name not in _ADDED}
        if "score" in found:
            found["scores"] = dict(pair(text) for text in found.pop("score"))
        if found.get("delimiter") in {"tab", "\\t"}:
            found["delimiter"] = "\t"
        return found

    def read(self, source: Any) -> EventLog:
        """
        Return the log of events with what is put to them.

        Parameters
        ----------
        source
            One file, or a list of them.
        """
        arguments = self.arguments()
        usual: dict[str, Any] = {name: arguments[name] for name in ("timezone", "on_bad_rows", "hide_values") if name in arguments}
        return self.added_to(cx.read_events(source, **arguments), usual)


@dataclass(frozen=True)
class MeasureOptions:
    """
    What to measure and how to call it: the arguments of `discover_map`.

    Parameters
    ----------
    goal, ends, support
        Touchpoints.
    plan
        File of a hand-written map.
    journey_gap, observed_until
        Texts such as ``30d`` and ``2026-06-30``.
    title, max_touchpoints, currency
        As for `discover_map`.
    """

    goal: Annotated[
        list[str] | None, Option(help="Touchpoint that completes a journey; repeat it for more.", rich_help_panel=_MEASURING)
    ] = None
    ends: Annotated[list[str] | None, Option(help="Touchpoint after which ending is natural.", rich_help_panel=_MEASURING)] = None
    support: Annotated[list[str] | None, Option(help="Touchpoint where customers ask for help.", rich_help_panel=_MEASURING)] = None
    plan: Annotated[
        str | None, Option(metavar="MAP", help="Hand-written map to fill with what was observed.", rich_help_panel=_MEASURING)
    ] = None
    journey_gap: Annotated[str | None, Option(metavar="30m|12h|7d", help="Silence that ends a journey.", rich_help_panel=_MEASURING)] = None
    observed_until: Annotated[str | None, Option(metavar="TIME", help="End of the observation.", rich_help_panel=_MEASURING)] = None
    title: Annotated[str | None, Option(help="Title of the map.", rich_help_panel=_DRAWING)] = None
    max_touchpoints: Annotated[int | None, Option(help="Touchpoints beyond this are summed.", rich_help_panel=_DRAWING)] = None
    currency: Annotated[str | None, Option(help="Currency of the money, such as EUR.", rich_help_panel=_MEASURING)] = None

    def arguments(self, load: Callable[[str], JourneyMap]) -> dict[str, Any]:
        """
        Return the arguments of `discover_map` that were given.

        Parameters
        ----------
        load
            Reads the plan from its file.
        """
        found = given(self)
        if "plan" in found:
            found["plan"] = load(found["plan"])
        if "journey_gap" in found:
            found["journey_gap"] = duration(found["journey_gap"])
        if "observed_until" in found:
            found["observed_until"] = instant(found["observed_until"])
        return found


@dataclass(frozen=True)
class DrawOptions:
    """
    How to draw: arguments of `render_map`.

    Parameters
    ----------
    theme, locale
        As for `render_map`.
    """

    theme: Annotated[str | None, Option(help="light, dark or auto.", rich_help_panel=_DRAWING)] = None
    locale: Annotated[str | None, Option(help="Language of the fixed words, such as en.", rich_help_panel=_DRAWING)] = None


@dataclass(frozen=True)
class ReportOptions(DrawOptions):
    """
    How to write a report.

    Parameters
    ----------
    theme, locale
        As for `render_report`.
    report
        The file.
    """

    report: Annotated[str | None, Option(metavar="FILE", help="Write a report of it too: one .html file.", rich_help_panel=_DRAWING)] = None


@dataclass(frozen=True)
class RateOptions:
    """
    How sure results must be.

    Parameters
    ----------
    fdr, level
        As for `compare`.
    """

    fdr: Annotated[float, Option(help="Share of false differences that is accepted.")] = 0.05
    level: Annotated[float, Option(help="Confidence level of the intervals.")] = 0.95


def given(options: ReadOptions | MeasureOptions | DrawOptions) -> dict[str, Any]:
    """
    Return the options that were given, by name.

    Parameters
    ----------
    options
        A group of options.
    """
    values = {field.name: getattr(options, field.name) for field in dataclasses.fields(options)}
    return {name: value for name, value in values.items() if value not in (None, [], ())}


def spread(command: Callable[..., Result]) -> Callable[..., Result]:
    """
    Give a command one option a field for each of its parameters that is a group of options.

    Parameters
    ----------
    command
        A function whose parameters may be dataclasses of options.
    """
    own = inspect.signature(command, eval_str=True).parameters.values()
    groups: dict[str, type[Any]] = {
        part.name: part.annotation for part in own if isinstance(part.annotation, type) and dataclasses.is_dataclass(part.annotation)
    }

    @functools.wraps(command)
    def called(**values: Any) -> Result:
        made = {
            name: group(**{field.name: values.pop(field.name) for field in dataclasses.fields(group)}) for name, group in groups.items()
        }
        return command(**values, **made)

    plain = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own if parameter.name not in groups]
    parameters = [*plain, *(parameter for group in groups.values() for parameter in _options(group))]
    del called.__wrapped__
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return called


def _options(group: type[Any]) -> Iterable[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    for field in dataclasses.fields(group):
        yield inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
