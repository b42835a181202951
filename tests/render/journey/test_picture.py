from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.dom import minidom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.errors import OptionError
from cxjourney.estimate import Estimate
from cxjourney.model.journey import Journey, Visit
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.touchpoint import Touchpoint
from cxjourney.render.journey.picture import POINTS, render_journey

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def journey(*visits: tuple[str, timedelta] | tuple[str, timedelta, dict[str, Any]], **fields: Any) -> Journey:
    """Return a journey of touchpoints, each some time after the one before."""
    time = START
    made = []
    for name, wait, *more in visits:
        time += wait
        made.append(Visit(touchpoint=name, time=time, **(more[0] if more else {})))
    return Journey(customer="007", visits=made, **fields)


def shop() -> JourneyMap:
    """Return a map that knows stages, the goal, usual waits and where help is asked for."""
    slow = {"name": "transition_time_p90", "estimate": Estimate(value=3 * 86_400, n=90, unit="seconds")}
    return JourneyMap(
        stages={
            "Find": ["Search", Touchpoint(name="Offer", expected_wait=timedelta(hours=5))],
            "Pay": [Touchpoint(name="Basket", measures=[slow]), "Card", "Done"],
            "Help": ["Hotline"],
        },
        goal_touchpoints=["done"],
        support_touchpoints=["hotline"],
        channels=["Web", "Phone"],
    )


def spoken(text: str) -> list[str]:
    """Return what a screen reader gets for each point."""
    nodes = minidom.parseString(text.encode()).getElementsByTagName("g")  # noqa: S318 - our own output
    return [node.getAttribute("aria-label") for node in nodes if node.getAttribute("role") == "listitem"]


def test_each_visit_says_where_when_and_what() -> None:
    """Channel, day and time, the wait before it, and the scores given there."""
    document = render_journey(
        journey(("Search", MINUTE, {"channel": "Web"}), ("Card", 5 * MINUTE, {"channel": "App", "scores": [("nps", 9)]}))
    )

    assert document.title == "2 visits in 5\xa0min: nothing went wrong that the log shows"
    assert spoken(document.text) == ["1. Search: Web, 1 Mar 2026, 09:01", "2. Card: App, 1 Mar 2026, 09:06, 5\xa0min later, NPS 9"]
    assert "Customer 007" in document.text


def test_what_went_wrong_is_said_in_words() -> None:
    """A bad score, a step back, a call for help, a repeat, and no goal: at the visit, and counted in the title."""
    document = render_journey(
        journey(
            ("Basket", MINUTE),
            ("Search", MINUTE),
            ("Card", MINUTE, {"scores": [("csat", 1)]}),
            ("Card", 40 * MINUTE),
            ("Card", MINUTE),
            ("Hotline", MINUTE),
        ),
        journey_map=shop(),
    )
    found = spoken(document.text)

    assert document.title == "6 visits in 44\xa0min: 1 bad score, 1 call for help, 1 step back"
    assert found[1].endswith("back to Find")
    assert found[2].endswith("CSAT 1, bad score")
    assert found[3].endswith("2 visits, 40\xa0min later, 3 times in a row")
    assert found[4].endswith("asks for help, ends without the goal")


@pytest.mark.parametrize(
    ("before", "wait", "is_long"),
    [
        ("Offer", timedelta(hours=6), True),
        ("Offer", timedelta(hours=4), False),
        ("Basket", timedelta(days=4), True),
        ("Basket", timedelta(days=2), False),
        ("Search", timedelta(days=6), False),
        ("Search", timedelta(days=8), True),
    ],
)
def test_a_silence_is_long_against_what_is_usual(before: str, wait: timedelta, *, is_long: bool) -> None:
    """Against the expected wait, else the slowest tenth of customers, else a week."""
    document = render_journey(journey((before, MINUTE), ("Done", wait)), journey_map=shop())

    assert ("1 long silence" in document.title) is is_long
    assert ("long silence, cut short" in document.text) is is_long


def test_a_person_instead_of_the_machine_is_told() -> None:
    """The same touchpoint again, now by telephone."""
    document = render_journey(journey(("Card", MINUTE, {"channel": "Web"}), ("Card", MINUTE, {"channel": "Phone"})))

    assert spoken(document.text)[1].endswith("turns to a person")


def test_the_goal_is_marked() -> None:
    """In words too; a journey that reached it did not end without it."""
    document = render_journey(journey(("Card", MINUTE), ("Done", MINUTE), ("Search", 2 * DAY)), journey_map=shop())

    assert spoken(document.text)[1].endswith("goal reached")
    assert "without the goal" not in document.text


def test_visits_that_follow_each_other_at_once_are_one_point() -> None:
    """Unless something was said between them."""
    quick = render_journey(journey(("Search", MINUTE), ("Search", MINUTE), ("Card", MINUTE)))
    rated = render_journey(journey(("Search", MINUTE, {"scores": [("csat", 5)]}), ("Search", MINUTE)))

    assert [label.split(":")[0] for label in spoken(quick.text)] == ["1. Search", "3. Card"]
    assert len(spoken(rated.text)) == 2


