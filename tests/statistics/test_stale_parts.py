from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.errors import OptionError, StatisticsError
from cxjourney.statistics import JourneyStatistics

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

START = datetime(2026, 1, 1, tzinfo=UTC)
PARTS = 3
FIRST = [(f"c{who}", START + timedelta(hours=who + place), name) for who in range(8) for place, name in enumerate("ABC")]
"""The first night's visits, from which the settings are made."""


def log(visits: Sequence[tuple[str, datetime, str]]) -> cx.EventLog:
    """Return the log of visits."""
    return cx.read_events(pd.DataFrame(visits, columns=["customer", "time", "touchpoint"]))


def night(events: cx.EventLog, folder: Path, **measuring: Any) -> tuple[JourneyStatistics, int]:
    """Do what the page on keeping a map current does; return the sum and how many parts were measured."""
    kept = [JourneyStatistics.load(part) for part in sorted(folder.glob("part-*"))]
    if kept and measuring:
        message = f"the settings of {folder} were fixed on the first night"
        raise ValueError(message)
    known = kept[0].settings if kept else cx.measure(events, **measuring).settings
    until = events.quality.last_time
    stale = cx.find_stale_parts(events, kept, parts=PARTS, observed_until=until)
    for part in stale:
        cx.measure(events, settings=known, observed_until=until, part=part).save(folder / f"part-{part[0]:03}")
    return JourneyStatistics.join(JourneyStatistics.load(folder / f"part-{index:03}") for index in range(PARTS)), len(stale)


ARRIVALS = st.tuples(
    st.integers(1, 3),
    st.integers(0, 30),
    st.sampled_from([timedelta(0), timedelta(hours=3), timedelta(days=20)]),
    st.sampled_from(["A", "B", "C", "New"]),
)
"""The night a visit arrives on, its customer, how late it is, and its touchpoint."""


@settings(max_examples=8)
@given(st.lists(ARRIVALS, max_size=6))
def test_nights_of_parts_equal_measuring_everything_each_night(arrivals: Sequence[tuple[int, int, timedelta, str]]) -> None:
    """With customers who come back after weeks, new customers and touchpoints, and visits that arrive late."""
    visits = list(FIRST)
    with tempfile.TemporaryDirectory() as name:
        first, _ = night(log(visits), Path(name), goal="C")
        for number in range(1, 4):
            tonight = START + timedelta(days=14 * number)
            visits += [(f"c{who}", tonight - late, what) for when, who, late, what in arrivals if when == number]
            visits.append(("nightly", tonight, "A"))
            events = log(visits)

            found, _ = night(events, Path(name))

            assert found == cx.measure(events, settings=first.settings, observed_until=tonight)
            assert found.settings.observed_until == round(tonight.timestamp()) * 1_000_000


ANSWERS = st.lists(st.tuples(st.integers(0, 23), st.sampled_from(["nps", "amount", "w", "invited"]), st.integers(0, 10)), max_size=4)
"""Which visits are answered late, with what."""


def answered(answers: Sequence[tuple[int, str, int]]) -> cx.EventLog:
    """Return the first night's visits with answers, invitations and money, two answers being there in any case."""
    frame = pd.DataFrame(FIRST, columns=["customer", "time", "touchpoint"]).assign(nps=pd.NA, amount=pd.NA, w=1.0, invited=0)
    frame = frame.astype({"nps": "Int64", "amount": "Float64"})
    frame.loc[[0, 1], ["nps", "w"]] = [[9, 1.0], [3, 2.5]]
    for row, column, value in answers:
        frame.loc[row, column] = min(value, 1) if column == "invited" else value + (column == "w")
    return cx.read_events(frame, scores={"nps": "nps"}, value="amount", weight="w", invited="invited")


SETTLED = {"goal": "C", "observed_until": START + timedelta(days=900)}


@pytest.fixture(scope="module")
def kept() -> list[JourneyStatistics]:
    """Return the parts of a night after which all customers are settled."""
    known = cx.measure(answered([]), **SETTLED).settings
    return [cx.measure(answered([]), settings=known, part=(part, PARTS)) for part in range(PARTS)]


