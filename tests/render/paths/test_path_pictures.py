"""Pictures of paths and of groups of journeys."""

from __future__ import annotations

from typing import Any
from xml.dom import minidom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney import testing
from cxjourney.errors import OptionError
from cxjourney.estimate import Estimate
from cxjourney.model.journey_groups import JourneyGroup, JourneyGroups
from cxjourney.model.paths import OtherVariants, PathStep, Variant, Variants
from cxjourney.render.paths.draw import WIDTH, place_chips
from cxjourney.render.paths.picture import ROWS, render_paths
from cxjourney.render.paths.view import path_view
from cxjourney.render.words import LANGUAGES, words

WAIT = Estimate(value=300.0, low=240.0, high=400.0, n=60, unit="seconds")


def share(value: float) -> Estimate:
    """Return a share with an interval."""
    return Estimate(value=value, low=value * 0.9, high=min(value * 1.1, 1.0), n=500, unit="share")


def path(*names: str) -> tuple[PathStep, ...]:
    """Return the steps of a path, all but the last with a wait."""
    return tuple(PathStep(touchpoint=name, wait=WAIT if place < len(names) - 1 else None) for place, name in enumerate(names))


def paths(*rows: tuple[str, ...], **fields: Any) -> Variants:
    """Return common paths, each half as common as the one before."""
    made = [
        Variant(
            rank=place, steps=path(*names), journeys=100, customers=100, share=share(0.4 / 2**place), cumulative_share=share(0.5), time=WAIT
        )
        for place, names in enumerate(rows, start=1)
    ]
    rest = OtherVariants(variants=7, journeys=60, share=share(0.5))
    return Variants(**{"variants": made, "other": rest, "n_journeys": 500, "n_variants": 9, **fields})


def groups(*rows: tuple[str, ...], **fields: Any) -> JourneyGroups:
    """Return groups of journeys."""
    made = [
        JourneyGroup(
            name=f"Path {place}", representative=path(*names), journeys=100, share=share(0.3), goal_rate=share(0.25), coverage=share(0.5)
        )
        for place, names in enumerate(rows, start=1)
    ]
    return JourneyGroups(**{"groups": made, "n_journeys": 500, "n_variants": 9, **fields})


def spoken(text: str) -> list[str]:
    """Return what a screen reader gets for each row."""
    nodes = minidom.parseString(text.encode()).getElementsByTagName("g")  # noqa: S318 - our own output
    return [node.getAttribute("aria-label") for node in nodes if node.getAttribute("role") == "listitem"]


def test_each_row_says_its_path_and_its_share() -> None:
    """The rest is a row, too."""
    document = render_paths(paths(("Search", "Basket"), ("Search",)))

    assert document.title == "The 2 most common paths: 50% of all journeys"
    assert document.plain.splitlines()[1:] == [
        "1: Search → Basket. 20% (18% – 22%), First to last 5\xa0min",
        "2: Search. 10% (9% – 11%), First to last 5\xa0min",
        "–: 7 other paths. 50% (45% – 55%)",
    ]
    assert spoken(document.text) == document.plain.splitlines()[1:]


def test_waits_stand_between_the_steps_and_goals_stand_out() -> None:
    """One arrow, one time; the legend says what both mean."""
    document = render_paths(paths(("Search", "Paid"), goal=["Paid"]), theme="light")

    assert document.text.count(">5\xa0min<") == 2
    assert "median time to the next step" in document.text
    assert ">goal<" in document.text
    assert ">goal<" not in render_paths(paths(("Search", "Basket"))).text


def test_groups_say_how_many_of_them_are_near() -> None:
    """And how many reach the goal."""
    document = render_paths(groups(("Search", "Basket"), ("Hotline",), goal=["Basket"]))

    assert document.title == "2 groups of similar journeys; the largest holds 30%"
    assert "50% of them are near it" in document.text
    assert "Reach the goal 25%" in document.plain


def test_names_that_differ_at_their_ends_show_them() -> None:
    """Two long names would be the same text otherwise; one that is like no other is cut at its end."""
    names = (
        "privacy_policy_of_the_shop_and_partners_Shown",
        "privacy_policy_of_the_shop_and_partners_Accepted",
        "Terms and conditions of the delivery",
    )
    document = render_paths(paths(names))

    assert "_Shown</text>" in document.text
    assert "Accepted</text>" in document.text
    assert "Terms and conditions of" in document.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_cautions_stand_in_the_picture(language: str) -> None:
    """Whoever sees only the picture is told, too."""
    own = words(language)
    weak = render_paths(groups(("Search",), silhouette=0.1), locale=language)
    few = render_paths(paths(("Search",), n_journeys=30, n_open=70), locale=language)

    assert own("paths.note.weak", n=own.numerals.fixed(0.1, 2)).split(" (")[0][:20] in weak.text
    assert own("paths.note.rare", n=own.numerals.fixed(10), names="Path 1")[:20] in weak.text
    assert few.title == own("paths.title.few", n=own.numerals.fixed(30), every=own.numerals.fixed(100))


