"""Event logs in XES: what becomes a column, what is said about the rest, and what is refused."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.errors import BadRowsError, DataError, EmptyDataError, FileFormatError, LimitError, MissingColumnError
from cxjourney.ingest import EventLog, read_events
from cxjourney.ingest.limits import Limits
from cxjourney.ingest.sources import open_source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Read = Callable[..., EventLog]


def attribute(kind: str, key: str, value: str, inner: str = "") -> str:
    """Return an attribute."""
    start = f"<{kind} key={quoteattr(key)} value={quoteattr(value)}"
    return f"{start}>{inner}</{kind}>" if inner else f"{start}/>"


def event(name: str, time: str, *more: str) -> str:
    """Return an event."""
    return f"<event>{attribute('string', 'concept:name', name)}{attribute('date', 'time:timestamp', time)}{''.join(more)}</event>\n"


def trace(name: str, *parts: str) -> str:
    """Return a trace."""
    return f"<trace>\n{attribute('string', 'concept:name', name)}\n{''.join(parts)}</trace>\n"


def log(*parts: str) -> str:
    """Return a log."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n{"".join(parts)}</log>'


def at(minute: int) -> str:
    """Return a time."""
    return f"2026-03-01T10:{minute:02}:00.000+01:00"


@pytest.fixture
def read_xes(tmp_path: Path) -> Read:
    """Return a function that reads parts of a log."""

    def read(*parts: str, **options: Any) -> EventLog:
        path = tmp_path / "log.xes"
        path.write_bytes(log(*parts).encode())
        return read_events(path, **options)

    return read


def visits(events: EventLog, customer: str) -> list[str]:
    """Return the touchpoints of a customer's journey."""
    return [visit.touchpoint for visit in events.journey(customer).visits]


def test_an_ordinary_log_needs_no_keyword(read_xes: Read) -> None:
    """Traces are customers, events are visits, in the columns that process mining knows."""
    events = read_xes(trace("c1", event("Search", at(0)), event("Cart & <Pay>", at(1))), trace("c2", event("Search", at(2))))

    assert visits(events, "c1") == ["Search", "Cart & <Pay>"]
    assert events.quality.columns == (("customer", "case:concept:name"), ("time", "time:timestamp"), ("touchpoint", "concept:name"))
    assert events.quality.rows == events.quality.kept == 3


def test_standard_keys_go_before_other_usual_names(read_xes: Read) -> None:
    """A column called Activity or customer does not take the place of what the standard defines."""
    extra = attribute("string", "Activity", "other") + attribute("string", "customer", "other")
    events = read_xes(trace("c1", event("Search", at(0), extra)))

    assert events.touchpoints == ("Search",)
    assert read_xes(trace("c1", event("Search", at(0), extra)), touchpoint="Activity").touchpoints == ("other",)


def test_attributes_of_a_trace_belong_to_the_customer(read_xes: Read) -> None:
    """They may stand after the events; money in them counts once, and the report says so."""
    first = trace(
        "c1", event("Search", at(0)), event("Pay", at(1)), attribute("float", "amount", "19.90"), attribute("string", "tier", "gold")
    )
    events = read_xes(first, trace("c2", event("Search", at(2))), value="case:amount", segment="case:tier")

    assert events.engine.rows(f"SELECT CAST(sum(value) AS BIGINT), count(value) FROM {events.relation}") == [(199_000, 1)]
    assert events.segments == ("gold",)
    assert any("counts once" in note for note in events.quality.notes)


def test_money_of_a_trace_survives_rows_that_make_no_visit(read_xes: Read) -> None:
    """The first event may be one that is only scheduled, or one that is dropped."""
    scheduled = event("Call", at(0), attribute("string", "lifecycle:transition", "schedule"))
    broken = event("Call", "?", attribute("string", "lifecycle:transition", "complete"))
    done = event("Call", at(2), attribute("string", "lifecycle:transition", "complete"))
    events = read_xes(trace("c1", attribute("int", "amount", "7"), broken, scheduled, done), value="case:amount", on_bad_rows="drop")

    assert events.engine.rows(f"SELECT value FROM {events.relation}") == [(70_000,)]
    assert events.quality.dropped == (("time_format", 1),)


def test_start_and_complete_are_one_visit(read_xes: Read) -> None:
    """The lifecycle is handled as in a table."""
    pair = [
        event("Call", at(minute), attribute("string", "lifecycle:transition", word)) for minute, word in ((0, "START"), (5, "COMPLETE"))
    ]
    events = read_xes(trace("c1", *pair))

    assert (events.n_events, events.quality.merged) == (1, 1)


