"""Every file of the real data is read with the counts its page states, or refused with a reason; no file is forgotten."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.errors import BadRowsError, CxJourneyError, DataError, FileFormatError, MissingColumnError

if TYPE_CHECKING:
    from pathlib import Path

OCEL_TYPE = {
    **dict.fromkeys(("ocel20_example.jsonocel", "ocel20_example.xmlocel", "ocel20_example.sqlite"), ("Purchase Order", 2)),
    **dict.fromkeys(("example_log.jsonocel", "example_log.xmlocel", "example_log.csv"), ("order", 3)),
    **dict.fromkeys(("newocel.jsonocel", "newocel.csv"), ("order", 2)),
    "recruiting-red.jsonocel.gz": ("applications", 916),
    "ocel_order_simulated.csv.gz": ("orders", 2_000),
}
REFUSED: dict[str, tuple[type[CxJourneyError], str]] = {
    "ocel/schema_ocel2.json": (FileFormatError, "flat object"),
    "ocel/ocel2-validation.xsd": (FileFormatError, "expected a name that ends in"),
    "xes/xes_20.xes": (MissingColumnError, "customer"),
    "xes/composite_list_attributes.xes": (MissingColumnError, "case:number"),
    "xes/orders.xes.gz": (BadRowsError, "%Y/%m/%d"),
    "xes/partial_order_example.xes": (BadRowsError, r"'\?'"),
    "xes/partial_order_example_3.xes": (BadRowsError, r"'\?'"),
    "patients/sepsis.csv.gz": (BadRowsError, "%Y/%m/%d"),
    "clickstream/mobile_app_sessions.csv.gz": (BadRowsError, "time_unit"),
    "complaints/BPI2016_Complaints.csv": (FileFormatError, r"line 45: expected UTF-8, found byte 0xEB"),
    "tickets/customer_support_tickets.csv.gz": (MissingColumnError, "Customer Email"),
    "tickets/support_remarks_by_category.csv.gz": (MissingColumnError, "cleaned_remarks"),
    "olist/olist_classified_public_dataset.csv.gz": (MissingColumnError, "customer"),
    "transactions/CDNOW_master.txt.gz": (DataError, "customer"),
    "transactions/CDNOW_sample.txt.gz": (DataError, "customer"),
}
READ = {
    "attribution/attribution_data.csv.gz",
    "clickstream/ab_test_demo.csv.gz",
    "clickstream/simple_onlineshop.csv.gz",
    "loans/bpic2012.xes.gz",
    "patients/patients.csv",
    "xes/running_example_broken.csv",
}
FOOD = {2010: "Q6B", 2011: "Q8B", 2012: "Q8B_FOOD", 2013: "Q7B_FOOD", **dict.fromkeys(range(2014, 2019), "Q7FOOD")}


def test_every_file_comes_out_one_way_or_the_other(real_data: Path) -> None:
    """Read, refused with an error of ours that names the file, or listed elsewhere; nothing else leaves the reader."""
    outcomes: dict[str, str] = {}
    for path in sorted(real_data.rglob("*.*")):
        name = str(path.relative_to(real_data))
        if not path.is_file() or name.startswith(("mermaid_journeys/", "loans/")):
            continue
        try:
            cx.read_events(path).engine.close()
            outcomes[name] = ""
        except CxJourneyError as error:
            outcomes[name] = f"{error}"

    unclear = [name for name, error in outcomes.items() if error and (name.rsplit("/", 1)[-1] not in error or "Hint: " not in error)]
    refused = {name for name, error in outcomes.items() if error and not name.startswith(("ocel/", "survey_sfo/"))}
    assert unclear == []
    assert refused - {"README.md"} == {name for name in REFUSED if not name.startswith("ocel/")}
    assert {name for name in READ if not name.startswith("loans/")} <= set(outcomes) - refused


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why(real_data: Path, name: str) -> None:
    """And what would help."""
    error, words = REFUSED[name]

    with pytest.raises(error, match=words):
        cx.read_events(real_data / name)


@pytest.mark.parametrize("name", OCEL_TYPE)
def test_object_centric_logs_ask_for_the_customer(real_data: Path, name: str) -> None:
    """The types are listed with their sizes; the one that is named is read."""
    kind, customers = OCEL_TYPE[name]
    with pytest.raises(MissingColumnError, match="object types is named"):
        cx.read_events(real_data / "ocel" / name)

    log = cx.read_events(real_data / "ocel" / name, customer=kind)
    assert log.n_customers == customers
    log.engine.close()


@pytest.mark.parametrize("year", FOOD)
def test_each_year_of_the_survey(real_data: Path, year: int) -> None:
    """Rows are all accounted for; the answers are those the csv module counts."""
    path, food = real_data / f"survey_sfo/sfo_{year}.csv.gz", FOOD[year]
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
        rows = [{name.strip(): value for name, value in row.items() if name} for row in csv.DictReader(text)]
    answered = sum(row[food].strip() in {"1", "2", "3", "4", "5"} for row in rows)

    log = cx.read_surveys(
        path,
        customer="*RESPNUM" if year == 2016 else "RESPNUM",
        time=date(year, 5, 1),
        scores={"csat": {"Restaurants": food}},
        missing={"csat": (0, 6)},
    )
    assert (log.quality.rows, log.n_events) == (len(rows), answered)
    assert dict(log.quality.dropped) == {"no_answer": len(rows) - answered}
    log.engine.close()


def test_complaints_come_by_eight_channels(real_data: Path) -> None:
    """As events and as tickets that nobody answered; the encoding is named, the delimiter found."""
    path, encoding = real_data / "complaints/BPI2016_Complaints.csv", "iso-8859-1"
    events = cx.read_events(
        path, encoding=encoding, customer="CustomerID", time="ContactDate", touchpoint="ComplaintTheme_EN", channel="ContactChannelID"
    )
    tickets = cx.read_tickets(
        path, encoding=encoding, customer="CustomerID", opened="ContactDate", channel="ContactChannelID", reason="ComplaintTopic_EN"
    )

    assert (events.n_events, events.n_customers, len(events.channels)) == (289, 226, 8)
    assert (tickets.n_events, tickets.touchpoints, len(tickets.channels)) == (289, ("Ticket opened",), 8)
    assert len(tickets.reasons) > 10


@pytest.mark.parametrize(("name", "rows", "customers"), [("CDNOW_sample.txt.gz", 6_919, 2_357), ("CDNOW_master.txt.gz", 69_659, 23_570)])
def test_purchases_without_a_header_are_read_as_a_frame(real_data: Path, name: str, rows: int, customers: int) -> None:
    """Their columns have no names, so nothing can be found in the file itself; money is summed to the cent."""
    names = ["id", *(["sample"] if "sample" in name else []), "date", "count", "dollars"]
    path, skipped = real_data / "transactions" / name, int("master" in name)
    frame = pd.read_csv(path, sep=r"\s+", names=names, dtype={"id": str}, skiprows=skipped)
    frame["what"] = "Purchase"

    log = cx.read_events(frame, customer="id", time="date", touchpoint="what", value="dollars", time_format="%Y%m%d")
    total = log.engine.rows(f"SELECT sum(value) FROM {log.relation}")[0][0]
    assert (log.n_events, log.n_customers) == (rows, customers)
    assert total == round(frame["dollars"].sum() * 10_000)


def test_tickets_of_the_null_control(real_data: Path) -> None:
    """Satisfaction stands on the closed ones, resolutions before the response are bad rows, and open tickets wait."""
    tickets = cx.read_tickets(
        real_data / "tickets/customer_support_tickets.csv.gz",
        customer="Customer Email",
        opened="First Response Time",
        resolved="Time to Resolution",
        channel="Ticket Channel",
        reason="Ticket Type",
        status="Ticket Status",
        group="Ticket Priority",
        scores={"csat": "Customer Satisfaction Rating"},
        verbatim="Ticket Description",
        time_format="%d-%m-%Y %H:%M",
        on_bad_rows="drop",
    )
    dropped = dict(tickets.quality.dropped)

    assert (dropped["missing_time"], dropped["resolved_before_opened"]) == (2_819, 1_365)
    assert len(tickets.filter(touchpoints="Ticket resolved").touchpoints) == 1
    assert tickets.filter(touchpoints="Ticket resolved").n_events == 2_769 - 1_365
    assert (len(tickets.channels), len(tickets.reasons)) == (4, 5)


def test_reviews_of_orders_are_put_to_what_came_before(real_data: Path) -> None:
    """293 of them were answered before the order was delivered, and 117 orders never were."""
    path = real_data / "olist/olist_classified_public_dataset.csv.gz"
    orders = cx.read_milestones(
        path,
        customer="id",
        milestones={"Purchase": "order_purchase_timestamp", "Delivered": "order_delivered_customer_date"},
        expected={"Delivered": "order_estimated_delivery_date"},
    )
    reviews = cx.read_surveys(path, customer="id", time="review_answer_timestamp", scores={"rating": "review_score"})
    both = orders.with_surveys(reviews, within=pd.Timedelta(days=400).to_pytimedelta())
    query = f"SELECT touchpoint, count(score_0) FROM {both.relation} GROUP BY touchpoint"
    answered = {both.touchpoints[code]: count for code, count in both.engine.rows(query)}

    assert orders.filter(touchpoints="Delivered").n_events == 3_467
    assert answered == {"Purchase": 293 + 117, "Delivered": 3_584 - 293 - 117}
    assert dict(orders.expected_waits).keys() == {"Purchase"}
