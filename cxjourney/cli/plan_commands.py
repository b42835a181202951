"""The command that checks a plan against what customers did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

import cxjourney as cx
from cxjourney.cli.console import progress
from cxjourney.cli.maps import load_map
from cxjourney.cli.options import DrawOptions, MeasureOptions, ReadOptions, given, spread
from cxjourney.cli.plan_parts import plan_parts
from cxjourney.cli.results import Events, Json, check_picture, read_log, save_picture, tell

if TYPE_CHECKING:
    from cxjourney.ingest import EventLog

_PANEL = "Checking"

Plan = Annotated[str, typer.Argument(metavar="PLAN", help="Map file of the plan, written by hand.")]


@dataclass(frozen=True)
class PlanOptions:
    """
    How journeys are cut, and how sure the intervals are.

    Parameters
    ----------
    journey_gap, observed_until
        Texts such as ``30d`` and ``2026-06-30``.
    level
        As for `conformance`.
    """

    journey_gap: Annotated[str | None, typer.Option(metavar="30m|12h|7d", help="Silence that ends a journey.", rich_help_panel=_PANEL)] = (
        None
    )
    observed_until: Annotated[str | None, typer.Option(metavar="TIME", help="End of the observation.", rich_help_panel=_PANEL)] = None
    level: Annotated[float, typer.Option(help="Confidence level of the intervals.", rich_help_panel=_PANEL)] = 0.95

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of `conformance` that were given."""
        measuring = MeasureOptions(journey_gap=self.journey_gap, observed_until=self.observed_until)
        return {**measuring.arguments(load_map), "level": self.level}


@spread
def conformance(
    plan: Plan,
    events: Events,
    *,
    reading: ReadOptions,
    checking: PlanOptions,
    drawing: DrawOptions,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Draw the plan, filled with what was observed: .svg, .png, .pdf, .html."),
    ] = None,
    json: Json = False,
) -> None:
    """Check a plan against events: what was visited, in which order, and how long customers waited."""
    check_picture(output)
    asked = checking.arguments()
    planned = load_map(plan)
    log = read_log(events, reading)
    with progress("Checking the plan"):
        found = cx.conformance(planned, log, **asked)
    tell(found, plan_parts(found), json=json)
    if output is not None:
        save_picture(cx.render_map(_filled(planned, log, asked), conformance=found, **given(drawing)), output, json=json)


def _filled(plan: cx.JourneyMap, log: EventLog, asked: dict[str, Any]) -> cx.JourneyMap:
    with progress("Drawing"):
        return cx.discover_map(log, plan=plan, **asked)
