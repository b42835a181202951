"""Logs that nobody here wrote; facts counted independently of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.errors import BadRowsError
from cxjourney.ingest import read_events

if TYPE_CHECKING:
    from pathlib import Path

SEPSIS = {"delimiter": ";", "time_format": "%Y/%m/%d %H:%M:%S.%f"}
TICKETS = {
    "customer": "Customer Email",
    "time": "First Response Time",
    "touchpoint": "Ticket Type",
    "channel": "Ticket Channel",
    "scores": {"csat": "Customer Satisfaction Rating"},
    "time_format": "%d-%m-%Y %H:%M",
}


@pytest.mark.parametrize(
    ("name", "options", "sizes"),
    [
        ("clickstream/simple_onlineshop.csv.gz", {}, (35_381, 3_751, 13)),
        ("clickstream/ab_test_demo.csv.gz", {}, (33_279, 3_751, 8)),
        ("clickstream/mobile_app_sessions.csv.gz", {"time_unit": "us"}, (30_943, 4_139, 18)),
        ("attribution/attribution_data.csv.gz", {}, (62_483, 7_896, 2)),
        ("patients/patients.csv", {}, (2_721, 500, 7)),
        ("patients/sepsis.csv.gz", SEPSIS, (15_214, 1_050, 16)),
    ],
)
def test_sizes_are_those_counted_elsewhere(real_data: Path, name: str, options: dict[str, Any], sizes: tuple[int, int, int]) -> None:
    """Events, customers and touchpoints, and every row accounted for."""
    log = read_events(real_data / name, **options)

    assert (log.n_events, log.n_customers, len(log.touchpoints)) == sizes
    assert log.quality.rows == log.quality.kept + log.quality.merged


def test_customers_who_reach_each_step_of_the_shop(real_data: Path) -> None:
    """The funnel of the online shop."""
    log = read_events(real_data / "clickstream/simple_onlineshop.csv.gz")
    steps = {"catalog": 3_611, "cart": 1_924, "delivery_choice": 1_356, "payment_choice": 958, "payment_done": 653}

    assert {step: log.filter(touchpoints=step).n_customers for step in steps} == steps


def test_revenue_of_both_arms_of_the_experiment(real_data: Path) -> None:
    """Money adds up, by the segment of the customer."""
    log = read_events(real_data / "clickstream/ab_test_demo.csv.gz", segment="user_backet")
    query = f"SELECT segment_0, sum(value) // 10000 FROM {log.relation} JOIN {log.customer_relation} USING (customer) GROUP BY 1"
    revenue = {log.segments[code]: total for code, total in log.engine.rows(query)}

    assert (revenue["control"], revenue["test"]) == (68_702, 98_789)


def test_conversions_of_the_attribution_log(real_data: Path) -> None:
    """Their number and their value."""
    log = read_events(real_data / "attribution/attribution_data.csv.gz")

    assert log.engine.rows(f"SELECT count(*) FILTER (WHERE value > 0), CAST(sum(value) AS BIGINT) FROM {log.relation}") == [
        (1_838, 114_235_000)
    ]


def test_patients_come_in_pairs(real_data: Path) -> None:
    """Each visit is a start and a completion."""
    log = read_events(real_data / "patients/patients.csv")

    assert (log.quality.rows, log.quality.merged) == (5_442, 2_721)


def test_tickets_without_a_response_are_bad_rows(real_data: Path) -> None:
    """They are named, or dropped and counted."""
    path = real_data / "tickets/customer_support_tickets.csv.gz"
    with pytest.raises(BadRowsError, match="no time"):
        read_events(path, **TICKETS)
    log = read_events(path, on_bad_rows="drop", **TICKETS)

    assert log.quality.dropped == (("missing_time", 2_819),)
    assert log.engine.rows(f"SELECT count(score_0) FROM {log.relation}") == [(2_769,)]
