"""The commands."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

import cxjourney as cx
from cxjourney.cli.change_commands import what_if
from cxjourney.cli.comparison_parts import comparison_parts
from cxjourney.cli.console import complain, complain_about, notes, progress, show, show_json
from cxjourney.cli.finding_parts import diagnosis_parts
from cxjourney.cli.maps import check_output, check_report, is_map, is_picture, load_map, save_map
from cxjourney.cli.options import DrawOptions, MeasureOptions, RateOptions, ReadOptions, ReportOptions, given, spread
from cxjourney.cli.path_commands import funnel, variants
from cxjourney.cli.plan_commands import conformance
from cxjourney.cli.results import Events, Output, check_picture, discovered, read_log, refuse_event_options, save_picture, tell
from cxjourney.cli.trend_parts import every_of, measuring_arguments, trend_parts
from cxjourney.errors import CxJourneyError, OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.comparison import Comparison
    from cxjourney.model.findings import Diagnosis
    from cxjourney.model.journey_map import JourneyMap

FINE, FOUND, WRONG, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141
ClickError: type[Exception] = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")

app = typer.Typer(help="A customer journey map you can compute with.", pretty_exceptions_enable=False, add_completion=False)


def run(arguments: Sequence[str]) -> int:
    """
    Run a command and return its exit code: 0 fine, 1 findings that were asked for, 2 usage or bad input.

    Parameters
    ----------
    arguments
        The words after the program's name.
    """
    command = typer.main.get_command(app)
    streams = sys.stdout, sys.stderr
    try:
        with notes():
            code = command.main(args=list(arguments) or ["--help"], prog_name="cxjourney", standalone_mode=False)
            sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # Typer leaves a closed pipe with the exit code of findings, and its own streams behind
        sys.stdout, sys.stderr = streams
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except (CxJourneyError, OSError) as error:
        complain_about(error)
        return WRONG
    except ClickError as error:
        complain(f"{error.format_message()} Try: cxjourney --help")  # type: ignore[attr-defined]
        return WRONG
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return code if isinstance(code, int) else FINE


def main() -> None:
    """Run the program."""
    for name in ("stdin", "stdout", "stderr"):  # what was closed before the start would be taken by the next file that is opened
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    raise SystemExit(run(sys.argv[1:]))


def _version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it
    if wanted:
        show(cx.__version__)
        raise typer.Exit


@app.callback()
def _program(
    *, version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False
) -> None:
    del version


@app.command()
def demo(
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the files.")] = Path(),
    customers: Annotated[int, typer.Option(help="Number of customers.")] = 8_000,
    seed: Annotated[int, typer.Option(help="Start of the random numbers.")] = 1,
) -> None:
    """Simulate the sample shop, draw its map, find its pain points and write a report."""
    with progress("Simulating the sample shop"):
        shop = cx.datasets.sample_shop(customers=customers, seed=seed)
        output.mkdir(parents=True, exist_ok=True)
        events = shop.save(output / "events.csv")
    with progress("Measuring the events"):
        journey_map = cx.discover_map(shop.events, goal=shop.goal, title=shop.title)
    with progress("Finding pain points"):
        diagnosis = cx.diagnose(journey_map)
    with progress("Drawing"):
        cx.render_map(journey_map, diagnosis=diagnosis).save(output / "map.svg")
        cx.render_report(journey_map, diagnosis=diagnosis).save(output / "report.html")
    show(f"{shop.title}: a sample shop with {len(shop.truth)} frictions that were put in", *diagnosis_parts(diagnosis))
    show(*(f"Wrote {path}" for path in (events, output / "map.svg", output / "report.html")))


@app.command("map")
@spread
def draw_map(
    events: Events,
    *,
    reading: ReadOptions,
    measuring: MeasureOptions,
    drawing: DrawOptions,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Picture, page or map file; - for SVG to the output.")
    ] = "map.svg",
    report: Annotated[str | None, typer.Option("--report", metavar="FILE", help="Write a report too: one .html file.")] = None,
) -> None:
    """Discover the map of a log of events and draw it with its pain points."""
    if output != "-":
        check_output(output)
    if report is not None:
        check_report(report)
    journey_map = discovered(events, reading, measuring)
    if output != "-" and not is_picture(output):
        show(save_map(journey_map, output))
        if report is None:
            return
    with progress("Finding pain points"):
        diagnosis = cx.diagnose(journey_map)
    if report is not None:
        with progress("Writing the report"):
            cx.render_report(journey_map, diagnosis=diagnosis, **given(drawing)).save(report)
        if output != "-":
            show(f"Wrote {report}")
    if output == "-" or is_picture(output):
        _draw(journey_map, diagnosis, drawing, output)


def _draw(journey_map: JourneyMap, diagnosis: Diagnosis, drawing: DrawOptions, output: str) -> None:
    with progress("Drawing"):
        picture = cx.render_map(journey_map, diagnosis=diagnosis, **given(drawing))
    if output == "-":
        sys.stdout.write(picture.text)
    else:
        picture.save(output)
        show(f"Wrote {output}")


@app.command()
@spread
def diagnose(
    source: Annotated[list[str], typer.Argument(metavar="EVENTS|MAP", help="Files of events, or one map.")],
    *,
    reading: ReadOptions,
    measuring: MeasureOptions,
    json: Annotated[bool, typer.Option("--json", help="Print the whole diagnosis as JSON.")] = False,
    fail_on: Annotated[
        str | None,
        typer.Option(metavar="LEVEL", help="Exit with 1 on pain points of this level or worse: critical, major, moderate, minor."),
    ] = None,
    fdr: Annotated[float, typer.Option(help="Share of false findings that is accepted.")] = 0.05,
    level: Annotated[float, typer.Option(help="Confidence level of the intervals.")] = 0.95,
    kind: Annotated[list[str] | None, typer.Option(help="Kind of pain point to look for; repeat it for more, all when not given.")] = None,
) -> int:
    """Find the pain points and friction stages of events or of a map."""
    levels = _levels(fail_on)
    if len(source) == 1 and is_map(source[0]):
        refuse_event_options(reading, measuring)
        journey_map = load_map(source[0])
    else:
        journey_map = discovered(source, reading, measuring)
    with progress("Finding pain points"):
        diagnosis = cx.diagnose(journey_map, fdr=fdr, level=level, kinds=kind or None)
    tell(diagnosis, [journey_map.title, *diagnosis_parts(diagnosis)], json=json)
    return FOUND if any(pain.severity_level in levels for pain in diagnosis.pain_points) else FINE


@app.command()
@spread
def compare(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="A file of events or a map.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The same for the later side, or the other group.")],
    *,
    reading: ReadOptions,
    measuring: MeasureOptions,
    rates: RateOptions,
    writing: ReportOptions,
    json: Annotated[bool, typer.Option("--json", help="Print the whole comparison as JSON.")] = False,
    fail_on: Annotated[
        str | None,
        typer.Option(metavar="worse|any", help="Exit with 1 if a difference stands out: one for the worse, also a new pain point; or any."),
    ] = None,
) -> int:
    """Compare two logs of events or two maps: periods, groups, arms of a test, plan and reality."""
    if fail_on not in {None, "worse", "any"}:
        raise OptionError.for_choice("--fail-on", fail_on, ["worse", "any"])
    if writing.report is not None:
        check_report(writing.report)
    sides = [_side(source, reading) for source in (before, after)]
    if all(is_map(source) for source in (before, after)):
        refuse_event_options(reading, measuring)
    elif is_map(before) or is_map(after):
        sides = _beside_map(sides, measuring)
    else:
        with progress("Measuring the events"):
            sides[0] = cx.discover_map(sides[0], **measuring.arguments(load_map))
    with progress("Comparing"):
        comparison = cx.compare(sides[0], sides[1], fdr=rates.fdr, level=rates.level)
    if json:
        show_json(comparison.model_dump(mode="json", exclude={"before_map", "after_map"}))
    else:
        show(f"{comparison.before} → {comparison.after}", *comparison_parts(comparison))
    if writing.report is not None and comparison.before_map is not None:
        look = {name: value for name, value in given(writing).items() if name != "report"}
        with progress("Writing the report"):
            cx.render_report(comparison.before_map, diagnosis=_diagnosis(sides[0]), results=[comparison], **look).save(writing.report)
        if not json:
            show(f"Wrote {writing.report}")
    return FOUND if _stands_out(comparison, fail_on) else FINE


def _side(source: str, reading: ReadOptions) -> Any:
    if is_map(source):
        return load_map(source)
    return read_log([source], reading)


def _beside_map(sides: list[Any], measuring: MeasureOptions) -> list[Any]:
    """Return a map and a log; where options say how to measure, the log is measured by the stages of a plan and by them."""
    if not given(measuring):
        return sides
    plan = next(side for side in sides if isinstance(side, cx.JourneyMap))
    if plan.statistics is not None or not plan.stages:
        refuse_event_options(ReadOptions(), measuring)
    arguments = measuring_arguments(measuring.arguments(load_map), "with a map")
    if "plan" in arguments:
        raise OptionError("--plan cannot be used with a map.", hint="leave it out: the map is the plan.")
    with progress("Measuring the events"):
        return [side if side is plan else cx.measure(side, plan=plan, **arguments) for side in sides]


def _diagnosis(side: Any) -> Diagnosis | None:
    """Return the pain points of a map that can be judged."""
    if not isinstance(side, cx.JourneyMap) or (side.statistics is None and side.origin != "hypothesis"):
        return None
    with progress("Finding pain points"):
        return cx.diagnose(side)


def _stands_out(comparison: Comparison, wanted: str | None) -> bool:
    if wanted == "any":
        return bool(comparison.flagged)
    return wanted == "worse" and (bool(comparison.new) or any(each.better is False for each in comparison.flagged))


@app.command()
@spread
def trend(
    events: Events,
    *,
    reading: ReadOptions,
    measuring: MeasureOptions,
    drawing: DrawOptions,
    every: Annotated[str, typer.Option(metavar="day|week|month|quarter|14d", help="Length of a period.")] = "month",
    output: Output = None,
    json: Annotated[bool, typer.Option("--json", help="Print the whole trend as JSON.")] = False,
    fail_on: Annotated[str | None, typer.Option(metavar="incident|open", help="Exit with 1 on an incident, or one going on.")] = None,
) -> int:
    """Follow the figures of a journey over time, and date what went wrong."""
    if fail_on not in {None, "incident", "open"}:
        raise OptionError.for_choice("--fail-on", fail_on, ["incident", "open"])
    length, arguments = every_of(every), measuring_arguments(measuring.arguments(load_map))
    check_picture(output)
    log = read_log(events, reading)
    with progress("Following the figures"):
        found = cx.trend(log, every=length, **arguments)
    tell(found, trend_parts(found), json=json)
    if output is not None:
        save_picture(cx.render_trend(found, **given(drawing)), output, json=json)
    incidents = [each for each in found.incidents if each.going_on or fail_on == "incident"]
    return FOUND if fail_on and incidents else FINE


app.command("what-if")(what_if)
app.command()(variants)
app.command()(funnel)
app.command()(conformance)


@app.command()
def convert(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Map file.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Map file; the suffix decides the format.")],
) -> None:
    """Write a map in another format."""
    load_map(source).save(target)
    show(f"Wrote {target}")


@app.command()
def validate(source: Annotated[str, typer.Argument(metavar="MAP", help="Map file.")]) -> None:
    """Check a map and name everything that is wrong with it."""
    journey_map = load_map(source)
    show(f"{source} is a valid map: {journey_map!r}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of map files."""
    show_json(cx.json_schema())


def _levels(worst: str | None) -> tuple[str, ...]:
    """Return a level of severity and the worse ones."""
    from cxjourney.types import SeverityLevel  # noqa: PLC0415 - loads Pydantic, which the other commands may not need

    levels: tuple[str, ...] = get_args(SeverityLevel)
    if worst is None:
        return ()
    if worst not in levels:
        raise OptionError.for_choice("--fail-on", worst, levels)
    return levels[: levels.index(worst) + 1]
