"""Runs of one touchpoint within a short time as one visit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxjourney.ingest import EventLog

    Read = Callable[..., EventLog]

RELOADS = (
    "customer_id,timestamp,touchpoint,channel,revenue,csat,reopened,team\n"
    "a,2026-03-02T09:00:00Z,Page,web,1,,no,\n"
    "a,2026-03-02T09:00:50Z,Page,web,2.50,4,yes,Blue\n"
    "a,2026-03-02T09:01:40Z,Page,web,,2,,Blue\n"
    "a,2026-03-02T09:03:00Z,Page,web,,,,Blue\n"
    "a,2026-03-02T09:03:10Z,Page,app,,,,Blue\n"
    "a,2026-03-02T09:03:15Z,Cart,app,,,,Blue\n"
    "a,2026-03-02T09:03:20Z,Page,app,,,,Blue\n"
    "b,2026-03-02T09:03:21Z,Page,app,,,,Blue\n"
)


def seen(log: EventLog, customer: str = "a") -> list[tuple[str, str, float | None, tuple[Any, ...]]]:
    """Return clock, touchpoint, money and scores of a customer's visits."""
    return [(str(visit.time.time()), visit.touchpoint, visit.value, visit.scores) for visit in log.journey(customer).visits]


def test_reloads_are_one_visit(read: Read) -> None:
    """The start is kept, money is summed, the first score counts; the rows still add up."""
    log = read(RELOADS)
    short = log.collapse()

    assert seen(short) == [
        ("09:00:00", "Page", 3.5, (("csat", 4.0),)),
        ("09:03:00", "Page", None, ()),
        ("09:03:10", "Page", None, ()),
        ("09:03:15", "Cart", None, ()),
        ("09:03:20", "Page", None, ()),
    ]
    assert (short.n_events, short.quality.merged, short.n_customers, log.n_events) == (6, 2, 2, 8)
    assert short.quality.notes[-1] == (
        "collapse: 2 events became part of 1 visit (pauses of up to 0:01:00). "
        "1 score was left out because the visit had one of that metric."
    )
    assert short.engine.rows(f"SELECT reopened FROM {short.relation} ORDER BY time LIMIT 1") == [(1,)]


def test_a_run_ends_where_a_group_or_a_journey_changes(read: Read) -> None:
    """The team and the channel divide visits, and a visit belongs to one journey."""
    text = "customer_id,timestamp,touchpoint,journey,team\n" + "".join(
        f"a,2026-03-02T09:00:0{second}Z,Page,{journey},{team}\n" for second, (journey, team) in enumerate(["1x", "1x", "1y", "2y", "2y"])
    )

    assert read(text, group="team").collapse().n_events == 3
    assert read(text).collapse().n_events == 2


def test_only_some_touchpoints_are_collapsed(read: Read) -> None:
    """Others keep their runs; unknown ones get the closest."""
    text = "customer_id,timestamp,touchpoint\n" + "".join(
        f"a,2026-03-02T09:00:0{second}Z,{name}\n" for second, name in enumerate(["Page", "Page", "Cart", "Cart"])
    )

    assert read(text).collapse(touchpoints="Page").n_events == 3
    with pytest.raises(OptionError, match="did you mean 'Page'"):
        read(text).collapse(touchpoints=["Pages"])


def test_pauses_are_positive(read: Read) -> None:
    """And times."""
    log = read(RELOADS)

    with pytest.raises(OptionError, match="not positive"):
        log.collapse(timedelta(0))
    with pytest.raises(TypeError, match="timedelta"):
        log.collapse(30)  # type: ignore[arg-type]


def test_what_customers_wrote_stays_with_their_visit(tmp_path: Any) -> None:
    """The texts of the events that became one visit are all its own."""
    path = tmp_path / "answers.csv"
    path.write_text("customer_id,time,nps,words\na,2026-03-02T09:00:00Z,9,good\na,2026-03-02T09:00:20Z,,more\n")
    log = cx.read_surveys(path, verbatim="words").collapse()

    assert (log.n_events, [verbatim.text for verbatim in log.verbatims()]) == (1, ["more", "good"])
    assert log.filter(customers="a").verbatims()


visits = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 600), st.sampled_from(["Page", "Cart"]), st.integers(0, 9)), min_size=1, max_size=30
)


@given(rows=visits, seconds=st.integers(1, 300))
@settings(max_examples=15)
def test_collapsing_keeps_money_and_is_done_once(rows: list[tuple[str, int, str, int]], seconds: int) -> None:
    """Money and customers stay, rows add up, no two events of a run are left, and again changes nothing."""
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(rows, columns=["customer_id", "second", "touchpoint", "revenue"])
    frame["timestamp"] = pd.Timestamp("2026-03-02", tz="UTC") + pd.to_timedelta(frame.pop("second"), unit="s")
    log = cx.read_events(frame)
    short, within = log.collapse(timedelta(seconds=seconds)), timedelta(seconds=seconds)

    def total(log: EventLog) -> Any:
        return log.engine.rows(f"SELECT sum(value), count(DISTINCT customer) FROM {log.relation}")

    assert total(short) == total(log)
    assert short.quality.rows == short.n_events + short.quality.merged == len(rows)
    assert short.collapse(within) == short
