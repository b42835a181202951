"""What a map and a report say of a plan and the journeys that keep to it, in Hungarian."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, ...]] = {
    "claim.plan": "Az ügyfélutak {share} része követi a tervet",
    "kpi.plan": "követi a tervet",
    "lane.plan": "A tervhez képest",
    "lane.plan.sub": "eltérő ügyfélutak",
    "plan.part": "{what} {share}",
    "plan.skipped": "kimaradt",
    "plan.channel": "más csatorna",
    "plan.sequence": "soron kívül",
    "plan.timing": "túl lassú",
    "plan.none": "terv szerint",
    "plan.unplanned": "nem tervezett",
    "plan.unused": "senki sem járt itt",
    "plan.unknown": "nincs mit összevetni",
    "plan.label": "az ügyfélutak {share} része eltér a tervtől",
    "plan.label.unplanned": "nem tervezett, az összes ügyfélút {share} részében",
    "legend.plan": "Eltérő ügyfélutak 0–100%",
    "legend.unplanned": "nincs a tervben",
    "legend.unused": "tervezett, senki sem járt ott",
    "note.plan": (
        "A tervhez képest: azon ügyfélutak közül, amelyek eljutottak az érintési ponthoz, vagy kihagyták, bár a terv megkívánja, "
        "ekkora rész tér el ott a tervtől; nem tervezett pontnál az összes ügyfélúthoz mért arány."
    ),
    "note.plan.fitness": "{journeys} {share} része ({low} és {high} között) követi a tervet, ameddig eljutott.",
    "note.plan.unplanned": "Nincs a tervben: {names}.",
}
