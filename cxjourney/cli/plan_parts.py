"""How journeys kept to a plan as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.cli.text_tables import heading, line, table
from cxjourney.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from cxjourney.model.conformance import Conformance

SHOWN = 20
"""Deviations in the table; all are in the JSON."""

_WHOLE = (
    ("fitness", "keep to the plan"),
    ("content", "deviate in what they visited"),
    ("sequence", "deviate in the order"),
    ("timing", "waited longer than planned"),
    ("completion", "come to the planned end"),
    ("graded_fitness", "mean share of steps as planned"),
)


def plan_parts(found: Conformance) -> list[RenderableType]:
    """
    Return a conformance as headings, tables and sentences.

    Parameters
    ----------
    found
        How journeys kept to a plan.
    """
    title = f"{found.plan}: {found.journeys:,} journeys of {found.customers:,} customers"
    whole = [(words, figure(getattr(found, name), n=True)) for name, words in _WHOLE if getattr(found, name).value is not None]
    parts: list[RenderableType] = [line(title), table(("Journeys that", "Share"), whole)]
    if found.deviations:
        rows = [(each.type, each.summary, figure(each.share, n=True)) for each in found.deviations[:SHOWN]]
        more = len(found.deviations) - SHOWN
        parts += [heading("Deviations, the most common first"), table(("Type", "What", "Of all journeys"), rows)]
        parts += [f"… and {more:,} more; --json has them all."] if more > 0 else []
    else:
        parts.append("No journey deviates.")
    stages = [(str(each.stage), f"{each.journeys:,}", figure(each.deviating, n=True)) for each in found.stages]
    parts += [heading("Stages"), table(("Stage", "Journeys", "Deviate there"), stages)]
    said = [line(text) for text in _sentences(found)]
    if said:
        parts += ["", *said]
    return parts


def _sentences(found: Conformance) -> Iterator[str]:
    if found.unused:
        yield f"Planned, but never visited: {', '.join(found.unused[:SHOWN])}."
    yield from (str(each) for each in found.suggestions)
    yield from (f"Not tested: {item.kind}: {item.reason}" for item in found.untested)
    yield from (f"Note: {note}" for note in found.notes)
