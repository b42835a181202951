"""Event logs that stay in PostgreSQL."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

import cxjourney as cx
from cxjourney.engine.postgres import PostgresEngine
from cxjourney.errors import BadRowsError, DataError, EmptyDataError, MissingColumnError, OptionError
from cxjourney.ingest.save import copy_rows
from tests.elsewhere.conftest import COLUMNS, ROLES, frame, random_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.postgres

ASKED: list[dict[str, Any]] = [
    {"goal": "D"},
    {"goal": "D", "ends": "B", "journey_gap": timedelta(days=2)},
    {"support": "Support", "part": (0, 3)},
]
BASE = {"customer": "customer", "time": "when", "touchpoint": "touch", "order": "n", "scores": {}}


@pytest.mark.parametrize("seed", range(4))
def test_statistics_are_those_of_the_embedded_engine(filled: Callable[..., str], seed: int) -> None:
    """Bit for bit, with everything a log can hold."""
    rows = random_rows(seed)
    here = cx.read_events(frame(rows), **ROLES)
    there = cx.read_events(cx.PostgresSource(filled(rows), table="events"), **ROLES)

    for asked in ASKED:
        assert cx.measure(there, **asked) == cx.measure(here, **asked)


def test_maps_and_diagnoses_are_those_of_the_embedded_engine(filled: Callable[..., str]) -> None:
    """What stands on the statistics needs no rows."""
    rows = random_rows(7)
    here, there = cx.read_events(frame(rows), **BASE), cx.read_events(cx.PostgresSource(filled(rows), table="events"), **BASE)

    assert cx.discover_map(there, goal="D") == cx.discover_map(here, goal="D")


def test_conformance_is_that_of_the_embedded_engine(filled: Callable[..., str]) -> None:
    """Sets of touchpoints are integers, here as there; journeys are cut by silence or not."""
    rows = random_rows(9)
    here, there = cx.read_events(frame(rows), **ROLES), cx.read_events(cx.PostgresSource(filled(rows), table="events"), **ROLES)
    first = cx.Touchpoint(name="A", channels=["web"], expected_wait=3_600)
    plan = cx.JourneyMap(stages={"One": [first, "B"], "Two": ["C", "D", *(f"Unused {place}" for place in range(70)), "Ж"]})

    for gap in (None, timedelta(days=2)):
        assert cx.conformance(plan, there, journey_gap=gap) == cx.conformance(plan, here, journey_gap=gap)


@pytest.mark.parametrize("every", ["week", "quarter"])
def test_trends_are_those_of_the_embedded_engine(filled: Callable[..., str], every: Any) -> None:
    """By period and by day, to the last sum."""
    rows = random_rows(9)
    here, there = cx.read_events(frame(rows), **ROLES), cx.read_events(cx.PostgresSource(filled(rows), table="events"), **ROLES)
    asked: dict[str, Any] = {"every": every, "goal": "D", "support": "A", "journey_gap": timedelta(days=2)}

    assert cx.trend(there, **asked) == cx.trend(here, **asked)


def test_scores_and_signs_of_struggling_are_those_of_the_embedded_engine(filled: Callable[..., str], tmp_path: Path) -> None:
    """They run statements of their own; files are not written from afar."""
    rows = random_rows(8)
    here, there = cx.read_events(frame(rows), **ROLES), cx.read_events(cx.PostgresSource(filled(rows), table="events"), **ROLES)

    assert cx.survey_scores(there) == cx.survey_scores(here)
    assert cx.find_stages(there, goal="D") == cx.find_stages(here, goal="D")
    assert repr(cx.struggle(there, goal="D")) == repr(cx.struggle(here, goal="D"))
    with pytest.raises(DataError, match="not written from postgres"):
        copy_rows(there.engine, "SELECT 1", tmp_path / "x.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ['my "events"', "select", "a'b", "Ünï cödé; --"])
def test_names_mean_themselves(filled: Callable[..., str], name: str) -> None:
    """Quotes, keywords and spaces in a table's name stay a name."""
    events = cx.read_events(cx.PostgresSource(filled(random_rows(1, 20), name), table=name), **BASE)

    assert events.n_events == 20


