"""Object-centric logs: whose journeys are followed, what each row knows of the customer, and what is refused."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.errors import BadRowsError, CxJourneyError, DataError, EmptyDataError, FileFormatError, LimitError, MissingColumnError
from cxjourney.ingest import EventLog, read_events
from cxjourney.ingest.limits import Limits
from cxjourney.ingest.ocel_types import ObjectType, choose_type

if TYPE_CHECKING:
    from pathlib import Path

Log = dict[str, Any]


def related(*objects: str) -> list[dict[str, str]]:
    """Return relations to objects."""
    return [{"objectId": name, "qualifier": "part"} for name in objects]


@pytest.fixture
def orders() -> Log:
    """Return a log of version 2.0: two orders, three items, and what they cost when."""
    price = [{"name": "price", "time": f"{day}T00:00:00Z", "value": value} for day, value in (("1970-01-01", "10"), ("2026-03-02", "12.5"))]
    return {
        "objectTypes": [{"name": "order", "attributes": [{"name": "price", "type": "float"}]}, {"name": "item", "attributes": []}],
        "eventTypes": [{"name": "Place", "attributes": []}, {"name": "Pay", "attributes": [{"name": "card", "type": "string"}]}],
        "objects": [
            {"id": "o1", "type": "order", "attributes": price, "relationships": related("i1")},
            {"id": "o2", "type": "order", "attributes": [{"name": "price", "time": "1970-01-01T00:00:00Z", "value": "7"}]},
            *({"id": name, "type": "item"} for name in ("i1", "i2", "i3")),
        ],
        "events": [
            {"id": "e1", "type": "Place", "time": "2026-03-01T10:00:00Z", "relationships": related("o1", "i1", "i2", "gone")},
            {"id": "e2", "type": "Pay", "time": "2026-03-03T10:00:00Z", "attributes": [{"name": "card", "value": "visa"}],
             "relationships": related("o1", "o2", "o1")},
            {"id": "e3", "type": "Pack", "time": "2026-03-04T10:00:00Z", "relationships": related("i1", "i3")},
        ],
    }  # fmt: skip


def write(path: Path, log: Log) -> Path:
    """Write a log as JSON."""
    path.write_text(json.dumps(log, indent=1))
    return path


def column(events: EventLog, customer: str) -> list[str]:
    """Return the touchpoints of a customer's journey."""
    return [visit.touchpoint for visit in events.journey(customer).visits]


def test_the_customer_is_a_type_of_object(tmp_path: Path, orders: Log) -> None:
    """An event of two customers is in both journeys; everything left out is counted."""
    events = read_events(write(tmp_path / "log.jsonocel", orders), customer="order")

    assert (column(events, "o1"), column(events, "o2")) == (["Place", "Pay"], ["Pay"])
    notes = " ".join(events.quality.notes)
    assert "1 event of 3 refers to no object of the type 'order'" in notes
    assert "1 event refers to several objects of the type 'order' and became 2 rows" in notes
    assert "1 relation to events or objects that the log does not list" in notes
    assert "1 relation between objects" in notes


def test_attributes_have_the_value_of_their_time(tmp_path: Path, orders: Log) -> None:
    """The price of an order counts once, as it was at its first event; a segment as well."""
    path = write(tmp_path / "log.jsonocel", orders)
    events = read_events(path, customer="order", value="case:price")
    key = f"SELECT key, value FROM {events.relation} JOIN {events.customer_relation} USING (customer) WHERE value IS NOT NULL ORDER BY key"

    assert events.engine.rows(key) == [("o1", 100_000), ("o2", 70_000)]
    assert read_events(path, customer="order", segment="card").segments == ("visa",)
    assert set(read_events(path, customer="order", channel="case:price").channels) == {"10", "12.5", "7"}


def test_qualifiers_are_a_column(tmp_path: Path, orders: Log) -> None:
    """Several of one object are joined."""
    orders["events"][1]["relationships"][2]["qualifier"] = "again"

    events = read_events(write(tmp_path / "log.jsonocel", orders), customer="order", channel="ocel:qualifier")

    assert events.channels == ("again + part", "part")


