"""Other names for what a log holds: spelled otherwise, or several as one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

import cxjourney as cx
from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxjourney.ingest import EventLog

    Read = Callable[..., EventLog]

PAGES = (
    "customer_id,timestamp,touchpoint,channel,stage\n"
    "a,2026-03-02T09:00Z,/product/1,web,Browse\n"
    "a,2026-03-02T09:01Z,/product/22,web,Browse\n"
    "a,2026-03-02T09:02Z,/cart,web,Buy\n"
    "b,2026-03-02T09:00Z,/de/cart,app,Buy\n"
    "b,2026-03-02T09:01Z,Help,,\n"
)


@pytest.fixture
def pages(read: Read) -> EventLog:
    """Return a log of pages."""
    return read(PAGES)


def seen(log: EventLog, customer: str) -> list[tuple[str, str | None]]:
    """Return the touchpoints and channels of a customer."""
    return [(visit.touchpoint, visit.channel) for visit in log.journey(customer).visits]


def test_names_are_replaced_and_the_log_stays(pages: EventLog) -> None:
    """A new log comes back; what has no new name keeps its own."""
    log = pages.rename(touchpoints={"Help": "Support", "/cart": "Cart"}, channels={"web": "Web"})

    assert seen(log, "a") == [("/product/1", "Web"), ("/product/22", "Web"), ("Cart", "Web")]
    assert seen(log, "b") == [("/de/cart", "app"), ("Support", None)]
    assert (pages.touchpoints[-1], pages.channels) == ("Help", ("app", "web"))
    assert log.quality.notes[-2:] == (
        "touchpoint: 2 names were renamed (2 events), such as '/cart' is now 'Cart'.",
        "channel: 1 name was renamed (3 events), such as 'web' is now 'Web'.",
    )


def test_names_can_be_swapped_and_given_back(pages: EventLog) -> None:
    """All rules look at the old names, so that renaming back gives an equal log."""
    swapped = pages.rename(touchpoints={"Help": "/cart", "/cart": "Help"})

    assert [touchpoint for touchpoint, _ in seen(swapped, "b")] == ["/de/cart", "/cart"]
    assert swapped.rename(touchpoints={"Help": "/cart", "/cart": "Help"}) == pages != swapped


def test_a_pattern_replaces_the_part_that_it_matches(pages: EventLog) -> None:
    """Groups are put back; names that become the same are one."""
    log = pages.rename(touchpoints={re.compile(r"^/(de|en)/(.*)"): r"/\2"})

    assert log.touchpoints == ("/cart", "/product/1", "/product/22", "Help")
    assert log.quality.notes[-1].endswith("'/de/cart' is now '/cart'; there is 1 fewer now.")
    assert log.n_events == pages.n_events


def test_a_function_renames_every_name(pages: EventLog) -> None:
    """Its answer must be a name."""
    assert pages.rename(stages=str.upper).stages == ("BROWSE", "BUY")
    assert pages.rename(touchpoints=lambda name: name).quality.notes == pages.quality.notes
    with pytest.raises(OptionError, match="empty name"):
        pages.rename(touchpoints=lambda _: " ")
    with pytest.raises(TypeError, match="new name of a stage is text, not int"):
        pages.rename(stages=len)  # type: ignore[arg-type]


def test_product_pages_are_one_touchpoint(pages: EventLog) -> None:
    """By a pattern, and by names that are listed."""
    log = pages.group(touchpoints={"Product page": re.compile("^/product/[0-9]+$"), "Cart": ["/cart", re.compile("/CART$", re.IGNORECASE)]})

    assert log.touchpoints == ("Cart", "Help", "Product page")
    assert [touchpoint for touchpoint, _ in seen(log, "a")] == ["Product page", "Product page", "Cart"]
    assert log.quality.notes[-1] == ("touchpoint: 4 names were grouped (4 events), such as '/cart' is now 'Cart'; there are 2 fewer now.")
    assert cx.discover_map(log).touchpoint("Product page").id == "product-page"


def test_a_group_may_have_the_name_of_one_of_its_members(pages: EventLog) -> None:
    """And channels and stages are grouped likewise."""
    log = pages.group(touchpoints={"/cart": re.compile("cart")}, channels={"Online": ["web", "app"]}, stages={"All": re.compile("")})

    assert (log.touchpoints[0], log.channels, log.stages) == ("/cart", ("Online",), ("All",))


def test_spellings_that_differ_in_white_space_are_one_name(pages: EventLog) -> None:
    """As everywhere."""
    log = pages.rename(touchpoints={" Help ": "Get  help"}).rename(touchpoints={"/cart": "Get help"})

    assert len(log.touchpoints) == 4
    assert log.filter(touchpoints="Get help").n_events == 2


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"Helb": "x"}, "did you mean 'Help'"),
        ({"Help": ""}, "empty name"),
        ({"Help": "\u200b "}, "empty name"),
        ({"Help": "x" * 2_001}, "longer than 2,000"),
        ({"Help": "\ud800"}, "half a character"),
        ({re.compile("zzz"): "x"}, "matches no touchpoint of 5 names"),
        ({re.compile("(?=/)"): "x"}, "cannot be used.*\nHint: look-ahead"),
        ({re.compile(r"(.)\1"): "x"}, "cannot be used"),
        ({re.compile("Help"): r"\g<1>"}, "cannot be used"),
        ({re.compile("Help"): r"\7"}, "cannot be used"),
        ({re.compile("Help"): ""}, "empty name"),
        ({re.compile("h e l p", re.VERBOSE | re.IGNORECASE): "x"}, "flag"),
    ],
)
def test_rules_that_cannot_be_used_are_refused(pages: EventLog, rule: Any, message: str) -> None:
    """With the closest name, or what a pattern lacks."""
    with pytest.raises(OptionError, match=message):
        pages.rename(touchpoints=rule)


def test_a_name_is_in_one_group(pages: EventLog) -> None:
    """Patterns that overlap go by their order; a name that is listed twice is an error."""
    log = pages.group(touchpoints={"First": re.compile("^/product/1"), "Other": re.compile("^/")})

    assert log.touchpoints == ("First", "Help", "Other")
    with pytest.raises(OptionError, match="is in the groups 'A' and 'B'"):
        pages.group(touchpoints={"A": "Help", "B": "Help"})
    with pytest.raises(OptionError, match="reason='x' is not one of"):
        pages.group(reasons={"A": "x"})


@pytest.mark.parametrize("rules", [3, {"Help": 3}, {3: "Help"}, {re.compile(b"x"): "y"}, "Help"])
def test_rules_of_another_type_are_refused(pages: EventLog, rules: Any) -> None:
    """As type errors."""
    with pytest.raises(TypeError):
        pages.rename(touchpoints=rules)
    with pytest.raises(TypeError):
        pages.group(touchpoints=rules)


def test_no_pattern_runs_for_ever(pages: EventLog, quick: Callable[..., bool]) -> None:
    """An expression that would try every way in another engine."""
    log = pages.rename(touchpoints={"Help": "a" * 1_000 + "!"})

    def group() -> None:
        with pytest.raises(OptionError, match="matches no"):
            log.group(touchpoints={"x": re.compile("^(a+)+$")})

    assert quick(5, group)


def test_what_is_known_of_touchpoints_goes_with_them(tmp_path: Any) -> None:
    """Requests for help, and the touchpoint of answers that are about none."""
    path = tmp_path / "tickets.csv"
    path.write_text("customer_id,opened_at,first_reply_at\na,2026-03-02T09:00Z,2026-03-02T10:00Z\n")
    log = cx.read_tickets(path).rename(touchpoints={"Ticket opened": "Asked"})

    assert log.contact_touchpoints == ("Asked",)
    path.write_text("customer_id,date,nps\na,2026-03-02,9\n")
    surveys = cx.read_surveys(path).rename(touchpoints={"Survey": "Umfrage"})
    assert log.with_surveys(surveys).quality.dropped == (("answer_no_visit", 1),)


def test_a_respelled_log_is_saved_and_filtered_like_any_other(pages: EventLog, tmp_path: Any) -> None:
    """It is a log of its own."""
    log = pages.group(touchpoints={"Page": re.compile("^/")})
    log.save(tmp_path / "log.parquet")

    assert cx.read_events(tmp_path / "log.parquet") == log
    assert log.filter(touchpoints="Help").touchpoints == ("Help",)
    assert log.filter(customers="a").n_events == 3