def test_long_paths_are_cut_and_counted() -> None:
    """A path of ten thousand steps makes no larger picture than one of a hundred."""
    long, longer = (render_paths(paths(tuple(f"Step {n}" for n in range(size)))) for size in (100, 10_000))

    assert long.height == longer.height
    assert "more steps …" in longer.text
    assert len(longer.plain) < 1_000


def test_the_last_step_is_always_shown() -> None:
    """After a gap that says how many steps stand between; steps and gap are all there are."""
    view = path_view(paths(tuple(f"Step {n}" for n in range(100)), goal=["Step 99"]), words("en"))
    chips = place_chips(view.rows[0].steps, view, words("en"))

    assert [chip.kind for chip in chips[-2:]] == ["gap", "goal"]
    assert chips[-1].text == "Step 99"
    assert chips[-2].text == f"… {100 - len(chips) + 1} more steps …"
    assert chips[-1].x + chips[-1].width < WIDTH


def test_steps_take_the_room_of_a_column_that_is_not_there() -> None:
    """Where no goal is known; a goal that is hidden in a gap is not explained either."""
    known = paths(tuple(f"Step of a journey {n}" for n in range(12)))
    goal = known.variants[0].replace(goal_rate=share(0.2))
    narrow, wide = (render_paths(each) for each in (known.replace(variants=[goal]), known))
    hidden = render_paths(paths(tuple(f"Step {n}" for n in range(100)), goal=["Step 70"]))

    assert wide.height < narrow.height
    assert ">goal<" not in hidden.text


def test_goals_are_told_by_more_than_their_colour() -> None:
    """A tick on the step, and on the sign in the legend."""
    found, none = (render_paths(paths(("Search", "Paid"), goal=goal), theme="light").text for goal in (["Paid"], []))

    assert found.count('stroke="#0B6E63"') == 2
    assert '"#0B6E63"' not in none


def test_long_names_of_groups_show_both_ends() -> None:
    """They are named after their first and last step."""
    long = groups(("Search",)).groups[0].replace(name="Comparison of prices and of delivery times – Order confirmed")
    text = render_paths(groups().replace(groups=[long]), theme="light").text

    assert "Comparison" in text.split("</title>")[-1]
    assert "confirmed</text>" in text


def test_rows_beyond_the_room_are_counted() -> None:
    """The picture stays one page."""
    document = render_paths(groups(*[("Search",)] * (ROWS + 5)))

    assert len(spoken(document.text)) == ROWS


def test_nothing_found_is_said() -> None:
    """An empty result is a picture."""
    assert render_paths(Variants()).title == "No path is common"
    assert render_paths(JourneyGroups()).title == "No groups"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language: str) -> None:
    """Nothing falls back to English, in either direction."""
    document = render_paths(groups(("Search", "Basket"), n_open=3, n_left_out=4, merged_repeats=True), locale=language)
    own = words(language).messages

    assert document.direction == ("rtl" if language == "fa" else "ltr")
    assert all(key in own for key in words("en").messages if key.startswith(("paths", "funnel")))


def test_names_decide_the_direction_where_no_language_does() -> None:
    """Persian paths run from the right."""
    assert render_paths(paths(("جستجو", "سبد"))).direction == "rtl"
    assert render_paths(paths(("جستجو", "سبد")), direction="ltr").direction == "ltr"
    assert render_paths(paths(("جستجو", "سبد")), title="Mine").title == "Mine"


@given(st.lists(testing.names(), min_size=1, max_size=8))
@settings(max_examples=20)
def test_any_name_can_be_drawn(names: list[str]) -> None:
    """The picture is well formed and no wider than its page."""
    for document in (render_paths(paths(tuple(names))), render_paths(groups(tuple(names)), theme="dark", locale="fa")):
        testing.check_svg(document.text)
        root = minidom.parseString(document.text.encode())  # noqa: S318 - our own output
        edges = [float(node.getAttribute("x")) + float(node.getAttribute("width")) for node in root.getElementsByTagName("rect")]
        assert max(edges) <= WIDTH


def test_bad_arguments_are_refused() -> None:
    """With what would do."""
    with pytest.raises(TypeError, match="render_paths takes what variants"):
        render_paths("paths")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="direction"):
        render_paths(Variants(), direction="up")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="locale"):
        render_paths(Variants(), locale="xx")