def test_an_unnamed_customer_is_asked_for(tmp_path: Path, orders: Log) -> None:
    """The types are listed with their sizes, and one is suggested."""
    path = write(tmp_path / "log.jsonocel", orders)
    with pytest.raises(MissingColumnError, match=r"'item' \(3 objects in 2 events\), 'order' \(2 objects in 2 events\)") as caught:
        read_events(path)
    with pytest.raises(MissingColumnError, match="did you mean customer='order'"):
        read_events(path, customer="ordr")

    assert "customer='order'" in str(caught.value.hint)
    assert read_events(path, customer="Order").n_customers == 2


def test_the_only_type_that_is_a_person_is_taken() -> None:
    """Or the only type there is; the report says so."""
    customers, items = ObjectType("customers", 3, 9, 9), ObjectType("items", 30, 90, 9)

    chosen, said = choose_type([customers, items], None, "log")
    assert chosen == customers
    assert said.startswith("Objects of the type 'customers' (3 objects in 9 events) are the customers; others are 'items'")
    assert choose_type([items], None, "log")[0] == items
    with pytest.raises(MissingColumnError, match="customer='User'"):
        choose_type([ObjectType("User", 3, 9, 9), items, ObjectType("Guest", 1, 1, 1)], None, "log")
    with pytest.raises(TypeError, match="object type"):
        choose_type([items], 3, "log")  # type: ignore[arg-type]


def test_bad_times_are_bad_rows(tmp_path: Path, orders: Log) -> None:
    """The place is the event and its line; a change at no time is refused at once."""
    orders["events"][1]["time"] = "yesterday"
    with pytest.raises(BadRowsError, match=r"event 'e2' \(line \d+\) 'yesterday'"):
        read_events(write(tmp_path / "log.jsonocel", orders), customer="order")

    orders["objects"][0]["attributes"][1]["time"] = "tomorrow"
    with pytest.raises(DataError, match="'price' of an object changes at a time 'tomorrow'"):
        read_events(write(tmp_path / "log.jsonocel", orders), customer="order")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda log: log["events"].append(dict(log["events"][0])), "several events have the id 'e1'"),
        (lambda log: log["objects"].append({"id": "i1", "type": "order"}), "several objects have the id 'i1'"),
        (lambda log: log["events"][0].pop("id"), "an event has no id"),
        (lambda log: log["events"][0].update(attributes={}), "expected a list"),
        (lambda log: log["events"][0].update(relationships=[{}]), "objectId"),
        (lambda log: log.update(events={}), r"expected '\['"),
        (lambda log: log.update(events=["e1"]), "in braces"),
        (lambda log: log.pop("events"), "holds no events"),
        (lambda log: log.update({"ocel:objects": {"o9": {"ocel:type": "x", "ocel:ovmap": 3}}}), "in braces, by name"),
        (lambda log: log["objects"][0].update(id={}), "an object has no id"),
        (lambda log: log.update(events=[{**log["events"][0], "relationships": []}]), "no event refers to an object"),
    ],
)
def test_broken_logs_are_refused(tmp_path: Path, orders: Log, change: Any, words: str) -> None:
    """With the line where there is one."""
    change(orders)

    with pytest.raises(DataError, match=words):
        read_events(write(tmp_path / "log.jsonocel", orders), customer="order")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"events": [], "events": []}', "occurs twice"),
        ('{"events": []} more', "something follows"),
        ("{}", "holds no events"),
        ("{3: 4}", "line 1"),
        ('{"events": [{"id": "\\ud800"}]}', "surrogate"),
        ('{"events": [' + "[" * 100_000, "line 1"),
    ],
)
def test_text_that_is_no_log_is_refused(tmp_path: Path, text: str, words: str) -> None:
    """With the line, whatever stands there."""
    (tmp_path / "log.jsonocel").write_text(text)

    with pytest.raises(FileFormatError, match=words):
        read_events(tmp_path / "log.jsonocel")


