"""A diagnosis as an HTML table that reads well with any style sheet, or none, or a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.errors import counted
from cxjourney.numerals import ENGLISH, NO_BREAK_SPACE
from cxjourney.render.html_figures import NONE, figure
from cxjourney.render.html_tables import paragraph, region, table
from cxjourney.render.interval_mark import interval_mark
from cxjourney.wording import money

if TYPE_CHECKING:
    from cxjourney.model.findings import Diagnosis, PainPoint, Untested
    from cxjourney.model.friction import StageFriction

_SHOWN = 5
_PAINS = (
    "#",
    "Severity",
    "Where",
    "Pain point",
    "Measured (dot) and compared with (diamond)",
    "Measured",
    "Compared with",
    "Customers affected",
    "Goals at stake per 1,000 journeys",
)
_STAGES = ("Stage", "Friction rate", "Made of", "Go on", "Time spent", "Attention")
_UNTESTED = ("Pain point", "Why it cannot be said", "Where")


def diagnosis_html(diagnosis: Diagnosis) -> str:
    """
    Return a diagnosis as a fragment of HTML: ranked pain points, friction of the stages, and what was not tested.

    Parameters
    ----------
    diagnosis
        What was found.

    Examples
    --------
    >>> from cxjourney.model.findings import Diagnosis
    >>> "No pain point was found" in diagnosis_html(Diagnosis(title="First order", tested=12))
    True
    """
    title = diagnosis.title or "Diagnosis"
    counts = f"{counted(len(diagnosis.pain_points), 'pain point')} from {counted(diagnosis.tested, 'test')}"
    parts = [paragraph(f"{title}: {counts}")]
    if diagnosis.pain_points:
        parts.append(table("Pain points, the worst first", _PAINS, [_pain_cells(pain) for pain in diagnosis.pain_points], key=2))
    else:
        parts.append(paragraph("No pain point was found."))
    if diagnosis.friction_stages:
        parts.append(table("Friction of the stages, in their order", _STAGES, [_stage_cells(stage) for stage in diagnosis.friction_stages]))
    if diagnosis.disagreements:
        rows = [(each.touchpoint, each.summary) for each in diagnosis.disagreements]
        parts.append(table("Where the evidence is at odds", ("Touchpoint", "What disagrees"), rows))
    if diagnosis.untested:
        parts.append(table("Not tested", _UNTESTED, [_untested_cells(item) for item in diagnosis.untested]))
    parts += [paragraph(note) for note in diagnosis.notes]
    return str(region("cxj-diagnosis", f"Diagnosis of {title}", parts))


def _pain_cells(pain: PainPoint) -> tuple[str, ...]:
    measured, reference = figure(pain.estimate), figure(pain.reference, interval=False)
    return (
        str(pain.rank),
        f"{pain.severity_level}{NO_BREAK_SPACE}{ENGLISH.fixed(pain.severity.value or 0)}",
        str(pain.location),
        pain.summary,
        interval_mark(pain.estimate, pain.reference, f"{measured} against {reference}"),
        measured,
        f"{reference} ({pain.evidence.reference})",
        figure(pain.affected_customers),
        _stake(pain),
    )


def _stake(pain: PainPoint) -> str:
    """Return goals and money at stake, or why they cannot be said."""
    if pain.at_stake is None or pain.at_stake.value is None:
        return pain.at_stake.method if pain.at_stake is not None else NONE
    goals = figure(pain.at_stake, of=pain.at_stake.unit)
    worth = f"; {money(pain.money_at_stake, n=True, form='html')}" if pain.money_at_stake is not None else ""
    return f"{goals}{worth}{'; an association' if pain.at_stake_basis == 'association' else ''}"


def _stage_cells(stage: StageFriction) -> tuple[str, ...]:
    return (
        f"{stage.stage} / {stage.segment}" if stage.segment else stage.stage,
        figure(stage.rate),
        ", ".join(f"{name.replace('_', ' ')} {figure(share, interval=False)}" for name, share in stage.parts) or NONE,
        figure(stage.going_on_rate),
        figure(stage.time_spent),
        "needed" if stage.flagged else NONE,
    )


def _untested_cells(item: Untested) -> tuple[str, ...]:
    places = "; ".join(str(place) for place in item.locations[:_SHOWN])
    more = f"; and {len(item.locations) - _SHOWN:,} more" if len(item.locations) > _SHOWN else ""
    return item.kind.replace("_", " "), item.reason, f"{places}{more}" or "whole map"
