"""Findings as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from cxjourney.cli.text_tables import heading, table
from cxjourney.errors import clean
from cxjourney.wording import figure, money, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from cxjourney.model.findings import Diagnosis, PainPoint
    from cxjourney.model.friction import StageFriction

_STAKE = "Goals at stake per 1,000 journeys"
_BELOW = {
    "measured": " (fewer would reach the goal at the reference)",
    "association": " (those who met it reached the goal more often)",
}
_STYLES = {"critical": "bold red", "major": "red", "moderate": "yellow", "minor": ""}


def diagnosis_parts(diagnosis: Diagnosis) -> list[RenderableType]:
    """
    Return a diagnosis as headings, tables and notes.

    Parameters
    ----------
    diagnosis
        What was found.
    """
    parts: list[RenderableType] = [heading("Pain points, the worst first")]
    parts.append(_pain_table(diagnosis.pain_points) if diagnosis.pain_points else "none found")
    if diagnosis.friction_stages:
        parts += [heading("Friction of the stages, in their order"), _stage_table(diagnosis.friction_stages)]
    if diagnosis.moments_of_truth:
        parts.append("\nMoments of truth: " + ", ".join(clean(moment.touchpoint) for moment in diagnosis.moments_of_truth))
    notes = [f"N{str(item)[1:]}" for item in diagnosis.untested] + [f"Note: {note}" for note in diagnosis.notes]
    return [*parts, *(["", *notes] if notes else [])]


def _pain_table(pains: Sequence[PainPoint]) -> Table:
    shown = any(pain.at_stake is not None and pain.at_stake.value is not None for pain in pains)
    rows: list[tuple[str | Text, ...]] = [
        (
            str(pain.rank),
            Text(f"{pain.severity_level} {pain.severity.value or 0:.0f}", style=_STYLES[pain.severity_level]),
            str(pain.location),
            pain.summary,
            *([_stake(pain)] if shown else []),
        )
        for pain in pains
    ]
    columns = ("#", "Severity", "Where", "Pain point", *([_STAKE] if shown else []))
    return table(columns, rows, unbroken=("#", "Severity"), wide="Pain point")


def _stake(pain: PainPoint) -> str:
    """Return what is at stake in goals and in money; an association is not more than that."""
    stake, worth = pain.at_stake, pain.money_at_stake
    if stake is None or stake.value is None:
        return "–"
    text = figure(stake)
    text += f", {money(worth, interval=False)}" if worth is not None and worth.value is not None else ""
    text += " (association)" if pain.at_stake_basis == "association" else ""
    return text + (_BELOW.get(pain.at_stake_basis or "", "") if stake.value < 0 else "")


def _stage_table(stages: Sequence[StageFriction]) -> Table:
    rows = []
    for stage in stages:
        known = [(name.replace("_", " "), share.value) for name, share in stage.parts if share.value is not None]
        parts = ", ".join(f"{name} {number(share, 'share')}" for name, share in known)
        name = f"{stage.stage} / {stage.segment}" if stage.segment else stage.stage
        rows.append((name, figure(stage.rate, n=True), parts or "–", "needed" if stage.flagged else "–"))
    return table(("Stage", "Friction rate", "Made of", "Attention"), rows)
