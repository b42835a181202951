"""Presets of tools that log events, and presets of one's own; the exports are written by hand, a few rows each."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from cxjourney.errors import BadRowsError, DataError, MissingColumnError, OptionError
from cxjourney.ingest import read_events, read_tickets
from cxjourney.ingest.event_presets import EVENT_PRESETS
from cxjourney.ingest.presets import Preset, recognised
from cxjourney.ingest.survey_presets import SURVEY_PRESETS
from cxjourney.ingest.ticket_presets import TICKET_PRESETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxjourney.ingest import EventLog

    Read = Callable[..., EventLog]

GA4 = (
    "event_date,event_timestamp,event_name,event_value_in_usd,user_id,user_pseudo_id,platform,purchase_revenue_in_usd,value\n"
    "20260302,1772442000000000,page_view,,,11.22,WEB,,\n"
    "20260302,1772442060000001,add_to_cart,25.0,,11.22,WEB,,25.0\n"
    "20260302,1772442120000000,purchase,25.0,u7,11.22,WEB,25.0,25.0\n"
    "20260302,1772442120000000,page_view,,,33.44,ANDROID,,\n"
)
SNOWPLOW = (
    "app_id,platform,collector_tstamp,dvce_created_tstamp,event_id,event_name,domain_userid,user_id,derived_tstamp,tr_total\n"
    "shop,web,2026-03-02 09:00:05.120,2026-03-02 07:58:00.000,e1,page_view,d1,,2026-03-02 09:00:01.000,\n"
    "shop,web,2026-03-02 09:00:09.120,2026-03-02 07:58:00.000,e1,page_view,d1,,2026-03-02 09:00:01.000,\n"
    "shop,mob,2026-03-02 09:05:00.000,2026-03-02 07:59:00.000,e2,transaction,d1,u1,2026-03-02 09:04:58.000,12.50\n"
)
SEGMENT = (
    "id,anonymous_id,user_id,event,event_text,original_timestamp,sent_at,received_at,timestamp\n"
    "m1,a1,,product_viewed,Product Viewed,2026-03-02 08:00:00,2026-03-02 08:00:01,2026-03-02 09:00:01,2026-03-02 09:00:00\n"
    "m2,a1,u1,order_completed,Order Completed,2026-03-02 08:10:00,2026-03-02 08:10:01,2026-03-02 09:10:01,2026-03-02 09:10:00\n"
    "m2,a1,u1,order_completed,Order Completed,2026-03-02 08:10:00,2026-03-02 08:10:01,2026-03-02 09:10:02,2026-03-02 09:10:00\n"
)
AMPLITUDE = (
    "uuid,amplitude_id,user_id,device_id,event_type,event_time,client_event_time,session_id,platform,$insert_id\n"
    "x1,900,,dev1,Open App,2026-03-02 09:00:00.500000,2026-03-02 11:00:00.500000,-1,iOS,i1\n"
    "x2,900,ann@shop,dev2,Buy,2026-03-02 09:10:00.000000,2026-03-02 11:10:00.000000,1772442000,Web,i2\n"
    "x2,900,ann@shop,dev2,Buy,2026-03-02 09:10:00.000000,2026-03-02 11:10:00.000000,1772442000,Web,i2\n"
)
MIXPANEL = (
    "event,time,distinct_id,$insert_id,$os\n"
    "Sign up,1772442000,u1,i1,iOS\nSign up,1772442000,u1,i1,iOS\nSign up,1772442000,u1,i2,iOS\nBuy,1772442600,u1,i3,iOS\n"
)
POSTHOG = (
    "uuid,event,distinct_id,person_id,timestamp,created_at\n"
    "p1,$pageview,anon-1,person-1,2026-03-02T09:00:00Z,2026-03-02T09:00:09Z\n"
    "p2,bought,ann,person-1,2026-03-02T09:10:00Z,2026-03-02T09:10:09Z\n"
    "p2,bought,ann,person-1,2026-03-02T09:10:00Z,2026-03-02T09:10:09Z\n"
)
ADOBE = (
    "exclude_hit\thit_source\thit_time_gmt\tdate_time\tpost_visid_high\tpost_visid_low\tpost_pagename\tpost_page_event\tchannel\n"
    "0\t1\t1772442000\t2026-03-02 01:00:00\t77\t1\tHome\t0\tshop\n"
    "0\t1\t1772442060\t2026-03-02 01:01:00\t77\t1\tCart\t0\tshop\n"
    "0\t1\t1772442070\t2026-03-02 01:01:10\t77\t1\t\t100\tshop\n"
    "3\t1\t1772442080\t2026-03-02 01:01:20\t77\t1\tHome\t0\tshop\n"
    "0\t7\t1772442090\t2026-03-02 01:01:30\t77\t1\tHome\t0\tshop\n"
    "0\t1\t1772442000\t2026-03-02 01:00:00\t77\t2\tHome\t0\thelp\n"
)
ALL = {"ga4": GA4, "snowplow": SNOWPLOW, "segment": SEGMENT, "amplitude": AMPLITUDE, "mixpanel": MIXPANEL, "posthog": POSTHOG}
EXPECTED: dict[str, tuple[str, list[tuple[str, str]], tuple[tuple[str, int], ...]]] = {
    "ga4": ("11.22", [("09:00:00", "page_view"), ("09:01:00.000001", "add_to_cart"), ("09:02:00", "purchase")], ()),
    "snowplow": ("d1", [("09:00:01", "page_view"), ("09:04:58", "transaction")], (("delivered_twice", 1),)),
    "segment": ("a1", [("09:00:00", "Product Viewed"), ("09:10:00", "Order Completed")], (("delivered_twice", 1),)),
    "amplitude": ("900", [("09:00:00.500000", "Open App"), ("09:10:00", "Buy")], (("delivered_twice", 1),)),
    "mixpanel": ("u1", [("09:00:00", "Sign up"), ("09:00:00", "Sign up"), ("09:10:00", "Buy")], (("delivered_twice", 1),)),
    "posthog": ("person-1", [("09:00:00", "$pageview"), ("09:10:00", "bought")], (("delivered_twice", 1),)),
}


@pytest.mark.parametrize("name", ALL)
def test_an_export_is_read_as_its_tool_means_it(read: Read, name: str) -> None:
    """The right clock, the right identity, each delivery once, and every row accounted for."""
    log = read(ALL[name], preset=name)
    customer, visits, dropped = EXPECTED[name]

    assert [(str(visit.time.time()), visit.touchpoint) for visit in log.journey(customer).visits] == visits
    assert log.quality.dropped == dropped
    assert log.quality.rows == log.quality.kept + log.quality.dropped_rows == ALL[name].count("\n") - 1


def test_money_of_ga4_is_that_of_purchases(read: Read) -> None:
    """The value of what was put into the cart is not money that changed hands, whatever the columns are called."""
    values = [visit.value for visit in read(GA4, preset="ga4").journey("11.22").visits]

    assert values == [None, None, 25.0]
    plain = read(GA4.replace("purchase_revenue_in_usd", "other"), preset="ga4")
    assert [visit.value for visit in plain.journey("11.22").visits] == [None, None, None]


def test_nested_parameters_are_left_aside() -> None:
    """A frame from BigQuery holds lists of structures."""
    frame = pd.DataFrame({"event_timestamp": [1772442000000000], "event_name": ["page_view"], "user_pseudo_id": ["a"], "platform": ["WEB"]})
    frame["event_params"] = [[{"key": "page_title", "value": {"string_value": "Home"}}]]

    assert read_events(frame, preset="ga4").touchpoints == ("page_view",)


def test_times_that_were_converted_already_are_times(read: Read) -> None:
    """The unit of a preset is that of numbers."""
    frame = pd.DataFrame({"event_timestamp": pd.to_datetime(["2026-03-02T09:00Z"]), "event_name": ["x"], "user_pseudo_id": ["a"]})
    text = "event_timestamp,event_name,user_pseudo_id\n2026-03-02T09:00:00Z,x,a\n"

    assert read_events(frame, preset="ga4").quality.first_time == read(text, preset="ga4").quality.first_time
    assert str(read(text, preset="ga4").quality.first_time) == "2026-03-02 09:00:00+00:00"


def test_a_visitor_of_adobe_is_two_columns(tmp_path: Any) -> None:
    """Excluded hits, links and hits of other sources are no visits; the site section is no channel."""
    path = tmp_path / "hits.tsv"
    path.write_text(ADOBE)
    log = read_events(path, preset="adobe")

    assert [visit.touchpoint for visit in log.journey("77-1").visits] == ["Home", "Cart"]
    assert (log.n_customers, log.channels) == (2, ())
    assert log.quality.dropped == (("other_exclude_hit", 1), ("other_post_page_event", 1), ("without_hit_source", 1))
    assert str(log.quality.first_time) == "2026-03-02 09:00:00+00:00"


def test_what_the_caller_says_goes_before(read: Read) -> None:
    """Columns and units."""
    log = read(AMPLITUDE, preset="amplitude", customer="device_id", channel="user_id")
    seconds = GA4.replace("000000,", ",").replace("000001,", ",")

    assert (log.n_customers, log.channels) == (2, ("ann@shop",))
    assert str(read(seconds, preset="ga4", time_unit="s").quality.first_time) == "2026-03-02 09:00:00+00:00"


def test_another_unit_than_the_export_has_is_refused(read: Read) -> None:
    """Mixpanel writes milliseconds where the export asked for them."""
    with pytest.raises(DataError, match='time_unit="ms"'):
        read(MIXPANEL.replace("1772442000", "1772442000000").replace("1772442600", "1772442600000"), preset="mixpanel")


@pytest.mark.parametrize(("preset", "closest"), [("snowplough", "snowplow"), ("GA4", "ga4")])
def test_an_unknown_preset_gets_the_closest(read: Read, preset: str, closest: str) -> None:
    """As an error of options."""
    with pytest.raises(OptionError, match=f"did you mean '{closest}'"):
        read(GA4, preset=preset)


def test_a_preset_needs_its_columns(read: Read) -> None:
    """The first candidate is named, even where another column has a usual name."""
    with pytest.raises(MissingColumnError, match="'user_pseudo_id' for the customer"):
        read(GA4.replace("user_pseudo_id", "customer_id"), preset="ga4")


def test_columns_that_a_preset_knows_are_recognised(read: Read) -> None:
    """In the hint where they cannot be read, in a note where they can."""
    with pytest.raises(DataError, match=r"export of Google Analytics 4.*preset='ga4'"):
        read(GA4)
    log = read(SEGMENT, customer="anonymous_id", touchpoint="event")
    assert "The columns look like an export of Segment, tracks table of a warehouse; preset='segment'" in " ".join(log.quality.notes)
    assert not [note for note in read(SEGMENT, preset="segment").quality.notes if "look like" in note]


@pytest.mark.parametrize("presets", [EVENT_PRESETS, SURVEY_PRESETS, TICKET_PRESETS])
def test_every_preset_is_a_whole_declaration(presets: dict[str, Preset]) -> None:
    """It has a title, traps, a source and a signature that is its own; it can be pickled."""
    for name, preset in presets.items():
        assert preset.name == name
        assert preset.title
        assert preset.traps
        assert preset.source
        assert recognised(preset.signature, presets) is preset
        assert pickle.loads(pickle.dumps(preset)) == preset  # noqa: S301 - our own bytes


OWN = Preset(
    name="own", columns={"customer": ("card", "guest"), "time": "at", "touchpoint": "what"}, values={"what": {"P": "Pay", "-": ""}}
)


def test_a_preset_of_ones_own(read: Read) -> None:
    """Any declaration will do; an empty meaning is no value."""
    log = read("guest,at,what\ng,2026-03-02T09:00Z,p\n", preset=OWN)

    assert log.touchpoints == ("Pay",)
    with pytest.raises(BadRowsError, match="no touchpoint"):
        read("guest,at,what\ng,2026-03-02T09:00Z,-\n", preset=OWN)


def test_presets_that_cannot_be_used_are_refused(read: Read) -> None:
    """With the field."""
    with pytest.raises(OptionError, match="time_unit"):
        Preset(name="x", columns={}, time_unit="minutes")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="waits"):
        Preset(name="x", columns={}, waits={"a": "days"})  # type: ignore[dict-item]
    with pytest.raises(OptionError, match="zero or more"):
        Preset(name="x", columns={}, header_rows=-1)
    with pytest.raises(TypeError, match="unique takes a tuple"):
        Preset(name="x", columns={}, unique="id")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="role of the preset='custmer'"):
        read(GA4, preset=Preset(name="x", columns={"custmer": "a"}))
    with pytest.raises(TypeError, match="preset must be a name or a Preset"):
        read_tickets(pd.DataFrame({"a": [1]}), preset=3)  # type: ignore[arg-type]


def test_a_log_of_which_no_row_counts_is_empty(read: Read) -> None:
    """The reason is said."""
    preset = Preset(name="own", columns={}, only={"touchpoint": ("Pay",)})

    with pytest.raises(DataError, match="no rows that count"):
        read("customer,time,touchpoint\na,2026-03-02T09:00Z,Search\n", preset=preset)


def test_values_inside_others_are_found_in_json(tmp_path: Any) -> None:
    """By their own names inside properties, and by dotted names that the caller gives; the rest is left aside."""
    path = tmp_path / "export.jsonl"
    path.write_text(
        '{"event": "Buy", "properties": {"time": 1772442000, "distinct_id": "u1", "$insert_id": "i1", "$os": "iOS", "cart": [1, 2]}}\n'
        '{"event": "Buy", "properties": {"time": 1772442000, "distinct_id": "u1", "$insert_id": "i1", "$os": "iOS", "cart": [1, 2]}}\n'
    )
    log = read_events(path, preset="mixpanel")

    assert (log.n_events, log.channels, log.quality.dropped) == (1, ("iOS",), (("delivered_twice", 1),))
    path.write_text(
        '{"uuid": "x", "amplitude_id": 9, "event_type": "Open", "event_time": "2026-03-02 09:00:00.000000", "platform": "iOS",'
        ' "event_properties": {"page": {"name": "Home"}, "platform": "no"}}\n'
    )
    pages = read_events(path, preset="amplitude", touchpoint="event_properties.page.name")
    assert (pages.touchpoints, pages.channels) == (("Home",), ("iOS",))
    with pytest.raises(DataError, match="expected a flat object"):
        read_events(path)
