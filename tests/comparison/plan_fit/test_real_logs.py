"""Plans against logs that nobody here wrote, and against a plain walk through their journeys."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl
import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from pathlib import Path

WAIT = 14 * 86_400
STEPS = ("A_SUBMITTED", "A_PARTLYSUBMITTED", "A_PREACCEPTED", "A_ACCEPTED", "A_FINALIZED", "O_SENT", "O_SENT_BACK", "A_APPROVED")
ENDS = ("A_DECLINED", "A_CANCELLED")


def loan_plan() -> cx.JourneyMap:
    """Return how a loan is to be applied for, offered and approved; it may be declined or cancelled at any time."""
    offer = cx.Touchpoint(name="O_SENT", expected_wait=WAIT)
    return cx.JourneyMap(
        title="Loan as planned",
        stages={"Apply": STEPS[:3], "Offer": [*STEPS[3:5], offer, "O_SENT_BACK"], "Decide": ["A_APPROVED", *ENDS]},
        goal_touchpoints=["A_APPROVED"],
        end_touchpoints=ENDS,
    )


@pytest.fixture(scope="module")
def loans(real_data: Path) -> cx.EventLog:
    """Return the applications of a bank and its offers, without what its people do meanwhile."""
    events = cx.read_events(real_data / "loans" / "bpic2012.xes.gz")
    return events.filter(touchpoints=[name for name in events.touchpoints if not name.startswith("W_")])


@pytest.fixture(scope="module")
def found(loans: cx.EventLog) -> cx.Conformance:
    """Return how they kept to it."""
    return cx.conformance(loan_plan(), loans)


def journeys_of(events: cx.EventLog, path: Path) -> list[list[tuple[str, int]]]:
    """Return the visits of each journey, name and second, in order."""
    events.save(path / "events.parquet")
    rows = pl.read_parquet(path / "events.parquet").with_columns(pl.col("time").dt.epoch("us"))
    groups = rows.group_by("customer", maintain_order=True).agg(
        pl.col("touchpoint").sort_by("time", maintain_order=True), pl.col("time").sort()
    )
    return [list(zip(names, times, strict=True)) for names, times in groups.select("touchpoint", "time").iter_rows()]


def test_loans_against_a_plain_walk(loans: cx.EventLog, found: cx.Conformance, tmp_path: Path) -> None:
    """Every application judged by itself gives the same counts."""
    place = {name: index for index, name in enumerate(STEPS)}
    counts = {"kept": 0, "skipped": 0, "back": 0, "overdue": 0}
    journeys = journeys_of(loans, tmp_path)
    until = max(time for journey in journeys for _, time in journey)
    for journey in journeys:
        path = [place[name] for name, _ in journey if name in place]
        skipped = set(range(max(path, default=0))) - set(path)
        back = any(after < before for before, after in pairwise(path))
        again = any(after == before for before, after in pairwise(path))
        waits = [(time, following) for (name, time), (_, following) in pairwise([*journey, ("", 1 << 62)]) if name == "O_SENT"]
        overdue = any(following - time > WAIT * 1_000_000 for time, following in waits if until - time >= WAIT * 1_000_000)
        unplanned = any(name not in place and name not in ENDS for name, _ in journey)
        kinds = {"skipped": bool(skipped), "back": back, "overdue": overdue, "kept": not (skipped or back or again or overdue or unplanned)}
        counts = {name: count + kinds[name] for name, count in counts.items()}

    assert found.journeys == len(journeys) == 13_087
    assert found.fitness.value == pytest.approx(counts["kept"] / 13_087)
    assert round(found.timing.value * found.timing.n) == counts["overdue"] > 0
    assert counts["back"] > 0
    assert counts["skipped"] == 0


def test_what_is_known_of_the_loans(found: cx.Conformance) -> None:
    """2,246 were approved; choosing an offer is not in the plan; many offers were made again."""
    assert found.completion.value is not None
    assert 2_246 / 13_087 < found.completion.value < 0.2  # applications that were still open at the end of the log do not count
    assert "O_SELECTED" in found.unplanned
    assert found.unused == ()
    assert found.touchpoint("A_DECLINED").journeys == 7_635
    again = next(each for each in found.deviations if each.kind == "repeat")
    assert (again.touchpoint, again.share_there.n) == ("O_SENT", 5_015)


def test_permits_in_unplanned_channels(real_data: Path) -> None:
    """The plan is a web form: 250 desk, 53 post and e-mail requests are not planned; checks may be repeated, and left out."""
    events = cx.read_events(real_data / "xes" / "receipt.xes.gz", channel="case:channel")
    first, check, adjust, decide, send = (
        "Confirmation of receipt",
        "T02 Check confirmation of receipt",
        "T03 Adjust confirmation of receipt",
        "T04 Determine confirmation of receipt",
        "T05 Print and send confirmation of receipt",
    )
    moves = [(first, check), (check, adjust), (adjust, check), (check, decide), (first, decide), (decide, send)]
    plan = cx.JourneyMap(
        stages={"Ask": [cx.Touchpoint(name=first, channels=["Internet"])], "Check": [check, adjust], "Confirm": [decide, send]},
        transitions=[{"source": source, "target": target} for source, target in moves],
    )
    found = cx.conformance(plan, events)

    strange = {each.channel: each.journeys for each in found.deviations if each.kind == "channel"}
    assert strange == {"Desk": 109, "Post": 53, "e-mail": 21, "Intern": 1}
    assert found.touchpoint(check).is_required is False
    assert found.touchpoint(decide).is_required is True
    assert not any(each.kind == "skipped" and each.touchpoint == check for each in found.deviations)
    assert any("leads back" in note for note in found.notes)


def test_a_filled_plan_shows_plan_and_log(loans: cx.EventLog, found: cx.Conformance) -> None:
    """Planned stages with figures, what was not planned after them, and the same touchpoints as the conformance names."""
    plan = loan_plan()
    filled = cx.discover_map(loans, plan=plan)

    assert [stage.name for stage in filled.stages] == ["Apply", "Offer", "Decide", "Other"]
    assert {touchpoint.name for touchpoint in filled.stage("Other").touchpoints} == set(found.unplanned)
    assert {each.touchpoint_id for each in found.touchpoints} == {touchpoint.id for touchpoint in filled.touchpoints}
    assert filled.touchpoint("A_APPROVED").measure("customers").value == 2_246
    assert filled.touchpoint("O_SENT").expected_wait is not None
