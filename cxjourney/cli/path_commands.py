"""The commands that follow paths: the most common ones, groups of similar journeys, and funnels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

import cxjourney as cx
from cxjourney.cli.console import progress
from cxjourney.cli.options import DrawOptions, ReadOptions, given, spread
from cxjourney.cli.path_parts import funnel_parts, group_parts, variant_parts
from cxjourney.cli.results import Events, Json, Output, check_picture, read_log, save_picture, tell
from cxjourney.cli.texts import duration
from cxjourney.errors import OptionError, show_value

if TYPE_CHECKING:
    from collections.abc import Sequence

_PANEL = "Paths"


@dataclass(frozen=True)
class PathOptions:
    """
    How journeys are cut and what is named.

    Parameters
    ----------
    journey_gap
        Text such as ``30m``.
    min_customers
        As for `variants`.
    """

    journey_gap: Annotated[str | None, typer.Option(metavar="30m|12h|7d", help="Silence that ends a journey.", rich_help_panel=_PANEL)] = (
        None
    )
    min_customers: Annotated[int, typer.Option(help="What fewer customers did is not named.", rich_help_panel=_PANEL)] = 10

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of `variants` and `funnel`."""
        gap = {} if self.journey_gap is None else {"journey_gap": duration(self.journey_gap)}
        return {**gap, "min_customers": self.min_customers}


@dataclass(frozen=True)
class VariantOptions:
    """
    What to look for among paths.

    Parameters
    ----------
    goal, top, merge_repeats
        As for `variants`.
    groups
        Number of groups of similar journeys, 0 to find it.
    """

    goal: Annotated[
        list[str] | None, typer.Option(help="Touchpoint that completes a journey; repeat it for more.", rich_help_panel=_PANEL)
    ] = None
    top: Annotated[int, typer.Option(help="Paths to name at most.", rich_help_panel=_PANEL)] = 10
    merge_repeats: Annotated[
        bool, typer.Option("--merge-repeats", help="Visits to the same touchpoint in a row are one step.", rich_help_panel=_PANEL)
    ] = False
    groups: Annotated[
        int | None, typer.Option(help="Put similar journeys into so many groups instead; 0 finds their number.", rich_help_panel=_PANEL)
    ] = None


@dataclass(frozen=True)
class FunnelOptions:
    """
    What to follow.

    Parameters
    ----------
    step
        Texts such as ``Basket`` and ``Pay=Card payment``.
    by
        As for `funnel`.
    window
        Text such as ``6h``: ``within=`` of `funnel`.
    """

    step: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[NAME=]TOUCHPOINT", help="A step; repeat it in order. Stages of the log when not given.", rich_help_panel=_PANEL
        ),
    ] = None
    by: Annotated[str | None, typer.Option(help="channel, segment, or a column of segments.", rich_help_panel=_PANEL)] = None
    window: Annotated[str | None, typer.Option(metavar="30m|12h|7d", help="Longest time from the first step.", rich_help_panel=_PANEL)] = (
        None
    )

    def arguments(self) -> dict[str, Any]:
        """Return arguments of `funnel`."""
        return {"by": self.by, "within": None if self.window is None else duration(self.window)}


@spread
def variants(
    events: Events,
    *,
    reading: ReadOptions,
    looking: VariantOptions,
    cutting: PathOptions,
    drawing: DrawOptions,
    output: Output = None,
    json: Json = False,
) -> None:
    """Find the paths that most journeys take, or groups of similar journeys."""
    check_picture(output)
    log, asked = read_log(events, reading), cutting.arguments()
    found: cx.Variants | cx.JourneyGroups
    with progress("Following the paths"):
        if looking.groups is None:
            found = cx.variants(log, goal=looking.goal, top=looking.top, merge_repeats=looking.merge_repeats, **asked)
        else:
            asked.pop("min_customers")
            found = cx.journey_groups(log, looking.groups or None, goal=looking.goal, **asked)
    parts = variant_parts(found) if isinstance(found, cx.Variants) else group_parts(found)
    tell(found, parts, json=json)
    if output is not None:
        save_picture(cx.render_paths(found, **given(drawing)), output, json=json)


@spread
def funnel(
    events: Events,
    *,
    reading: ReadOptions,
    cutting: PathOptions,
    drawing: DrawOptions,
    following: FunnelOptions,
    output: Output = None,
    json: Json = False,
) -> None:
    """Follow journeys along steps in order: who goes on, who is lost, and where these went."""
    check_picture(output)
    asked: dict[str, Any] = {**cutting.arguments(), **following.arguments()}
    steps = _steps(following.step or [])
    log = read_log(events, reading)
    with progress("Following the steps"):
        found = cx.funnel(log, steps, **asked)
    tell(found, funnel_parts(found), json=json)
    if output is not None:
        save_picture(cx.render_funnel(found, **given(drawing)), output, json=json)


def _steps(given_steps: Sequence[str]) -> dict[str, list[str]] | None:
    """Return the steps by name; the same name again adds a touchpoint to its step."""
    steps: dict[str, list[str]] = {}
    for text in given_steps:
        name, sign, touchpoint = text.partition("=")
        if sign and not (name and touchpoint):
            raise OptionError(
                f"expected NAME=TOUCHPOINT, found {show_value(text)}.", hint="write --step Basket or --step Pay='Card payment'."
            )
        if not sign and name in steps:
            raise OptionError(f"the step {show_value(name)} stands twice.", hint=f"name the second: --step 'Again={name}'.")
        steps.setdefault(name, []).append(touchpoint or name)
    return steps or None