def test_other_encodings_are_read(tmp_path: Path, orders: Log) -> None:
    """As announced, or as named."""
    path = tmp_path / "log.jsonocel"
    path.write_text(json.dumps(orders), encoding="utf-16")

    assert read_events(path, customer="order").n_customers == 2


def test_an_attribute_may_be_called_as_ours(tmp_path: Path, orders: Log) -> None:
    """It is a column of another name then."""
    orders["events"][1]["attributes"] = [{"name": "concept:name", "value": "other"}, {"name": "on", "value": True}]

    events = read_events(write(tmp_path / "log.jsonocel", orders), customer="order", segment="event:concept:name", channel="on")

    assert (events.touchpoints, events.segments, events.channels) == (("Pay", "Place"), ("other",), ("true",))


@pytest.mark.parametrize("text", ["", " ", '{"events": []}', '{"ocel:events": {}}'])
def test_empty_logs_are_said_to_be_empty(tmp_path: Path, text: str) -> None:
    """They are no format error."""
    (tmp_path / "log.ocel").write_text(text)

    with pytest.raises(EmptyDataError):
        read_events(tmp_path / "log.ocel")


def test_a_log_cut_anywhere_is_refused(tmp_path: Path, orders: Log) -> None:
    """No part of a log is taken for the whole."""
    text = json.dumps(orders)
    path = tmp_path / "log.jsonocel"

    for end in range(0, len(text), 61):
        path.write_text(text[:end])
        with pytest.raises(DataError):
            read_events(path, customer="order")


def test_version_one_in_json(tmp_path: Path) -> None:
    """Events and objects stand by their ids; numbers keep their digits, what is nested is counted."""
    log = {
        "ocel:global-log": {"ocel:object-types": ["order"]},
        "ocel:events": {
            "e1": {"ocel:activity": "Place", "ocel:timestamp": "2026-03-01", "ocel:omap": ["o1"], "ocel:vmap": {"cost": 1.50, "odd": [1]}}
        },
        "ocel:objects": {"o1": {"ocel:type": "order", "ocel:ovmap": {"express": True}}},
    }
    path = tmp_path / "log.json.gz"
    path.write_bytes(gzip.compress(json.dumps(log).encode()))

    events = read_events(path, value="cost", segment="case:express")

    assert (events.segments, column(events, "o1")) == (("true",), ["Place"])
    assert events.engine.rows(f"SELECT value FROM {events.relation}") == [(15_000,)]
    assert any("1 nested" in note for note in events.quality.notes)


NEW_XML = """<?xml version="1.0"?>
<log><object-types/><event-types/><objects>
<object id="o1" type="order"><attributes><attribute name="tier" time="1970-01-01T00:00:00Z">gold &amp; more</attribute></attributes>
<objects><relationship object-id="o2" qualifier="next"/></objects></object><object id="o2" type="order"/></objects><events>
<event id="e1" type="Place" time="2026-03-01T10:00:00Z"><attributes><attribute name="cost">2.5</attribute></attributes>
<objects><relationship object-id="o1" qualifier="x"/></objects></event></events></log>"""

OLD_XML = """<log><global scope="object"/><events><event><string key="id" value="e1"/><date key="timestamp" value="2026-03-01T10:00:00Z"/>
<string key="activity" value="Place"/><list key="omap"><string key="object-id" value="o1"/></list>
<list key="vmap"><float key="cost" value="2.5"/><list key="odd"/></list></event></events>
<objects><object><string key="id" value="o1"/><string key="type" value="order"/>
<list key="ovmap"><string key="tier" value="gold &amp; more"/></list></object></objects></log>"""


