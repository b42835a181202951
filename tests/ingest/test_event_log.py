"""Events of many customers, checked and ready to measure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from cxjourney.errors import EmptyDataError, OptionError

if TYPE_CHECKING:
    from cxjourney.ingest import EventLog

HEADS = "customer_id,timestamp,touchpoint,journey_id\n"
TEXT = "customer_id,timestamp,touchpoint,segment\n"


def test_its_text_is_short_and_honest(shop: EventLog) -> None:
    """Sizes and time span, counted in words."""
    assert repr(shop) == "<EventLog 6 events, 3 customers, 4 touchpoints, 2026-01-01 … 2026-01-03>"
    assert len(shop) == 6


def test_its_html_is_well_formed_and_escaped(read: Any) -> None:
    """Notes may quote names of the data."""
    log = read(TEXT + "c1,2026-01-01,<b>&,x\nc1,2026-01-01,<B>&,x\n")

    markup = log._repr_html_()

    assert "<b>" not in markup.lower()
    assert "differ only in case" in "".join(ET.fromstring(markup).itertext())  # noqa: S314 - our own markup


def test_a_notebook_gets_what_it_asks_for(shop: EventLog) -> None:
    """Include and exclude are respected."""
    assert set(shop._repr_mimebundle_()) == {"text/plain", "text/html"}
    assert set(shop._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}
    assert set(shop._repr_mimebundle_(exclude=["text/plain"])) == {"text/html"}


def test_it_never_changes(shop: EventLog) -> None:
    """Neither by setting nor by deleting."""
    with pytest.raises(AttributeError, match="never changes"):
        shop.n_events = 0  # type: ignore[misc]
    with pytest.raises(AttributeError, match="never changes"):
        del shop.quality


def test_logs_are_compared_by_their_events(read: Any, shop: EventLog) -> None:
    """Order inside a tie counts, file order does not."""
    rows = ["c1,2026-01-01,Cart,x\n", "c1,2026-01-02,Pay,x\n", "c1,2026-01-02,Help,x\n"]
    log = read(TEXT + "".join(rows))

    assert log == read(TEXT + "".join([rows[1], rows[2], rows[0]]))
    assert log != read(TEXT + "".join([rows[0], rows[2], rows[1]]))
    assert log != shop
    assert log != "a log"
    assert hash(log) == hash(read(TEXT + "".join(rows)))


def test_one_journey_is_a_model(shop: EventLog) -> None:
    """With names, scores and money as people write them."""
    journey = shop.journey("c1")

    assert (journey.customer, journey.truncated) == ("c1", False)
    assert [visit.touchpoint for visit in journey.visits] == ["Search", "Cart", "Pay"]
    assert journey.visits[1].scores == (("nps", 3.0),)
    assert (journey.visits[2].value, journey.visits[2].channel, journey.visits[2].stage) == (19.99, "app", "Buy")
    assert journey.visits[0].time == datetime(2026, 1, 1, 10, tzinfo=UTC)
    assert shop.journey(" c2 ").visits[1].channel is None


def test_a_long_journey_is_cut_and_says_so(shop: EventLog) -> None:
    """A limit is no lie."""
    journey = shop.journey("c1", limit=2)

    assert (len(journey.visits), journey.truncated) == (2, True)
    with pytest.raises(OptionError, match="limit=0"):
        shop.journey("c1", limit=0)


def test_an_unknown_customer_is_an_error_with_a_guess(shop: EventLog) -> None:
    """Identifiers are text, so a number is a type error."""
    with pytest.raises(OptionError, match="did you mean 'c1'"):
        shop.journey("C1")
    with pytest.raises(TypeError):
        shop.journey(1)  # type: ignore[arg-type]


def test_filtering_gives_the_log_of_the_events_that_fit(shop: EventLog) -> None:
    """Names and customers without an event disappear, and what is left out is counted."""
    log = shop.filter(touchpoints=["Cart", "Pay"])

    assert (log.n_events, log.n_customers) == (3, 2)
    assert (log.touchpoints, log.stages, log.segments) == (("Cart", "Pay"), ("Buy",), ("DE",))
    assert log.quality.dropped == (("filter", 3),)
    assert log.engine.rows(f"SELECT customer, key, segment_0 FROM {log.customer_relation} ORDER BY customer") == [
        (0, "c1", 0),
        (1, "c3", -1),
    ]
    assert log.engine.rows(f"SELECT customer, touchpoint, channel FROM {log.relation} ORDER BY time") == [(0, 0, 1), (0, 1, 0), (1, 0, 1)]
    assert shop.n_events == 6


def test_a_filtered_log_equals_one_read_from_the_filtered_file(read: Any) -> None:
    """So that its statistics are the same."""
    rows = ["c1,2026-01-01,Cart,x\n", "c2,2026-01-02,Pay,y\n", "c3,2026-01-03,Cart,x\n"]

    assert read(TEXT + "".join(rows)).filter(segments="x") == read(TEXT + rows[0] + rows[2])


@pytest.mark.parametrize(
    ("fits", "events"),
    [
        ({"customers": "c1"}, 3),
        ({"customers": ["c1", " c3"]}, 4),
        ({"channels": "web"}, 3),
        ({"stages": ["Browse"]}, 3),
        ({"segments": "AT"}, 2),
        ({"since": "2026-01-02"}, 3),
        ({"since": date(2026, 1, 2), "until": datetime(2026, 1, 2, 9, 5, tzinfo=UTC)}, 1),
        ({"until": "2026-01-02T10:00:00+01:00"}, 3),
        ({"touchpoints": "Cart", "customers": "c1"}, 1),
        ({}, 6),
    ],
)
def test_filters_narrow_together(shop: EventLog, fits: dict[str, Any], events: int) -> None:
    """Each by its own field; the last moment is left out."""
    assert shop.filter(**fits).n_events == events


@pytest.mark.parametrize(
    ("fits", "kept"),
    [
        ({"until": "2026-01-02"}, ["a", "a", "b", "b"]),
        ({"since": "2026-01-02"}, ["b", "c"]),
        ({"since": "2026-01-02", "until": "2026-01-03"}, ["b"]),
    ],
)
def test_whole_journeys_are_kept_by_their_start(read: Any, fits: dict[str, str], kept: list[str]) -> None:
    """The journey that crosses the day stays in one piece, and the second one of the same customer is its own."""
    days = [("a", 1, 1), ("a", 1, 4), ("b", 1, 1), ("b", 1, 2), ("b", 2, 2), ("c", 1, 3)]
    log = read(HEADS + "".join(f"{customer},2026-01-0{day},Pay,{customer}{journey}\n" for customer, journey, day in days))
    chosen = log.filter(**fits, whole_journeys=True)

    assert chosen.engine.rows(
        f"SELECT c.key FROM {chosen.relation} AS e JOIN {chosen.customer_relation} AS c USING (customer) ORDER BY 1"
    ) == [(name,) for name in kept]


def test_without_journeys_whole_customers_are_kept_by_their_start(read: Any) -> None:
    """Two periods of customers have every event once."""
    log = read(TEXT + "a,2026-01-01,Search,x\na,2026-01-04,Pay,x\nb,2026-01-02,Pay,x\n")
    first, second = log.filter(until="2026-01-02", whole_journeys=True), log.filter(since="2026-01-02", whole_journeys=True)

    assert (first.n_events, first.n_customers) == (2, 1)
    assert (second.n_events, second.n_customers) == (1, 1)
    assert log.filter(whole_journeys=True) == log


@pytest.mark.parametrize(
    ("field", "value"), [("touchpoints", "Crat"), ("channels", ["web", "fax"]), ("customers", "c9"), ("since", "yesterday")]
)
def test_filters_refuse_what_is_not_there(shop: EventLog, field: str, value: Any) -> None:
    """A typing error must not look like an empty result."""
    with pytest.raises(OptionError):
        shop.filter(**{field: value})


def test_an_empty_filter_result_is_an_error(shop: EventLog) -> None:
    """A log without events is no log."""
    with pytest.raises(EmptyDataError, match="no event fits"):
        shop.filter(until="1999-01-01")
    with pytest.raises(EmptyDataError):
        shop.filter(touchpoints=[])


@pytest.mark.parametrize(
    ("fields", "hint"),
    [
        ({"until": "1999-01-01", "since": "1990-01-01"}, "until fits nothing by itself"),
        ({"until": "1999-01-01"}, "the log has events from "),
        ({"since": "2200-01-01", "until": "1999-01-01"}, "since and until fit nothing by themselves"),
        ({"touchpoints": []}, r"touchpoints=\[\] keeps nothing"),
        ({"customers": ()}, r"customers=\[\] keeps nothing"),
    ],
)
def test_an_empty_filter_result_names_the_filter(shop: EventLog, fields: dict[str, Any], hint: str) -> None:
    """That nothing fits."""
    with pytest.raises(EmptyDataError, match=hint):
        shop.filter(**fields)


def test_filters_of_the_wrong_type_are_type_errors(shop: EventLog) -> None:
    """Names are text and times are times."""
    with pytest.raises(TypeError):
        shop.filter(touchpoints=[1])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        shop.filter(since=3)  # type: ignore[arg-type]


def test_the_report_reads_as_text(shop: EventLog) -> None:
    """Every count and every note on a line."""
    lines = str(shop.quality).splitlines()

    assert lines[:3] == ["rows read: 6", "events kept: 6", "rows dropped: 0"]
    assert "time span: 2026-01-01 10:00:00 to 2026-01-03 08:00:00 UTC" in lines
