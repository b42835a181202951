"""Facts of logs that nobody here wrote, which the map must show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from pathlib import Path


def customers(journey_map: cx.JourneyMap, *names: str) -> list[int]:
    """Return how many customers reach touchpoints."""
    return [int(journey_map.touchpoint(name).measure("customers").value) for name in names]


def test_the_shop_shows_how_many_reach_each_step(real_data: Path) -> None:
    """Users reaching catalog, cart, delivery, payment and the order."""
    events = cx.read_events(real_data / "clickstream" / "simple_onlineshop.csv.gz")

    found = cx.discover_map(events, goal="payment_done", ends="lost")

    steps = ("catalog", "cart", "delivery_choice", "payment_choice", "payment_done")
    assert customers(found, *steps) == [3_611, 1_924, 1_356, 958, 653]
    assert found.total("customers").value == 3_751
    assert found.stage(found.touchpoint("lost").stage).touchpoints[-1].name == "lost"
    assert [found.stage(found.touchpoint(name).stage).order for name in steps] == sorted(
        found.stage(found.touchpoint(name).stage).order for name in steps
    )


def test_the_mobile_app_shows_who_passed(real_data: Path) -> None:
    """Times in microseconds since 1970; 2,497 users passed and 1,642 were lost."""
    events = cx.read_events(real_data / "clickstream" / "mobile_app_sessions.csv.gz", time_unit="us")

    found = cx.discover_map(events, goal="passed", ends="lost")

    assert customers(found, "passed", "lost") == [2_497, 1_642]


@pytest.mark.parametrize(("arm", "users", "revenue"), [("control", 573, 68_702), ("test", 554, 98_789)])
def test_the_arms_of_the_test_show_users_and_revenue(real_data: Path, arm: str, users: int, revenue: int) -> None:
    """Each arm of the A/B test as its own log."""
    events = cx.read_events(real_data / "clickstream" / "ab_test_demo.csv.gz", segment="user_backet").filter(segments=[arm])

    found = cx.discover_map(events, goal="payment_done", ends="lost")

    assert found.total("customers").value == users
    assert found.total("value").value == pytest.approx(revenue, abs=1)


def test_the_attribution_log_is_put_in_order(real_data: Path) -> None:
    """Rows that come out of order are sorted; conversions and their value are all there."""
    events = cx.read_events(real_data / "attribution" / "attribution_data.csv.gz")

    found = cx.discover_map(events, goal="conversion")

    assert found.touchpoint("conversion").measure("visits").value == 1_838
    assert found.total("value").value == pytest.approx(11_423.5)
    assert len(found.channels) == 5


def test_start_and_complete_of_the_patients_are_one_visit(real_data: Path) -> None:
    """5,442 rows are 2,721 visits of 500 patients."""
    found = cx.discover_map(cx.read_events(real_data / "patients" / "patients.csv"))

    assert found.total("visits").value == 2_721
    assert found.total("customers").value == 500
    assert found.stages[0].touchpoints[0].name == "Registration"


def test_the_loans_show_their_outcomes(real_data: Path) -> None:
    """An XES log needs no keyword; 2,246 applications were approved, 7,635 declined, 2,807 cancelled."""
    events = cx.read_events(real_data / "loans" / "bpic2012.xes.gz")

    found = cx.discover_map(events, goal="A_APPROVED", ends=["A_DECLINED", "A_CANCELLED"])

    assert customers(found, "A_APPROVED", "A_DECLINED", "A_CANCELLED") == [2_246, 7_635, 2_807]
    assert found.total("visits").value == 164_509


def test_the_loans_wait_and_are_worked_on_again_where_people_do_the_work(real_data: Path) -> None:
    """Calling customers after an offer and completing applications are repeated, and wait for the customer."""
    events = cx.read_events(real_data / "loans" / "bpic2012.xes.gz")
    journey_map = cx.discover_map(events, goal="A_ACTIVATED", ends=["A_DECLINED", "A_CANCELLED"])
    pains = cx.diagnose(journey_map, kinds=["rework", "long_wait"]).pain_points
    found = {kind: {pain.touchpoint for pain in pains if pain.kind == kind} for kind in ("rework", "long_wait")}

    assert {"W_Completeren aanvraag", "W_Nabellen offertes", "W_Valideren aanvraag"} <= found["rework"]
    assert {"W_Nabellen offertes", "O_SENT_BACK"} <= found["long_wait"]