def test_a_classifier_is_a_column(read_xes: Read) -> None:
    """Its keys are joined by a plus; where they tell transitions apart, each is a visit."""
    declared = '<classifier name="Both" keys="concept:name lifecycle:transition"/><classifier name="Place" keys="\'call centre\'"/>'
    pair = [
        event("Call", at(minute), attribute("string", "lifecycle:transition", word), attribute("string", "call centre", "Brisbane"))
        for minute, word in ((0, "start"), (5, "complete"))
    ]
    events = read_xes(declared, trace("c1", *pair, event("End", at(9))), touchpoint="classifier:Both")

    assert visits(events, "c1") == ["Call+start", "Call+complete", "End+"]
    assert any("tells transitions apart" in note for note in events.quality.notes)
    with pytest.raises(BadRowsError, match=r"no touchpoint: trace 1 event 3 \(line 7\)"):
        read_xes(declared, trace("c1", *pair, event("End", at(9))), touchpoint="classifier:Place")


def test_keys_of_classifiers_may_have_spaces(read_xes: Read) -> None:
    """Where the whole text is one declared key, it is that key; elements that XES does not know are counted."""
    declared = f'<global scope="event">{attribute("string", "call centre", "x")}</global><classifier name="P" keys="call centre"/>'
    events = read_xes(
        declared, trace("c1", event("A", at(0), attribute("string", "call centre", "north"), "<odd/>")), touchpoint="classifier:P"
    )

    assert events.touchpoints == ("north",)
    assert any("XES does not know" in note and "'odd'" in note for note in events.quality.notes)


def test_bad_values_are_bad_rows_with_their_place(read_xes: Read) -> None:
    """Also in attributes that no role reads; every type has its own words."""
    bad = [
        event("A", at(0), attribute("boolean", "paid", "maybe")),
        event("B", at(1), attribute("int", "tries", "1.5")),
        event("C", at(2), attribute("float", "weight", "1,5"), attribute("date", "due", "31.12.2026")),
        event("D", at(3), attribute("boolean", "paid", "TRUE"), attribute("float", "weight", ".5e3"), attribute("date", "due", "")),
    ]
    with pytest.raises(BadRowsError) as caught:
        read_xes(trace("c1", *bad))

    assert caught.value.line == 5
    kinds = {problem.kind: problem.places for problem in caught.value.problems}
    assert kinds["xes_boolean"] == ("trace 1 event 1 (line 5) 'maybe'",)
    assert kinds["xes_int"] == ("trace 1 event 2 (line 6) '1.5'",)
    assert kinds["xes_float"] == ("trace 1 event 3 (line 7) '1,5'",)
    assert kinds["xes_date"] == ("trace 1 event 3 (line 7) '31.12.2026'",)


def test_bad_rows_can_be_dropped(read_xes: Read) -> None:
    """They are counted, and a bad value of a trace takes all of its events along."""
    good = trace("c1", event("A", at(0)), event("B", at(1), attribute("boolean", "paid", "maybe")))
    bad = trace("c2", attribute("int", "age", "old"), event("A", at(0)), event("B", at(1)))
    events = read_xes(good, bad, on_bad_rows="drop")

    assert dict(events.quality.dropped) == {"xes_boolean": 1, "xes_int": 2}
    assert events.quality.rows == events.quality.kept + events.quality.dropped_rows == 4


@pytest.mark.parametrize(("value", "format_"), [("?", None), ("2026/03/01 10:00:00.000", "%Y/%m/%d %H:%M:%S.%f")])
def test_times_in_other_formats_are_never_guessed(read_xes: Read, value: str, format_: str | None) -> None:
    """They are bad rows; the hint names the format, which then reads them."""
    odd = trace("c1", f"<event>{attribute('string', 'concept:name', 'A')}{attribute('string', 'time:timestamp', value)}</event>")
    with pytest.raises(BadRowsError, match="trace 1 event 1"):
        read_xes(odd)

    if format_:
        assert read_xes(odd, time_format=format_).n_events == 1


def test_the_same_key_twice_is_a_bad_row(read_xes: Read) -> None:
    """Neither value is taken over the other."""
    twice = event("A", at(0), attribute("string", "concept:name", "B"))
    with pytest.raises(BadRowsError, match="stands twice"):
        read_xes(trace("c1", twice))

    with pytest.raises(BadRowsError, match="stands twice"):
        read_xes(trace("c1", attribute("string", "concept:name", "c2"), event("A", at(0))))


