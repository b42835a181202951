"""The command that forecasts what changes would do, or ranks the fixes of pain points."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

import cxjourney as cx
from cxjourney.cli.change_parts import forecast_parts, ranking_parts
from cxjourney.cli.console import progress, show, show_json
from cxjourney.cli.maps import check_report, is_map, load_map
from cxjourney.cli.options import MeasureOptions, ReadOptions, ReportOptions, given, spread
from cxjourney.cli.results import Json, Output, check_picture, discovered, refuse_event_options, save_picture
from cxjourney.cli.texts import duration
from cxjourney.errors import OptionError, show_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxjourney.model.changes import AnyChange
    from cxjourney.model.findings import PainPoint
    from cxjourney.model.forecast import FixRanking, Forecast
    from cxjourney.model.journey_map import JourneyMap

_PANEL = "What changes"
_NUMBER = r"[0-9]{1,12}(?:\.[0-9]{1,12})?"
_COST = re.compile(rf"([0-9]{{1,6}})(?:=({_NUMBER}))?")

Changes = list[str] | None


@dataclass(frozen=True)
class ChangeOptions:
    """
    What changes, each option as often as there are changes.

    Parameters
    ----------
    fix
        Ranks of pain points, with what their fixes cost: ``1=20000``.
    drop_off, rework, escalation, wait
        Touchpoints with what a figure becomes there (``Sign in=0.08``, ``Basket=2h``), or by how much it changes (``Sign in=x0.5``).
    remove
        Touchpoints that are taken away.
    best
        How many fixes to put together where nothing is changed.
    """

    fix: Annotated[
        Changes, typer.Option(metavar="RANK[=COST]", help="Put a pain point back to its reference: 1 is the worst.", rich_help_panel=_PANEL)
    ] = None
    drop_off: Annotated[
        Changes, typer.Option(metavar="TOUCHPOINT=0.1|x0.5", help="Share that leaves there, or a factor on it.", rich_help_panel=_PANEL)
    ] = None
    rework: Annotated[
        Changes, typer.Option(metavar="TOUCHPOINT=0.1|x0.5", help="Share that goes back or repeats.", rich_help_panel=_PANEL)
    ] = None
    escalation: Annotated[
        Changes, typer.Option(metavar="TOUCHPOINT=0.1|x0.5", help="Share that ends up with a person.", rich_help_panel=_PANEL)
    ] = None
    wait: Annotated[Changes, typer.Option(metavar="TOUCHPOINT=12h|x0.5", help="Typical time to the next step.", rich_help_panel=_PANEL)] = (
        None
    )
    remove: Annotated[Changes, typer.Option(metavar="TOUCHPOINT", help="Take a touchpoint away.", rich_help_panel=_PANEL)] = None

    best: Annotated[int, typer.Option(help="How many fixes to put together where nothing is changed.", rich_help_panel=_PANEL)] = 3

    @property
    def any(self) -> bool:
        """Whether anything is changed."""
        return any((self.fix, self.drop_off, self.rework, self.escalation, self.wait, self.remove))

    def changes(self, pains: tuple[PainPoint, ...]) -> Iterator[AnyChange]:
        """
        Return the changes, fixes first.

        Parameters
        ----------
        pains
            The pain points of the map in the order of their ranks.
        """
        yield from (_fix(text, pains) for text in self.fix or ())
        for name in ("drop_off", "rework", "escalation", "wait"):
            yield from (_change(name, text) for text in getattr(self, name) or ())
        yield from (cx.Remove(text) for text in self.remove or ())


@spread
def what_if(
    source: Annotated[list[str], typer.Argument(metavar="EVENTS|MAP", help="Files of events, or one map written by hand.")],
    *,
    reading: ReadOptions,
    measuring: MeasureOptions,
    changing: ChangeOptions,
    writing: ReportOptions,
    level: Annotated[float, typer.Option(help="Confidence level of the intervals.")] = 0.95,
    output: Output = None,
    json: Json = False,
) -> None:
    """Forecast what changes to the journey would do; without any, rank the fixes of its pain points."""
    if output is not None and not changing.any:
        raise OptionError("--output draws a changed journey, and nothing is changed.", hint="add --fix 1, or leave it out.")
    check_picture(output)
    if writing.report is not None:
        check_report(writing.report)
    journey_map = _journey_map(source, reading, measuring)
    found: Forecast | FixRanking
    with progress("Forecasting"):
        pains = cx.diagnose(journey_map, level=level).pain_points if changing.fix else ()
        if changing.any:
            found = cx.what_if(journey_map, *changing.changes(pains), level=level)
        else:
            found = cx.rank_fixes(journey_map, best=changing.best, level=level)
    _tell(found, json=json)
    look = {name: value for name, value in given(writing).items() if name != "report"}
    if output is not None and isinstance(found, cx.Forecast):
        save_picture(cx.render_map(journey_map, compare_with=found.journey_map, **look), output, json=json)
    if writing.report is not None:
        with progress("Writing the report"):
            cx.render_report(journey_map, diagnosis=cx.diagnose(journey_map, level=level), results=[found], **look).save(writing.report)
        if not json:
            show(f"Wrote {writing.report}")


def _journey_map(source: list[str], reading: ReadOptions, measuring: MeasureOptions) -> JourneyMap:
    if len(source) == 1 and is_map(source[0]):
        refuse_event_options(reading, measuring)
        return load_map(source[0])
    return discovered(source, reading, measuring)


def _tell(found: Forecast | FixRanking, *, json: bool) -> None:
    if json:
        show_json(found.model_dump(mode="json", exclude={"journey_map"}))
    else:
        show(*(forecast_parts(found) if isinstance(found, cx.Forecast) else ranking_parts(found)))


def _fix(text: str, pains: tuple[PainPoint, ...]) -> AnyChange:
    """Return the fix of a pain point by its rank."""
    found = _COST.fullmatch(text.strip())
    if found is None:
        raise OptionError(f"--fix takes the rank of a pain point, found {show_value(text)}.", hint="write 1, or 1=20000 with its cost.")
    rank = int(found[1])
    if not 1 <= rank <= len(pains):
        there = f"1 to {len(pains)}" if pains else "none was found"
        raise OptionError(f"--fix {rank}: there is no such pain point.", hint=f"ranks: {there}; cxjourney diagnose lists them.")
    return cx.Fix(pains[rank - 1], cost=float(found[2]) if found[2] else None)


def _change(name: str, text: str) -> AnyChange:
    """Return the change of one figure at a touchpoint."""
    option = f"--{name.replace('_', '-')}"
    touchpoint, _, value = (part.strip() for part in text.rpartition("="))
    factor = re.fullmatch(rf"[x×]({_NUMBER})", value)
    found: dict[str, Any] = {}
    if touchpoint and factor:
        found = {f"{name}_factor": float(factor[1])}
    elif touchpoint and name == "wait":
        found = {name: duration(value)}
    elif touchpoint and re.fullmatch(_NUMBER, value):
        found = {name: float(value)}
    if not found:
        what = "12h" if name == "wait" else "0.1"
        raise OptionError(
            f"{option} takes a touchpoint and what becomes of it, found {show_value(text)}.",
            hint=f"write {option} 'Sign in={what}', or 'Sign in=x0.5' for half.",
        )
    return cx.Change(touchpoint=touchpoint, **found)
