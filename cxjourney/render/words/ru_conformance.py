"""What a map and a report say of a plan and the journeys that keep to it, in Russian."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, ...]] = {
    "claim.plan": "{share} путей следуют плану",
    "kpi.plan": "следуют плану",
    "lane.plan": "По сравнению с планом",
    "lane.plan.sub": "отклоняющиеся пути",
    "plan.part": "{what} {share}",
    "plan.skipped": "пропущено",
    "plan.channel": "другой канал",
    "plan.sequence": "не по порядку",
    "plan.timing": "слишком долго",
    "plan.none": "по плану",
    "plan.unplanned": "вне плана",
    "plan.unused": "никто не заходил",
    "plan.unknown": "сравнивать не с чем",
    "plan.label": "{share} путей отклоняются от плана",
    "plan.label.unplanned": "вне плана, в {share} всех путей",
    "legend.plan": "Отклоняющиеся пути 0–100\u00a0%",
    "legend.unplanned": "нет в плане",
    "legend.unused": "в плане, никто не заходил",
    "note.plan": (
        "По сравнению с планом: доля путей, которые пришли в точку контакта или миновали её, хотя план её требует, и отклонились там; "
        "для точки вне плана — доля всех путей."
    ),
    "note.plan.fitness": "Плану следуют {share} ({low}–{high}); всего {journeys}, каждый — насколько он дошёл.",
    "note.plan.unplanned": "Нет в плане: {names}.",
}
