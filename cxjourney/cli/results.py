"""What the commands that give a result share: they read events, tell or print what was found, and draw it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import cxjourney as cx
from cxjourney.cli.console import progress, show, show_json
from cxjourney.cli.maps import PICTURES, check_output, is_picture, load_map
from cxjourney.cli.options import given
from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from cxjourney import EventLog, SvgDocument
    from cxjourney.cli.options import MeasureOptions, ReadOptions
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.value import Value

Events = Annotated[list[str], typer.Argument(metavar="EVENTS", help="Files of events: CSV, TSV, Parquet, JSON lines, XES or OCEL.")]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Draw it too: .svg, .png, .pdf or .html.")]
Json = Annotated[bool, typer.Option("--json", help="Print the whole result as JSON.")]


def check_picture(output: str | None) -> None:
    """
    Refuse a picture that cannot be written, before any work is done.

    Parameters
    ----------
    output
        Name of the file to write, if any.

    Raises
    ------
    OptionError
        If the suffix is none of a picture or the folder does not exist.
    MissingDependencyError
        If the format needs an extra that is not installed.
    """
    if output is None:
        return
    if not is_picture(output):
        raise OptionError.for_choice("--output", Path(output).suffix.lower(), PICTURES)
    check_output(output)


def read_log(events: Sequence[str], reading: ReadOptions) -> EventLog:
    """
    Return the log of events with what is put to them.

    Parameters
    ----------
    events
        Names of the files.
    reading
        How to read them.
    """
    source: Any = events[0] if len(events) == 1 else list(events)
    with progress("Reading the events"):
        return reading.read(source)


def discovered(events: Sequence[str], reading: ReadOptions, measuring: MeasureOptions) -> JourneyMap:
    """
    Return the map of files of events.

    Parameters
    ----------
    events
        Names of the files.
    reading, measuring
        How to read and to measure them.
    """
    arguments = measuring.arguments(load_map)
    log = read_log(events, reading)
    with progress("Measuring the events"):
        return cx.discover_map(log, **arguments)


def refuse_event_options(reading: ReadOptions, measuring: MeasureOptions) -> None:
    """
    Refuse options for events where a map was given.

    Parameters
    ----------
    reading, measuring
        How events would be read and measured.

    Raises
    ------
    OptionError
        If any was given.
    """
    names = [*given(reading), *given(measuring)]
    if names:
        listed = ", ".join(f"--{name.replace('_', '-')}" for name in names)
        raise OptionError(f"{listed} cannot be used with a map.", hint="leave them out, or give the events instead of the map.")


def tell(found: Value, parts: Sequence[RenderableType], *, json: bool) -> None:
    """
    Print a result.

    Parameters
    ----------
    found
        The result.
    parts
        The same for people.
    json
        Whether it is for machines.
    """
    if json:
        show_json(found.model_dump(mode="json"))
    else:
        show(*parts)


def save_picture(picture: SvgDocument, output: str, *, json: bool) -> None:
    """
    Write a picture and say so.

    Parameters
    ----------
    picture
        The picture.
    output
        Name of the file.
    json
        Whether the output is for machines, where nothing else may stand.
    """
    picture.save(output)
    if not json:
        show(f"Wrote {output}")