@pytest.mark.parametrize("text", [NEW_XML, OLD_XML, NEW_XML.replace("relationship ", "object ")])
@pytest.mark.parametrize("name", ["log.xmlocel", "log.ocel", "log.xml"])
def test_both_versions_in_xml(tmp_path: Path, text: str, name: str) -> None:
    """The content says which."""
    (tmp_path / name).write_text(text)

    events = read_events(tmp_path / name, value="cost", segment="case:tier")

    assert (events.segments, column(events, "o1")) == (("gold & more",), ["Place"])
    assert events.engine.rows(f"SELECT value FROM {events.relation}") == [(25_000,)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<log><trace/></log>", "XES"),
        ("<model/>", "<log>"),
        ("<log><objects/></log>", "no <events>"),
        ("<log><events><event id='e1'><objects><relationship/></objects></event></events></log>", "object-id"),
        ("<log><events><event id='e1'><attributes><attribute/></attributes></event></events></log>", "name"),
        ("<!DOCTYPE log><log/>", "DOCTYPE"),
        ("<log><events>", "broken"),
        ("PK\x03\x04", "ZIP"),
        ("neither", "JSON, XML or SQLite"),
    ],
)
def test_other_documents_are_refused(tmp_path: Path, text: str, words: str) -> None:
    """The message says what was found."""
    (tmp_path / "log.xmlocel").write_text(text)

    with pytest.raises(FileFormatError, match=words):
        read_events(tmp_path / "log.xmlocel")


def test_depth_is_limited(tmp_path: Path) -> None:
    """Also where nothing is read."""
    (tmp_path / "log.xmlocel").write_text("<log><events><event>" + "<a>" * 99)

    with pytest.raises(LimitError, match="depth"):
        read_events(tmp_path / "log.xmlocel", limits=Limits(xml_depth=20))


SCHEMA = """
CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT); INSERT INTO event_map_type VALUES ('Place order', 'Place');
CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT); INSERT INTO object_map_type VALUES ('order', 'Order');
CREATE TABLE event (ocel_id TEXT, ocel_type TEXT); INSERT INTO event VALUES ('e1', 'Place order');
CREATE TABLE object (ocel_id TEXT, ocel_type TEXT); INSERT INTO object VALUES ('o1', 'order');
CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT); INSERT INTO event_object VALUES ('e1', 'o1', 'x');
CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);
CREATE TABLE event_Place (ocel_id TEXT, ocel_time TIMESTAMP, cost REAL, seal BLOB);
INSERT INTO event_Place VALUES ('e1', '2026-03-01 10:00:00', 2.5, x'00');
CREATE TABLE object_Order (ocel_id TEXT, tier TEXT, size INTEGER, ocel_time TIMESTAMP, ocel_changed_field TEXT);
INSERT INTO object_Order VALUES ('o1', 'gold', 3, '1970-01-01 01:00:00', NULL), ('o1', NULL, 4, '2026-02-01 00:00:00', 'size'),
    ('o1', 'late', NULL, '2026-04-01 00:00:00', 'tier');
"""
OLD_SCHEMA = """
CREATE TABLE EVENTS ("ocel:eid" TEXT, "ocel:activity" TEXT, "ocel:timestamp" TIMESTAMP, cost REAL);
INSERT INTO EVENTS VALUES ('e1', 'Place order', '2026-03-01 10:00:00', 2.5);
CREATE TABLE OBJECTS ("ocel:oid" TEXT, "ocel:type" TEXT, tier TEXT, size INTEGER); INSERT INTO OBJECTS VALUES ('o1', 'order', 'gold', 4);
CREATE TABLE RELATIONS ("ocel:eid" TEXT, "ocel:oid" TEXT); INSERT INTO RELATIONS VALUES ('e1', 'o1');
"""


def database(path: Path, *scripts: str) -> Path:
    """Write a database."""
    with closing(sqlite3.connect(path)) as connection:
        for script in scripts:
            connection.executescript(script)
        connection.commit()
    return path


