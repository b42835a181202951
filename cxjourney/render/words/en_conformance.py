"""What a map and a report say of a plan and the journeys that keep to it, in English."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, ...]] = {
    "claim.plan": "{share} of journeys keep to the plan",
    "kpi.plan": "keep to the plan",
    "lane.plan": "Against the plan",
    "lane.plan.sub": "journeys that deviate",
    "plan.part": "{what} {share}",
    "plan.skipped": "skipped",
    "plan.channel": "other channel",
    "plan.sequence": "out of turn",
    "plan.timing": "too slow",
    "plan.none": "as planned",
    "plan.unplanned": "not planned",
    "plan.unused": "never visited",
    "plan.unknown": "nothing to compare",
    "plan.label": "{share} of journeys deviate from the plan",
    "plan.label.unplanned": "not planned, in {share} of all journeys",
    "legend.plan": "Deviating journeys 0–100%",
    "legend.unplanned": "not in the plan",
    "legend.unused": "planned, never visited",
    "note.plan": (
        "Against the plan: share of the journeys that came to a touchpoint, or went past it although the plan needs it, and deviate there; "
        "for one that is not planned, the share of all journeys."
    ),
    "note.plan.fitness": "{share} of {journeys} ({low} to {high}) keep to the plan, as far as each came.",
    "note.plan.unplanned": "Not in the plan: {names}.",
}