def test_a_query_is_a_source(filled: Callable[..., str]) -> None:
    """With its own casts, a WHERE, a comment and a semicolon."""
    query = """SELECT customer::varchar(50) AS "VARCHAR", "when" AS "the time; x", touch AS "int_div(" FROM events WHERE n < 50 -- few
    ;"""
    source = cx.PostgresSource(filled(random_rows(2)), query=query.strip())
    events = cx.read_events(source, customer="VARCHAR", time="the time; x", touchpoint="int_div(")

    assert events.n_events == 50
    assert repr(source) == "<PostgresSource (query)>"


def test_a_schema_is_named_apart(filled: Callable[..., str]) -> None:
    """A pair is schema and table."""
    events = cx.read_events(cx.PostgresSource(filled(random_rows(1, 20)), table=("public", "events")), **BASE)

    assert events.n_customers > 1
    with pytest.raises(DataError, match=r"public\.events"):
        cx.read_events(cx.PostgresSource(filled(random_rows(1, 20)), table="public.events"), **BASE)


def test_an_open_connection_is_left_alone(filled: Callable[..., str]) -> None:
    """Its transaction, its settings and its temporary tables stay as they are."""
    import psycopg

    with psycopg.connect(filled(random_rows(1, 20))) as connection:
        connection.execute("SET LOCAL TIME ZONE 'Asia/Tehran'")
        events = cx.read_events(cx.PostgresSource(connection, table="events"), **BASE)
        cx.measure(events)
        state = connection.info.transaction_status
        ((zone, tables),) = connection.execute(
            "SELECT current_setting('TimeZone'), (SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema())"
        ).fetchall()

    assert (zone, tables) == ("Asia/Tehran", 0)
    assert state == psycopg.pq.TransactionStatus.INTRANS


def test_a_database_that_goes_away_is_named(filled: Callable[..., str]) -> None:
    """No partial result comes back."""
    import psycopg

    server = filled(random_rows(1))
    events = cx.read_events(cx.PostgresSource(server, table="events"), **BASE)
    pid = events.engine.rows("SELECT pg_backend_pid()")[0][0]
    with psycopg.connect(server, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])

    with pytest.raises(DataError, match="connection to PostgreSQL was lost") as caught:
        cx.measure(events)
    assert caught.value.hint
    assert caught.value.code == "engine"


def test_measuring_leaves_nothing_behind(filled: Callable[..., str]) -> None:
    """Temporary tables of a measurement are dropped, and a closed session leaves none."""
    events = cx.read_events(cx.PostgresSource(filled(random_rows(1)), table="events"), **BASE)
    count = "SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind IN ('r', 'v')"
    before = events.engine.rows(count)
    cx.measure(events, goal="D")

    assert events.engine.rows(count) == before
    events.engine.close()
    events.engine.close()


BAD = [
    ("customer", None, "missing_customer"),
    ("customer", " \u2003 ", "missing_customer"),
    ("touch", "", "missing_touchpoint"),
    ("when", None, "missing_time"),
    ("when", "infinity", "time_range"),
    ("nps", 11, "range_nps"),
    ("amount", float("nan"), "number_value"),
    ("invited", -1, "flag_invited"),
    ("reason", "r" * 3_000, "long_reason"),
]


@pytest.mark.parametrize(("column", "value", "kind"), BAD)
def test_bad_rows_are_named_or_dropped(filled: Callable[..., str], column: str, value: object, kind: str) -> None:
    """With the values that tell where they are; dropped, the log is that of the others."""
    rows = random_rows(3, 50)
    bad = list(rows[7])
    bad[list(COLUMNS).index(column)] = value
    source = cx.PostgresSource(filled([*rows[:7], tuple(bad), *rows[8:]]), table="events")
    with pytest.raises(BadRowsError, match="1 of 50 rows") as caught:
        cx.read_events(source, **ROLES)
    events = cx.read_events(source, **ROLES, on_bad_rows="drop")
    others = cx.read_events(frame([*rows[:7], *rows[8:]]), **ROLES)

    assert [problem.kind for problem in caught.value.problems] == [kind]
    assert len(caught.value.problems[0].places) == 1
    assert events.quality.dropped == ((kind, 1),)
    assert cx.measure(events, goal="D") == cx.measure(others, goal="D")


