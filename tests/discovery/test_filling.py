from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

import cxjourney as cx

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [("a", 1, "Search", "Web"), ("a", 2, "Pay", "Mobile App"), ("b", 1, "Search", "web"), ("b", 2, "Gift", "Desk")]


def test_channels_in_other_capitals_are_the_planned_ones() -> None:
    """A plan says mobile app, the log Mobile App; two that the log itself tells apart stay apart."""
    events = cx.read_events(pd.DataFrame(ROWS, columns=["customer", "time", "touchpoint", "channel"]), time_unit="s")
    plan = cx.JourneyMap(
        stages={"All": [cx.Touchpoint(name="Search", channels=["web"]), cx.Touchpoint(name="Pay", channels=["mobile app"])]}
    )

    filled = cx.discover_map(events, plan=plan)

    assert [channel.name for channel in filled.channels] == ["web", "mobile app", "Web", "Desk"]
    assert filled.touchpoint("Pay").channels == ("mobile-app",)
    assert filled.touchpoint("Pay").measure("channel_share", channel="mobile-app").value == 1


def test_real_permits_fill_a_plan_and_a_report(real_data: Path) -> None:
    """Touchpoints with two visits have means whose interval has no sensible end, and are written all the same."""
    events = cx.read_events(real_data / "xes" / "receipt.xes.gz", channel="case:channel")
    plan = cx.JourneyMap(stages={"Ask": ["Confirmation of receipt"], "Decide": ["T10 Determine necessity to stop indication"]})
    filled = cx.discover_map(events, plan=plan)

    text = cx.render_report(filled, diagnosis=cx.diagnose(filled), results=[cx.conformance(plan, events)]).text

    assert "1,000\u00a0years" in text
    assert len(filled.stage("Other").touchpoints) == 25
