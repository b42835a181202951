"""Event logs of process mining that nobody here wrote; facts counted independently of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.errors import BadRowsError, FileFormatError, MissingColumnError
from cxjourney.ingest import EventLog, read_events

if TYPE_CHECKING:
    from pathlib import Path

SLASHES = {"time_format": "%Y/%m/%d %H:%M:%S.%f"}


def customers(events: EventLog, *touchpoints: str) -> list[int]:
    """Return how many customers reach touchpoints."""
    return [events.filter(touchpoints=name).n_customers for name in touchpoints]


@pytest.fixture(scope="module")
def loans(real_data: Path) -> EventLog:
    """Return the log of loan applications, with the amount asked for."""
    return read_events(real_data / "loans/bpic2012.xes.gz", value="case:AMOUNT_REQ")


def test_the_loan_applications(loans: EventLog) -> None:
    """262,200 rows of 13,087 applications; starts and completions are one visit; the outcomes are those the source states."""
    quality = loans.quality

    assert (quality.rows, loans.n_events, loans.n_customers) == (262_200, 164_509, 13_087)
    assert quality.rows == quality.kept + quality.merged
    assert customers(loans, "A_APPROVED", "A_DECLINED", "A_CANCELLED") == [2_246, 7_635, 2_807]


def test_every_loan_asks_for_one_amount(loans: EventLog) -> None:
    """It counts once, whatever number of events an application has."""
    query = (
        f"SELECT count(value), count(DISTINCT customer) FILTER (WHERE value IS NOT NULL), CAST(sum(value) AS BIGINT) FROM {loans.relation}"
    )

    assert loans.engine.rows(query) == [(13_087, 13_087, 177_634_511 * 10_000)]


def test_transitions_of_the_loans_can_be_touchpoints(real_data: Path) -> None:
    """The classifier that the log declares joins activity and transition, so that nothing is merged."""
    events = read_events(real_data / "loans/bpic2012.xes.gz", touchpoint="classifier:Activity classifier")

    assert (events.n_events, len(events.touchpoints)) == (262_200, 36)


@pytest.mark.parametrize(
    ("name", "options", "rows", "sizes"),
    [
        ("running-example.xes", {}, 42, (42, 6, 8)),
        ("receipt.xes.gz", {}, 8_577, (8_577, 1_434, 27)),
        ("teleclaims.xes.gz", {}, 46_138, (24_825, 3_512, 11)),
        ("repairExample.xes.gz", {}, 11_855, (7_734, 1_104, 8)),
        ("reviewing.xes.gz", {}, 3_730, (2_278, 100, 14)),
        ("roadtraffic100traces.xes.gz", {}, 390, (390, 100, 10)),
        ("interval_event_log.xes.gz", {}, 8_109, (8_109, 1_266, 8)),
        ("orders.xes.gz", SLASHES, 154, (154, 17, 11)),
        ("tickets.xes.gz", {}, 43, (43, 9, 6)),
    ],
)
def test_sizes_are_those_counted_elsewhere(
    real_data: Path, name: str, options: dict[str, Any], rows: int, sizes: tuple[int, int, int]
) -> None:
    """Events, customers and touchpoints, and every row accounted for."""
    log = read_events(real_data / "xes" / name, **options)

    assert (log.n_events, log.n_customers, len(log.touchpoints)) == sizes
    assert log.quality.rows == log.quality.kept + log.quality.merged == rows


@pytest.mark.parametrize(
    ("xes", "table", "options"),
    [("running-example.xes", "running-example.csv", {}), ("interval_event_log.xes.gz", "interval_event_log.csv.gz", {})],
)
def test_a_log_and_its_table_hold_the_same_events(real_data: Path, xes: str, table: str, options: dict[str, Any]) -> None:
    """Whatever form they are kept in."""
    log, other = read_events(real_data / "xes" / xes), read_events(real_data / "xes" / table, **options)

    assert (log.n_events, log.n_customers, log.touchpoints) == (other.n_events, other.n_customers, other.touchpoints)
    assert (log.quality.first_time, log.quality.last_time) == (other.quality.first_time, other.quality.last_time)


def test_the_channel_of_a_permit_is_that_of_its_trace(real_data: Path) -> None:
    """It is found without being named; one is mistyped in the source and stays so."""
    log = read_events(real_data / "xes/receipt.xes.gz")

    assert {name: log.filter(channels=name).n_customers for name in log.channels} == {
        "Internet": 1_250, "Desk": 109, "Post": 53, "e-mail": 21, "Intern": 1,
    }  # fmt: skip


def test_tied_tickets_keep_the_order_of_the_log(real_data: Path) -> None:
    """All times are equal there."""
    log = read_events(real_data / "xes/tickets.xes.gz")

    assert [visit.touchpoint for visit in log.journey("1").visits] == [
        "Assign seriousness",
        "Take in charge ticket",
        "Resolve ticket",
        "Closed",
    ]
    assert log.quality.tied_events == 43


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("orders.xes.gz", BadRowsError, r"trace 1 event 1 \(line 6\) '2019/11/03 01:11:19\.000'[\s\S]*%Y/%m/%d %H:%M:%S\.%f"),
        ("partial_order_example.xes", BadRowsError, r"\(25 times\): trace 1 event 1 \(line 21\) '\?'"),
        ("partial_order_example_3.xes", BadRowsError, r"\(64 times\)"),
        ("xes_20.xes", MissingColumnError, "'case:number', 'sdasaddas'"),
        ("composite_list_attributes.xes", MissingColumnError, "'case:number'"),
    ],
)
def test_logs_without_times_or_names_are_refused(real_data: Path, name: str, error: type[Exception], words: str) -> None:
    """The message names the place, or the columns that are there."""
    with pytest.raises(error, match=words):
        read_events(real_data / "xes" / name)


@pytest.mark.parametrize(
    ("name", "customer", "sizes"),
    [
        ("recruiting-red.jsonocel.gz", "applications", (6_607, 916)),
        ("recruiting-red.jsonocel.gz", "offers", (270, 135)),
        ("example_log.jsonocel", "order", (12, 3)),
        ("example_log.xmlocel", "order", (12, 3)),
        ("example_log.csv", "order", (12, 3)),
        ("newocel.jsonocel", "order", (15, 2)),
        ("newocel.csv", "order", (15, 2)),
        ("ocel_order_simulated.csv.gz", "orders", (6_514, 2_000)),
    ],
)
def test_object_centric_logs(real_data: Path, name: str, customer: str, sizes: tuple[int, int]) -> None:
    """The events of one type of object, counted by other programs."""
    log = read_events(real_data / "ocel" / name, customer=customer)

    assert (log.n_events, log.n_customers) == sizes


@pytest.mark.parametrize(("name", "timezone"), [("jsonocel", "UTC"), ("xmlocel", "Europe/Rome"), ("sqlite", "Europe/Rome")])
def test_one_log_in_three_forms(real_data: Path, name: str, timezone: str) -> None:
    """They hold the same; two of them leave the zone of their times out. The quantity is that of the time."""
    log = read_events(real_data / f"ocel/ocel20_example.{name}", customer="Purchase Order", channel="case:po_quantity", timezone=timezone)

    visits = log.journey("PO1").visits
    assert [(visit.touchpoint, visit.channel) for visit in visits] == [
        ("Create Purchase Order", "500"), ("Change PO Quantity", "600"), ("Insert Invoice", "600"), ("Insert Invoice", "600"),
    ]  # fmt: skip
    assert visits[0].time.isoformat() == "2022-01-10T08:15:00+00:00"
    assert log.quality.notes[-2:] == (
        "8 events of 13 refer to no object of the type 'Purchase Order': left out.",
        "7 relations between objects: not used.",
    )


def test_a_schema_is_no_log(real_data: Path) -> None:
    """Nor a table."""
    with pytest.raises(FileFormatError, match="flat object"):
        read_events(real_data / "ocel/schema_ocel2.json")