def test_hidden_values_stay_hidden(filled: Callable[..., str]) -> None:
    """Messages then hold no values of the data."""
    rows = [*random_rows(3, 9), ("secret", None, *random_rows(3, 1)[0][2:])]
    with pytest.raises(BadRowsError) as caught:
        cx.read_events(cx.PostgresSource(filled(rows), table="events"), **BASE, hide_values=True)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("query", "zone"),
    [
        ("SELECT 'a' AS customer, timestamp '2026-03-29 02:30' AS time, 'x' AS touchpoint", "Europe/Berlin"),
        ("SELECT 'a' AS customer, timestamp '2026-10-25 02:30' AS time, 'x' AS touchpoint", "Europe/Berlin"),
        ("SELECT 'a' AS customer, date '2026-10-25' AS time, 'x' AS touchpoint", "Asia/Kathmandu"),
        ("SELECT 7 AS customer, timestamp '1999-12-31 23:59:59.999999' AS time, true AS touchpoint", "America/New_York"),
        ("SELECT gen_random_uuid() AS customer, 1767225600 AS time, 'x' AS touchpoint", "UTC"),
    ],
)
def test_local_times_are_those_of_the_embedded_engine(server: str, query: str, zone: str) -> None:
    """Hours that the clocks skipped or repeated are refused, the others have one meaning."""
    import psycopg

    options: dict[str, Any] = {"timezone": zone, "on_bad_rows": "drop", "time_unit": "s" if "1767" in query else None}
    with psycopg.connect(server) as connection:
        cursor = connection.execute(query)
        rows = __import__("pandas").DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description or ()])
    rows = rows.astype(dict.fromkeys(("customer", "touchpoint"), str))
    found = []
    for source in (rows, cx.PostgresSource(server, query=query)):
        try:
            quality = cx.read_events(source, **options).quality
            found.append((quality.kept, quality.first_time))
        except EmptyDataError:
            found.append((0, None))

    assert found[0] == found[1]


def test_ties_without_an_order_do_not_depend_on_the_table(filled: Callable[..., str]) -> None:
    """A table has no order: equal instants follow what the rows hold, and this is said."""
    rows = [(row[0], row[1].replace(hour=0, minute=0, second=0, microsecond=0), *row[2:]) for row in random_rows(5, 80, 5)]
    roles = {**ROLES, "order": None}
    first = cx.read_events(cx.PostgresSource(filled(rows), table="events"), **roles)
    statistics = cx.measure(first, goal="D")
    second = cx.read_events(cx.PostgresSource(filled(rows[::-1]), table="events"), **roles)

    assert cx.measure(second, goal="D") == statistics
    assert any("A table has no order" in note for note in first.quality.notes)


REFUSED: list[tuple[Callable[[Any], object], str]] = [
    (lambda log: log.journey("c1"), "journey"),
    (lambda log: log.with_surveys(log), "with_surveys"),
    (lambda log: log.with_tickets(log), "with_tickets"),
    (lambda log: log.with_customers("x.csv"), "with_customers"),
    (lambda log: log.verbatims(), "verbatims"),
    (lambda log: log.save("x.parquet"), "save"),
]


FILTERS: dict[str, dict[str, Any]] = {
    "names": {"channels": ["web", "phone"], "touchpoints": ["A", "B", "D"]},
    "a segment": {"segments": "y"},
    "a segment or a group": {"segments": ["seg: x", "team: x"]},
    "customers": {"customers": ["c1", "c2 é", "c3"]},
    "times": {"since": "2026-01-01T06:00:00", "until": "2026-02-01"},
    "whole journeys": {"since": "2026-01-01T00:05:00", "until": "2026-01-20", "whole_journeys": True},
    "nothing": {},
}


