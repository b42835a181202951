"""What a map and a report say of a plan and the journeys that keep to it, in Vietnamese."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, ...]] = {
    "claim.plan": "{share} hành trình theo đúng kế hoạch",
    "kpi.plan": "theo đúng kế hoạch",
    "lane.plan": "So với kế hoạch",
    "lane.plan.sub": "hành trình đi lệch",
    "plan.part": "{what} {share}",
    "plan.skipped": "bị bỏ qua",
    "plan.channel": "kênh khác",
    "plan.sequence": "sai thứ tự",
    "plan.timing": "quá chậm",
    "plan.none": "đúng kế hoạch",
    "plan.unplanned": "ngoài kế hoạch",
    "plan.unused": "chưa ai ghé qua",
    "plan.unknown": "không có gì để so sánh",
    "plan.label": "{share} hành trình đi lệch kế hoạch",
    "plan.label.unplanned": "ngoài kế hoạch, trong {share} tổng số hành trình",
    "legend.plan": "Hành trình đi lệch 0–100%",
    "legend.unplanned": "không có trong kế hoạch",
    "legend.unused": "có trong kế hoạch, chưa ai ghé qua",
    "note.plan": (
        "So với kế hoạch: trong các hành trình đã đến một điểm chạm, hoặc đi qua mà bỏ nó dù kế hoạch cần đến, tỷ lệ đi lệch tại đó; "
        "với điểm chạm ngoài kế hoạch là tỷ lệ trên tổng số hành trình."
    ),
    "note.plan.fitness": "{share} trong {journeys} ({low} đến {high}) theo đúng kế hoạch, tính đến chỗ mỗi hành trình đã đi.",
    "note.plan.unplanned": "Không có trong kế hoạch: {names}.",
}