def test_values_of_several_types_are_checked_as_what_they_say(read_xes: Read) -> None:
    """A text is no bad number because another event has a number there."""
    mixed = [attribute("int", "n", "5"), attribute("string", "n", "five"), attribute("boolean", "n", "five")]
    with pytest.raises(BadRowsError) as caught:
        read_xes(trace("c1", *(event("A", at(minute), value) for minute, value in enumerate(mixed))))

    assert [(problem.kind, problem.places) for problem in caught.value.problems] == [("xes_boolean", ("trace 1 event 3 (line 7) 'five'",))]


def test_nested_attributes_are_left_out_and_counted(read_xes: Read) -> None:
    """The outer value is kept."""
    inner = attribute("int", "cost", "0")
    listed = f"<list key='things'><values>{inner}{inner}</values></list><container key='box'>{inner}</container>"
    events = read_xes(trace("c1", event("A", at(0), attribute("string", "team", "red", inner), listed)), segment="team")

    assert events.segments == ("red",)
    assert any("attributes inside others" in note and "'box'" in note and "'team'" in note for note in events.quality.notes)


def test_what_the_log_declares_is_not_filled_in(read_xes: Read) -> None:
    """The value of a global attribute is an example; what lacks the attribute is counted."""
    declared = f'<global scope="trace">{attribute("string", "tier", "UNKNOWN")}{attribute("string", "concept:name", "x")}</global>'
    events = read_xes(
        declared, trace("c1", attribute("string", "tier", "gold"), event("A", at(0))), trace("c2", event("A", at(1))), segment="case:tier"
    )

    assert events.segments == ("gold",)
    assert any("'tier' (1 trace)" in note for note in events.quality.notes)


def test_traces_of_one_name_are_one_customer_unless_kept_apart(read_xes: Read) -> None:
    """It is said, and so are traces without events."""
    parts = [trace("c1", event("A", at(0))), trace("c1", event("B", at(1))), trace("c2")]
    events = read_xes(*parts)

    assert visits(events, "c1") == ["A", "B"]
    assert any("name of an earlier one" in note for note in events.quality.notes)
    assert any("1 trace has no events" in note for note in events.quality.notes)
    assert events.n_customers == 1


def test_a_log_without_names_lists_its_columns(read_xes: Read) -> None:
    """The number of a trace can stand for the customer."""
    nameless = f"<trace>{event('A', at(0))}{event('B', at(1))}</trace>"
    with pytest.raises(MissingColumnError, match="case:number"):
        read_xes(nameless)

    assert read_xes(nameless, customer="case:number").n_customers == 1


def test_a_trace_without_a_name_among_others_is_a_bad_row(read_xes: Read) -> None:
    """So is an event that stands in no trace."""
    nameless = f"<trace>{event('A', at(0))}</trace>"
    with pytest.raises(BadRowsError, match=r"no customer \(2 times\): trace 2 event 1 \(line 7\), event 1 \(line 8\)"):
        read_xes(trace("c1", event("A", at(0))), nameless, event("B", at(1)))


def test_columns_of_traces_and_events_keep_apart(read_xes: Read) -> None:
    """An event may have an attribute that is spelled like one of its trace."""
    events = read_xes(trace("c1", event("A", at(0), attribute("string", "case:concept:name", "other"))))

    assert events.journey("c1").visits


def test_elements_may_have_a_prefix(tmp_path: Path) -> None:
    """Or a name space, or attributes in another order."""
    path = tmp_path / "log.xes"
    text = log(trace("c1", event("A", at(0)))).replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:").replace("<x:?", "<?")
    path.write_text(text.replace("<x:log ", '<x:log xmlns:x="http://www.xes-standard.org/" '))
    assert read_events(path).n_events == 1

    path.write_text("<log><trace><string value='c1' key='concept:name'/>" + event("A", at(0)) + "</trace></log>")
    assert read_events(path).n_events == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<WorkflowLog/>", "MXML"),
        ("<definitions/>", "BPMN"),
        ("<log><objects/><events/></log>", "OCEL"),
        ("<log><trace><string value='x'/></trace></log>", "key"),
        ("<!DOCTYPE html><html/>", "HTML"),
        ("PAR1....", "Parquet"),
        ("{}", "column 1"),
    ],
)
def test_other_documents_are_refused(tmp_path: Path, text: str, words: str) -> None:
    """The message says what was found."""
    (tmp_path / "log.xes").write_text(text)

    with pytest.raises(FileFormatError, match=words):
        read_events(tmp_path / "log.xes")


@pytest.mark.parametrize("text", ["", "  \n", "<log/>", "<log><trace/></log>"])
def test_logs_without_events_are_empty(tmp_path: Path, text: str) -> None:
    """They are no format error."""
    (tmp_path / "log.xes").write_text(text)

    with pytest.raises(EmptyDataError):
        read_events(tmp_path / "log.xes")