def test_a_long_journey_goes_on_in_further_lines_and_says_what_is_left_out() -> None:
    """Two hundred visits are drawn, five hundred counted."""
    names = ["Search", "Card"]
    document = render_journey(journey(*((names[index % 2], 2 * DAY) for index in range(500)), truncated=True))

    assert len(spoken(document.text)) == POINTS
    assert f"{500 - POINTS} more" in document.text
    assert "than were" in document.text
    assert 2_000 < document.height < 4_000


def test_a_picture_never_grows_without_bound() -> None:
    """Lines that are too high for all points leave some out, and count them."""
    scores = {"scores": [("csat", 1), ("nps", 1), ("ces2", 1)], "stage": "Pay"}
    document = render_journey(journey(*((f"T{i}", 2 * DAY, {"channel": f"Channel {i % 8}", **scores}) for i in range(230))))

    shown = len(spoken(document.text))
    assert document.height <= 4_000
    assert 60 < shown < 230
    assert f"{230 - shown} more" in document.text


def test_a_journey_of_one_visit_or_none_is_drawn() -> None:
    """Nothing is divided by nothing."""
    assert render_journey(journey(("Search", MINUTE))).title == "1 visit: nothing went wrong that the log shows"
    assert "no visit of this customer" in render_journey(Journey(customer="x")).text


def test_many_channels_share_a_row() -> None:
    """The last row stands for the rest."""
    document = render_journey(journey(*((f"T{i}", MINUTE, {"channel": f"Channel {i}"}) for i in range(12))))

    assert ">Channel 6<" in document.text
    assert ">Channel 7<" not in document.text
    assert ">Other<" in document.text


def test_a_title_can_be_given() -> None:
    """It stands instead of the claim."""
    assert render_journey(journey(("Search", MINUTE)), title="Why she left").title == "Why she left"


def test_other_arguments_are_refused() -> None:
    """A log is no journey; the message says how to get one."""
    with pytest.raises(TypeError, match=r'events\.journey\("a customer"\)'):
        render_journey("007")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="discover_map"):
        render_journey(journey(("Search", MINUTE)), journey_map="map")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="ltr"):
        render_journey(journey(("Search", MINUTE)), direction="up")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="light"):
        render_journey(journey(("Search", MINUTE)), theme="pink")  # type: ignore[arg-type]


@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=20).filter(lambda text: not text.isspace()), st.timedeltas(timedelta(0), timedelta(days=400))
        ),
        min_size=1,
        max_size=30,
    )
)
def test_any_journey_gives_a_well_formed_picture(visits: list[tuple[str, timedelta]]) -> None:
    """Whatever the names, however long the waits, and no point leaves the page."""
    try:
        made = journey(*visits)
    except ValueError:
        return
    root = minidom.parseString(render_journey(made).text.encode()).documentElement  # noqa: S318 - our own output

    assert all(0 < float(circle.getAttribute("cx")) < float(root.getAttribute("width")) for circle in root.getElementsByTagName("circle"))


@pytest.mark.parametrize("theme", ["auto", "dark"])
def test_the_journey_is_drawn_as_agreed(check_golden: Any, theme: Any) -> None:
    """Byte for byte; look at the picture before accepting another."""
    visits = [
        ("Search", MINUTE, {"channel": "Web"}),
        ("Basket", 4 * MINUTE, {"channel": "Web", "value": 89}),
        ("Card", 30 * timedelta(seconds=1), {"channel": "Web", "scores": [("csat", 1), ("ces2", 2)]}),
        ("Card", timedelta(hours=3), {"channel": "Phone"}),
        ("Hotline", 9 * DAY, {"channel": "Phone", "scores": [("nps", 3)]}),
        ("Search", 2 * DAY, {"channel": "Web"}),
        ("Done", 20 * MINUTE, {"channel": "Web", "scores": [("csat", 4)]}),
    ]

    check_golden(f"journey_{theme}.svg", render_journey(journey(*visits), journey_map=shop(), theme=theme).text)


@pytest.mark.parametrize(
    ("names", "options", "expected"),
    [
        (["سبد خرید", "پرداخت"], {}, "rtl"),
        (["Search", "پرداخت"], {}, "ltr"),
        (["Search"], {"locale": "fa"}, "rtl"),
        (["سبد خرید"], {"locale": "en"}, "ltr"),
        (["Search"], {"direction": "rtl"}, "rtl"),
    ],
)
def test_the_picture_runs_as_it_is_read(names: list[str], options: dict[str, Any], expected: str) -> None:
    """As asked, else as the language, else as most names."""
    assert render_journey(journey(*((name, MINUTE) for name in names)), **options).direction == expected