@settings(max_examples=25, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(late=ANSWERS)
def test_answers_and_money_that_arrive_late_make_their_part_stale(
    kept: list[JourneyStatistics], late: Sequence[tuple[int, str, int]]
) -> None:
    """However long all customers are settled: what is not stale is what measuring again would give, and what is stale is not."""
    events, known = answered(late), kept[0].settings

    stale = cx.find_stale_parts(events, kept, parts=PARTS, observed_until=SETTLED["observed_until"])

    changed = [(part, PARTS) for part in range(PARTS) if cx.measure(events, settings=known, part=(part, PARTS)) != kept[part]]
    assert list(stale) == changed


def test_only_parts_that_can_have_changed_are_measured(tmp_path: Path) -> None:
    """All on the first night, those with open customers on the second, and then where somebody came."""
    visits = [*FIRST, ("nightly", START + timedelta(days=30), "A")]
    measured = [night(log(FIRST), tmp_path, goal="C")[1], night(log(visits), tmp_path)[1], night(log(visits), tmp_path)[1]]

    found = night(log([*visits, ("nightly", START + timedelta(days=90), "A")]), tmp_path)[1]

    assert [*measured, found] == [PARTS, 2, 0, 1]


def test_a_night_that_broke_off_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts that were done are not done again, and nothing is half done."""
    events = log(FIRST)
    save, saved = JourneyStatistics.save, list[Path]()

    def break_off(statistics: JourneyStatistics, folder: Path) -> None:
        if len(saved) == 2:
            raise KeyboardInterrupt
        saved.append(folder)
        save(statistics, folder)

    with monkeypatch.context() as patched:
        patched.setattr(JourneyStatistics, "save", break_off)
        with pytest.raises(KeyboardInterrupt):
            night(events, tmp_path, goal="C")

    found, measured = night(events, tmp_path)
    assert measured == PARTS - 2
    assert found == cx.measure(events, goal="C")


def test_a_late_visit_makes_its_part_stale(tmp_path: Path) -> None:
    """However old it is, and though the part was settled."""
    visits = [*FIRST, ("nightly", START + timedelta(days=30), "A")]
    night(log(FIRST), tmp_path, goal="C")
    night(log(visits), tmp_path)

    found, measured = night(log([*visits, ("c3", START + timedelta(hours=4, minutes=30), "B")]), tmp_path)

    assert measured == 1
    assert found.tables["totals"].total("visits") == len(visits) + 1


@pytest.mark.parametrize(
    ("kept", "parts", "error", "message"),
    [
        (lambda events: [cx.measure(events)], 2, StatisticsError, "single parts of 2, each once, found statistics of the whole log"),
        (lambda events: [cx.measure(events, part=(0, 3))], 2, StatisticsError, "found statistics of 0 of 3"),
        (lambda events: [cx.measure(events, part=(0, 2))] * 2, 2, StatisticsError, "found statistics of 0 of 2"),
        (lambda _: [], 0, OptionError, "parts=0 must be at least 1"),
        (lambda _: ["part-000"], 2, TypeError, "kept takes JourneyStatistics, found str"),
    ],
)
def test_what_is_no_part_of_the_split_is_refused(
    kept: Callable[[cx.EventLog], list[Any]], parts: int, error: type[Exception], message: str
) -> None:
    """By name, before anything is measured."""
    events = log(FIRST)

    with pytest.raises(error, match=message):
        cx.find_stale_parts(events, kept(events), parts=parts)


def test_parts_whose_scores_are_gone_from_the_log_are_stale() -> None:
    """Whoever reads the log without its scores must not keep statistics that hold them."""
    rows = pd.DataFrame(FIRST, columns=["customer", "time", "touchpoint"]).assign(csat=4)
    scored, plain = cx.read_events(rows), cx.read_events(rows.drop(columns="csat"))
    until = scored.quality.last_time
    kept = [cx.measure(scored, part=(index, 2), observed_until=until) for index in range(2)]

    assert cx.find_stale_parts(scored, kept, parts=2, observed_until=until) == ()
    assert cx.find_stale_parts(plain, kept, parts=2, observed_until=until) == ((0, 2), (1, 2))


def test_more_parts_than_can_be_listed_are_refused() -> None:
    """Instead of listing them until the memory is full."""
    with pytest.raises(OptionError, match="is more than 100,000"):
        cx.find_stale_parts(log(FIRST), [], parts=10**30)


def test_parts_measured_as_of_a_later_end_are_stale() -> None:
    """However settled they are: they may know what came after the end that is asked for."""
    events = log(FIRST)
    later = [cx.measure(events, part=(index, 2), observed_until=START + timedelta(days=900)) for index in range(2)]
    until = START + timedelta(days=800)

    assert all(each.settled for each in later)
    assert cx.find_stale_parts(events, later, parts=2, observed_until=until) == ((0, 2), (1, 2))