@pytest.mark.parametrize("asked", FILTERS)
def test_filtered_logs_are_those_of_the_embedded_engine(filled: Callable[..., str], asked: str) -> None:
    """Bit for bit, with the names, the customers and the report; the log itself stays as it was."""
    rows = random_rows(9)
    here = cx.read_events(frame(rows), **ROLES)
    there = cx.read_events(cx.PostgresSource(filled(rows), table="events"), **ROLES)
    before = cx.measure(there)
    few, same = there.filter(**FILTERS[asked]), here.filter(**FILTERS[asked])

    assert (few.touchpoints, few.channels, few.segments, few.reasons) == (same.touchpoints, same.channels, same.segments, same.reasons)
    assert (few.n_customers, few.quality.kept, few.quality.dropped) == (same.n_customers, same.quality.kept, same.quality.dropped)
    assert cx.measure(few) == cx.measure(same)
    assert cx.measure(there) == before


def test_journeys_of_a_column_are_kept_whole(filled: Callable[..., str]) -> None:
    """Each by its own start, also beside events without any."""
    rows = random_rows(10)
    roles = {**BASE, "journey": "stage"}
    here, there = cx.read_events(frame(rows), **roles), cx.read_events(cx.PostgresSource(filled(rows), table="events"), **roles)
    asked: dict[str, Any] = {"since": "2026-01-01T00:05:00", "whole_journeys": True}

    assert cx.measure(there.filter(**asked)) == cx.measure(here.filter(**asked))


def test_a_filter_that_nothing_fits_is_refused(filled: Callable[..., str]) -> None:
    """As for a log from a file; nothing of it stays in the session."""
    events = cx.read_events(cx.PostgresSource(filled(random_rows(1)), table="events"), **BASE)

    with pytest.raises(OptionError, match="'nobody'"):
        events.filter(customers="nobody")
    with pytest.raises(OptionError, match="'E'"):
        events.filter(touchpoints="E")
    with pytest.raises(EmptyDataError, match="no event fits"):
        events.filter(until="1990-01-01")


def test_what_needs_rows_is_refused_by_name(filled: Callable[..., str]) -> None:
    """Each says what to do instead."""
    events = cx.read_events(cx.PostgresSource(filled(random_rows(1, 20)), table="events"), **BASE)

    assert events == events  # noqa: PLR0124 - equal to itself only
    assert hash(events) == hash(events)
    for step, name in REFUSED:
        with pytest.raises(DataError, match=rf"{name}\(\) is not offered for a log in postgres") as caught:
            step(events)
        assert caught.value.hint


OPTIONS = [
    ({"preset": "ga4"}, OptionError, "preset"),
    ({"decimal": ","}, OptionError, "decimal"),
    ({"lifecycle": "stage"}, OptionError, "lifecycle"),
    ({"weight": "stage"}, DataError, "kind text"),
    ({"channel": "nowhere"}, MissingColumnError, "nowhere"),
    ({"channel": "amount"}, DataError, "kind float"),
    ({"value": "stage"}, DataError, "kind text"),
    ({"time": "n"}, OptionError, "time_unit"),
    ({"time": "stage"}, DataError, "kind text"),
]


@pytest.mark.parametrize(("options", "error", "text"), OPTIONS)
def test_options_that_cannot_be_used_are_named(
    filled: Callable[..., str], options: dict[str, Any], error: type[Exception], text: str
) -> None:
    """Nothing is parsed, and nothing ignored."""
    with pytest.raises(error, match=text):
        cx.read_events(cx.PostgresSource(filled(random_rows(1, 20)), table="events"), **{**BASE, **options})