@pytest.mark.parametrize("schema", [SCHEMA, OLD_SCHEMA])
def test_both_versions_in_sqlite(tmp_path: Path, schema: str) -> None:
    """Values are those of the event's time; the file is not touched, and may lie where nothing can be written."""
    path = database(tmp_path / "it's #1?.sqlite", schema)
    before = path.read_bytes()
    path.chmod(0o400)

    events = read_events(path, value="cost", segment=["case:tier", "case:size"])

    assert (events.touchpoints, events.segments) == (("Place order",), ("4", "gold"))
    assert events.engine.rows(f"SELECT value FROM {events.relation}") == [(25_000,)]
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("DROP TABLE event_object", "event_object are missing"),
        ("DROP TABLE event_Place", "no table 'event_Place'"),
        ("ALTER TABLE event_Place RENAME COLUMN ocel_time TO x", "no column 'ocel_time'"),
        ("DELETE FROM event_Place", "the table event lists 1 events"),
        ("DROP TABLE event; CREATE VIEW event AS SELECT 'e1' AS ocel_id, 'x' AS ocel_type", "event are missing"),
    ],
)
def test_databases_that_are_no_logs_are_refused(tmp_path: Path, script: str, words: str) -> None:
    """Only tables are read, and they must agree."""
    path = database(tmp_path / "log.sqlite", SCHEMA, script)

    with pytest.raises(FileFormatError, match=words):
        read_events(path)


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    """Cut off anywhere, or with changes that another program has not written yet."""
    path = database(tmp_path / "log.sqlite", SCHEMA)
    whole = path.read_bytes()
    for size in range(20, len(whole), 4_321):
        path.write_bytes(whole[:size])
        with pytest.raises(CxJourneyError):
            read_events(path)

    path.write_bytes(whole)
    (tmp_path / "log.sqlite-wal").write_bytes(b"changes")
    with pytest.raises(DataError, match="not in the database yet"):
        read_events(path)


def test_a_packed_database_is_read(tmp_path: Path) -> None:
    """It is unpacked in private."""
    path = tmp_path / "log.sqlite.gz"
    path.write_bytes(gzip.compress(database(tmp_path / "plain.sqlite", SCHEMA).read_bytes()))

    assert read_events(path).n_events == 1


LISTS = """ocel:eid,ocel:timestamp,ocel:activity,ocel:type:order,ocel:type:item,cost
e1,2026-03-01,Place,['o1'],"['i1', ""i'2""]",2.5
e2,2026-03-02,Pay,"['o1','o2']",[],
e3,2026-03-03,Pack,,i1,
"""


def test_a_table_of_lists_is_an_object_centric_log(tmp_path: Path) -> None:
    """The type may be named as the column is."""
    (tmp_path / "log.csv").write_text(LISTS)

    events = read_events(tmp_path / "log.csv", customer="ocel:type:order", value="cost")

    assert (column(events, "o1"), column(events, "o2")) == (["Place", "Pay"], ["Pay"])
    assert read_events(tmp_path / "log.csv", customer="item").journey("i'2").visits
    assert "event 'e3' (line 4)" in _error(tmp_path / "log.csv", LISTS.replace("2026-03-03", "?"), "item")
    assert "line 2: expected a list" in _error(tmp_path / "log.csv", LISTS.replace("['o1'],", "[o1],"), "order")


def _error(path: Path, text: str, customer: str) -> str:
    path.write_text(text)
    with pytest.raises(DataError) as caught:
        read_events(path, customer=customer)
    return str(caught.value)


def test_logs_are_read_one_by_one(tmp_path: Path, orders: Log) -> None:
    """The objects of two logs may not be the same."""
    paths = [write(tmp_path / name, orders) for name in ("a.jsonocel", "b.jsonocel")]

    with pytest.raises(DataError, match="one by one"):
        read_events(paths, customer="order")


def test_values_can_be_hidden(tmp_path: Path, orders: Log) -> None:
    """No id and no time stands in a message then."""
    orders["events"][1]["time"] = "yesterday"

    with pytest.raises(BadRowsError) as caught:
        read_events(write(tmp_path / "log.jsonocel", orders), customer="order", hide_values=True)

    assert "e2" not in str(caught.value)
    assert "yesterday" not in str(caught.value)
