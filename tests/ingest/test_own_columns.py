"""Facts that only some logs hold: groups of visits, reasons, reopened and handed-off cases, invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from cxjourney.errors import BadRowsError, MissingColumnError, OptionError
from cxjourney.ingest import EventLog, Limits, read_events

if TYPE_CHECKING:
    from pathlib import Path

CASES = (
    "customer_id,timestamp,touchpoint,country,team,agent,topic,reopens,handoffs,invited,csat\n"
    "c1,2026-01-01,Order,DE,,,,,,,\n"
    "c1,2026-01-02,Help,DE,Blue,Ann,Delivery,2,0,yes,2\n"
    "c2,2026-01-03,Help,AT,Red,Bob,Refund,0,1,no,\n"
    "c2,2026-01-04,Help,AT,Blue,DE,Delivery,0,3,yes,5\n"
)


@pytest.fixture
def cases(read: Any) -> EventLog:
    """Return a log with every such fact."""
    return read(CASES, segment="country", group=["team", "agent"])


def own(log: EventLog) -> list[tuple[Any, ...]]:
    """Return the facts of the visits by name."""
    columns = "reason, reopened, handed_off, invited, group_0, group_1"
    rows = log.engine.rows(f"SELECT {columns} FROM {log.relation} ORDER BY customer, time")
    return [
        (log.reasons[reason] if reason >= 0 else None, *flags, *(log.segments[code] if code >= 0 else None for code in groups))
        for reason, *(flags), groups in ((*row[:4], row[4:]) for row in rows)
    ]


def test_facts_stand_in_columns_of_their_own(cases: EventLog) -> None:
    """Codes mean sorted names; nothing known is -1 for a name and NULL for a flag."""
    assert cases.flags == ("reopened", "handed_off", "invited")
    assert (cases.reasons, cases.group_columns) == (("Delivery", "Refund"), ("team", "agent"))
    assert own(cases) == [
        (None, None, None, None, None, None),
        ("Delivery", 1, 0, 1, "Blue", "Ann"),
        ("Refund", 0, 1, 0, "Red", "Bob"),
        ("Delivery", 0, 1, 1, "Blue", "agent: DE"),
    ]


def test_every_name_of_a_segment_has_its_column(cases: EventLog) -> None:
    """A name that stands in two columns is told apart."""
    assert dict(zip(cases.segments, cases.segment_of, strict=True)) == {
        "AT": "country",
        "Ann": "agent",
        "Blue": "team",
        "Bob": "agent",
        "Red": "team",
        "agent: DE": "agent",
        "country: DE": "country",
    }


def test_logs_without_such_facts_are_as_they_were(read: Any) -> None:
    """No column, no name."""
    log = read("customer_id,timestamp,touchpoint\nc1,2026-01-01,Cart\n")

    assert (log.flags, log.reasons, log.group_columns, log.segment_of, log.contact_touchpoints) == ((), (), (), (), ())
    assert not {"reason", "reopened", "handed_off", "invited", "group_0"} & {
        name for (name,) in log.engine.rows(f"SELECT column_name FROM (DESCRIBE {log.relation})")
    }


def test_a_group_is_filtered_by_visit_and_a_segment_by_customer(cases: EventLog) -> None:
    """Names that no event has any more disappear with their columns."""
    blue = cases.filter(segments="Blue")

    assert (blue.n_events, blue.n_customers) == (2, 2)
    assert (blue.segments, blue.reasons) == (("AT", "Ann", "Blue", "agent: DE", "country: DE"), ("Delivery",))
    assert blue.segment_of == ("country", "agent", "team", "agent", "country")
    assert own(blue) == [("Delivery", 1, 0, 1, "Blue", "Ann"), ("Delivery", 0, 1, 1, "Blue", "agent: DE")]
    assert cases.filter(segments="country: DE").n_events == 2


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_a_saved_log_keeps_them(cases: EventLog, tmp_path: Path, suffix: str) -> None:
    """Parquet remembers the groups; for text they are named again."""
    cases.save(tmp_path / f"log{suffix}")
    options = {} if suffix == ".parquet" else {"segment": "country", "group": ["team", "agent"]}

    again = read_events(tmp_path / f"log{suffix}", **options)  # type: ignore[arg-type]
    assert own(again) == own(cases)
    assert suffix != ".parquet" or again == cases


def test_groups_are_never_guessed(read: Any) -> None:
    """A team may be of customers as well."""
    assert read("customer_id,timestamp,touchpoint,team,agent\nc1,2026-01-01,Cart,a,b\n").group_columns == ()


@pytest.mark.parametrize("column", ["reason: long", "reopened", "handoffs", "invited"])
def test_a_usual_name_over_other_values_is_given_up_with_a_note(column: str) -> None:
    """What nobody named cannot make a log unreadable."""
    name, _, value = column.partition(": ")
    frame = pd.DataFrame({"customer": "c", "time": "2026-01-01", "touchpoint": "t", name: [value * 9 or "perhaps"]})
    log = read_events(frame, limits=Limits(label_length=10))

    assert (log.flags, log.reasons) == ((), ())
    assert f"The column {name!r} holds other values" in " ".join(log.quality.notes)
    with pytest.raises(BadRowsError):
        read_events(frame, limits=Limits(label_length=10), **{name: name})


def test_a_usual_name_in_another_role_is_left_there(read: Any) -> None:
    """A topic may be the touchpoint."""
    log = read("customer_id,timestamp,topic,category\nc1,2026-01-01,Cart,A\n", touchpoint="topic", segment="category")

    assert (log.reasons, log.segments) == ((), ("A",))


def test_two_columns_that_fit_equally_well_are_none(read: Any) -> None:
    """Unless one is named."""
    text = "customer_id,timestamp,touchpoint,Topic,topic\nc1,2026-01-01,Cart,A,B\n"

    assert read(text).reasons == ()
    assert read(text, reason="topic").reasons == ("B",)


def test_a_column_divides_customers_or_visits(read: Any) -> None:
    """Not both, and it must be there."""
    with pytest.raises(OptionError, match="as a segment and as a group"):
        read(CASES, segment="team", group="team")
    with pytest.raises(MissingColumnError, match="did you mean 'team'"):
        read(CASES, group="teem")