def test_packed_logs_are_read_and_checked(tmp_path: Path) -> None:
    """A file that is cut off, damaged, or a bomb is refused, wherever that is."""
    whole = gzip.compress(log(*(trace(f"c{n}", event("A", at(n % 60)), event("B", at(n % 60))) for n in range(500))).encode())
    path = tmp_path / "log.xes.gz"
    path.write_bytes(whole)
    assert read_events(path).n_customers == 500

    for damaged, words in ((whole[:-9], "cut off"), (whole[:-8] + b"\0" * 8, "damaged"), (whole + b"more", "follow"), (b"<log/>", "start")):
        path.write_bytes(damaged)
        with pytest.raises(FileFormatError, match=words):
            read_events(path)
    path.write_bytes(gzip.compress(b"<log>" + b" " * 50_000_000 + b"</log>"))
    with pytest.raises(LimitError, match="ratio"):
        read_events(path)


def test_a_log_cut_anywhere_is_refused(tmp_path: Path) -> None:
    """No part of a log is taken for the whole."""
    text = log(trace("c1", event("Cart", at(0))))
    path = tmp_path / "log.xes"

    for end in range(1, len(text), 7):
        path.write_text(text[:end])
        with pytest.raises(DataError):
            read_events(path)


def test_several_files_are_one_log(tmp_path: Path) -> None:
    """Places name the file and count its own traces."""
    for name, customer, time in (("a.xes", "c1", at(0)), ("b.xes", "c2", "?")):
        (tmp_path / name).write_text(log(trace(customer, event("A", time))))

    with pytest.raises(BadRowsError, match=r"b\.xes trace 1 event 1"):
        read_events([tmp_path / "a.xes", tmp_path / "b.xes"])


def test_limits_hold(read_xes: Read) -> None:
    """Depth, columns, and the size of one element."""
    deep = attribute("string", "a", "b", attribute("string", "c", "d"))
    with pytest.raises(LimitError, match="depth"):
        read_xes(trace("c1", event("A", at(0), deep)), limits=Limits(xml_depth=4))
    with pytest.raises(LimitError, match="columns"):
        read_xes(trace("c1", event("A", at(0), deep)), limits=Limits(columns=3))

    with pytest.raises(LimitError, match="record_bytes"):
        read_xes(trace("c1", event("A" * 600_000, at(0))), limits=Limits(record_bytes=100_000))


def test_the_encoding_can_be_named(tmp_path: Path) -> None:
    """Also one that the parser itself does not know; a byte that does not belong to it is refused."""
    path = tmp_path / "log.xes"
    path.write_bytes(log(trace("c1", event("買う", at(0)))).replace("UTF-8", "Shift_JIS").encode("shift_jis"))
    with pytest.raises(FileFormatError, match=r"encoding") as caught:
        read_events(path)

    assert "encoding=" in str(caught.value.hint)
    assert read_events(path, encoding="shift_jis").touchpoints == ("買う",)
    with pytest.raises(FileFormatError, match="found byte"):
        read_events(path, encoding="utf-8")


def test_only_columns_that_a_role_can_need_are_loaded(tmp_path: Path) -> None:
    """All are listed; what is not loaded is empty."""
    path = tmp_path / "log.xes"
    path.write_text(log(trace("c1", event("A", at(0), attribute("string", "org:resource", "Pete")))))
    wanted = ("case:concept:name", "concept:name", "time:timestamp")

    table = open_source(path, needed=lambda names: wanted if set(wanted) <= set(names) else ())

    assert [column.name for column in table.columns] == [
        "case:concept:name",
        "case:number",
        "concept:name",
        "time:timestamp",
        "org:resource",
    ]
    assert table.engine.rows(f"SELECT * FROM {table.relation}") == [(0, 0, "c1", "1", "A", at(0), None)]


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zs", "Zl", "Zp", "Cf"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=8,
)


@given(st.dictionaries(NAMES, st.lists(NAMES, min_size=1, max_size=4), min_size=1, max_size=5))
def test_any_names_come_back(tmp_path_factory: pytest.TempPathFactory, journeys: dict[str, Sequence[str]]) -> None:
    """What is written is read: the same customers, each with the same events in the same order."""
    path = tmp_path_factory.mktemp("any") / "log.xes"
    path.write_text(
        log(*(trace(name, *(event(step, at(minute)) for minute, step in enumerate(steps))) for name, steps in journeys.items()))
    )

    table = open_source(path)

    column = {column.name: column.sql_name for column in table.columns}
    rows = table.engine.rows(f'SELECT {column["case:concept:name"]}, {column["concept:name"]} FROM {table.relation} ORDER BY "row"')
    assert rows == [(name, step) for name, steps in journeys.items() for step in steps]
    table.engine.close()