def test_empty_tables_and_tables_of_bad_rows_are_named(filled: Callable[..., str]) -> None:
    """There is nothing to measure in them."""
    with pytest.raises(EmptyDataError, match="no rows"):
        cx.read_events(cx.PostgresSource(filled([]), table="events"), **BASE)
    with pytest.raises(EmptyDataError, match="dropped"):
        cx.read_events(cx.PostgresSource(filled([(None, *random_rows(1, 1)[0][1:])]), table="events"), **BASE, on_bad_rows="drop")


def test_a_server_that_is_not_there_is_named() -> None:
    """Also where the argument is no connection at all."""
    pytest.importorskip("psycopg")

    with pytest.raises(DataError, match="cannot be reached"):
        PostgresEngine("host=/nowhere dbname=x")
    with pytest.raises(TypeError, match="connection string"):
        PostgresEngine(5)


def test_sums_past_64_bits_are_refused(filled: Callable[..., str]) -> None:
    """A wrong number never comes back."""
    engine = PostgresEngine(filled([]))

    with pytest.raises(DataError, match="64 bits"):
        engine.sums("SELECT CAST(9223372036854775807 AS BIGINT) + 1.0 AS a")


def test_a_database_that_goes_away_in_the_middle_of_a_statement_is_named(server: str) -> None:
    """While it reads; what was begun is not there afterwards."""
    import psycopg

    query = "SELECT 'a' AS customer, now() AS time, 'x' || pg_sleep(3) AS touchpoint FROM generate_series(1, 3)"
    active = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(3)%' AND state = 'active' AND pid <> pg_backend_pid()"
    with psycopg.connect(server, autocommit=True) as other:

        def cut() -> None:
            deadline = time.monotonic() + 120
            while not (found := other.execute(active).fetchall()) and time.monotonic() < deadline:
                time.sleep(0.05)
            other.execute("SELECT pg_terminate_backend(%s)", found[0])

        thread = threading.Thread(target=cut)
        thread.start()
        with pytest.raises(DataError, match="connection to PostgreSQL was lost") as caught:
            cx.read_events(cx.PostgresSource(server, query=query))
        thread.join()

    assert (caught.value.code, caught.value.source) == ("engine", "(query)")


FAULTS = {
    "a time limit of the server": ("SET statement_timeout = 200", "statement timeout"),
    "a full disk": ("SET temp_file_limit = 64; SET work_mem = 64", "temp_file_limit"),
    "a query that breaks": ("", "division by zero"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_statement_that_fails_names_the_source(server: str, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """And why; the session and its temporary tables are gone."""
    setting, why = FAULTS[fault]
    zero = "1 / (n - 500)" if fault == "a query that breaks" else "1"
    touchpoint = f"repeat('x', 200 * {zero}) AS touchpoint"
    query = f"SELECT 'c' || n AS customer, now() AS time, {touchpoint} FROM generate_series(1, 300000) AS n ORDER BY md5(n::text)"
    opened, engines = PostgresEngine.__init__, []

    def limited(engine: PostgresEngine, connection: Any) -> None:
        opened(engine, connection)
        engines.append(engine)
        if setting:
            engine._session.execute(setting)

    monkeypatch.setattr(PostgresEngine, "__init__", limited)
    with pytest.raises(DataError, match=why) as caught:
        cx.read_events(cx.PostgresSource(server, query=query))

    assert caught.value.source == "(query)"
    assert engines[0]._session.closed


def test_a_connection_that_was_closed_is_named(filled: Callable[..., str]) -> None:
    """Its parameters are not asked of it any more."""
    import psycopg

    connection = psycopg.connect(filled(random_rows(1, 20)))
    connection.close()

    with pytest.raises(DataError, match="closed") as caught:
        cx.read_events(cx.PostgresSource(connection, table="events"), **BASE)
    assert caught.value.code == "engine"


def test_a_log_whose_engine_was_closed_says_so(filled: Callable[..., str]) -> None:
    """Nothing is measured of it."""
    events = cx.read_events(cx.PostgresSource(filled(random_rows(1, 20)), table="events"), **BASE)
    events.engine.close()

    with pytest.raises(DataError, match="connection to PostgreSQL was lost") as caught:
        cx.measure(events)
    assert caught.value.hint
