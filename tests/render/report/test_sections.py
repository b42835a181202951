from __future__ import annotations

import re
from functools import partial
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

import cxjourney as cx
from cxjourney.estimate import Estimate
from cxjourney.model.comparison import Comparison
from cxjourney.model.differences import Difference, ElementChange, RenameSuggestion
from cxjourney.model.findings import Untested
from cxjourney.model.forecast import FixRanking
from cxjourney.render.report.differences import change
from cxjourney.render.report.figures import whole
from cxjourney.render.report.report import render_report
from cxjourney.render.report.sections import SECTIONS
from cxjourney.render.views.source import Source
from cxjourney.render.words import LANGUAGES, words
from cxjourney.render.words.en_changes import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE = '</script><img src=x onerror=alert(1)>" onclick="x'


@pytest.fixture(scope="module")
def shop() -> dict[str, Any]:
    """Return the map of a shop with a comparison, two forecasts and ranked fixes."""
    found = cx.datasets.sample_shop(customers=2_500)
    journey_map = cx.discover_map(found.events, goal=found.goal, currency="EUR")
    diagnosis = cx.diagnose(journey_map)
    sides = [found.events.filter(segments=name) for name in ("Regular", "Gift")]
    return {
        "map": journey_map,
        "comparison": cx.compare(sides[0], sides[1], goal=found.goal),
        "fix": cx.what_if(journey_map, cx.Fix(diagnosis.pain_points[0], cost=20_000)),
        "two": cx.what_if(journey_map, cx.Change(touchpoint="Sign in", drop_off_factor=0.5), cx.Remove("Wish list")),
        "ranking": cx.rank_fixes(journey_map, diagnosis, best=2),
    }


@pytest.fixture(scope="module")
def text(shop: dict[str, Any]) -> str:
    """Return the report of all of them, given in another order than they are shown in."""
    return render_report(shop["map"], results=[shop["fix"], shop["two"], shop["comparison"], shop["ranking"]]).text


def sections(text: str) -> list[str]:
    """Return the sections of a page in their order."""
    return re.findall(r'<section id="([a-z0-9-]+)"', text)


def told(text: str) -> str:
    """Return what a reader reads."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def test_results_stand_in_their_sections_in_the_order_of_the_report(text: str) -> None:
    """In whatever order they are given; two of a type follow each other."""
    shown = sections(text)

    assert [key for key in shown if key in {"comparison", "fixes", "forecast", "forecast-2"}] == [
        "comparison",
        "fixes",
        "forecast",
        "forecast-2",
    ]
    assert all(f'href="#{key}"' in text for key in shown)


def test_a_comparison_shows_differences_totals_and_pains(text: str, shop: dict[str, Any]) -> None:
    """With both figures, the change in points with its interval, and the two parts of each total."""
    said = told(text)
    worst = shop["comparison"].flagged[0]

    assert "Beyond chance: " in said
    assert "Doorstep delivery" in said
    assert f"{100 * abs(worst.difference.value):.1f} points" in said
    assert {"Within the parts", "By their shares"} <= set(re.findall(r'<th scope="col">([^<]+)</th>', text))
    assert "not clear" in said


def test_both_maps_are_drawn_in_one_picture(shop: dict[str, Any]) -> None:
    """The comparison keeps them; one without them is shown without the picture."""
    bare = shop["comparison"].replace(before_map=None, after_map=None)
    counts = [render_report(shop["map"], results=[each]).text.count("TO-BE minus AS-IS") for each in (shop["comparison"], bare)]

    assert counts[0] > counts[1] == 0


def test_a_forecast_shows_figures_now_and_then(text: str) -> None:
    """The change has a sign, and what the model was judged by is said."""
    said = told(text)

    assert "What if: fix drop-off at Card payment" in said
    assert "and 1 more" in said
    assert "Left after costs" in said
    assert re.search(r"Goal rate .*?\+\d\.\d points", said)
    assert "The model behind it fits these journeys" in said


def test_a_forecast_that_cannot_be_relied_on_is_marked(shop: dict[str, Any]) -> None:
    """A poor fit is a warning."""
    poor = shop["fix"].replace(fit=shop["fix"].fit.replace(level="poor"))
    shown = render_report(shop["map"], results=[poor]).text

    assert '<p class="cxj-warning"><strong>The model behind it fits these journeys poorly' in shown
    assert 'class="cxj-warning"' not in render_report(shop["map"], results=[shop["fix"]]).text


def test_a_ranking_shows_each_fix_and_the_plan(text: str) -> None:
    """The plan says what each adds and what all win together."""
    said = told(text)

    assert "Each fix alone" in said
    assert "Goals added by it" in said


@pytest.mark.parametrize("locale", [language for language in LANGUAGES if language != "en"])
def test_headings_are_said_in_every_language(shop: dict[str, Any], locale: str) -> None:
    """No heading and no column of a section is left in English."""
    results = [shop["comparison"], shop["fix"], shop["ranking"]]
    english, other = (render_report(shop["map"], results=results, locale=each).text for each in ("en", locale))
    heads = [set(re.findall(r'<(?:caption|th scope="col"|summary)[^>]*>([^<]+)<', each)) for each in (english, other)]
    fixed = {message for message in MESSAGES.values() if isinstance(message, str)}

    assert heads[0] & fixed
    assert not heads[1] & fixed
    assert sections(english) == sections(other)


def test_a_single_result_needs_no_list(shop: dict[str, Any]) -> None:
    """A model can be iterated over, and is still one result."""
    assert render_report(shop["map"], results=shop["ranking"]).text == render_report(shop["map"], results=(shop["ranking"],)).text


@pytest.mark.parametrize(
    ("results", "place"),
    [(["all"], r"results\[0\]"), ("all", "results"), (7, "results"), ([None], r"results\[0\]"), (cx.Touchpoint(name="Card"), "results")],
)
def test_what_is_no_result_is_refused_with_the_types(results: Any, place: str) -> None:
    """The message says which, and what could be given."""
    with pytest.raises(TypeError, match=rf"{place} must be .*Comparison.*Forecast.*found"):
        render_report(cx.JourneyMap(stages={"Pay": ["Card"]}), results=results)


@pytest.mark.parametrize(("valence", "pictures"), [(None, 0), (0.5, 1)])
def test_two_maps_are_drawn_where_anything_of_both_is(valence: float | None, pictures: int) -> None:
    """Only emotions are drawn of the other: without them the picture would be the map once more."""
    emotions = [] if valence is None else [{"valence": valence}]
    stages = {"Pay": [cx.Touchpoint(name="Basket", emotions=emotions), "Card"]}
    before = cx.JourneyMap(title="Shop", stages=stages)
    text = render_report(before, results=[cx.compare(before, cx.JourneyMap(title="Shop, next year", stages=stages))]).text

    assert text.split('<section id="comparison"')[1].count('aria-roledescription="customer journey map"') == pictures


def test_small_means_have_decimals() -> None:
    """Three visits per journey, and a few hundredths more; counts stay whole."""
    source = Source(cx.JourneyMap(), None, words("en"))
    mean = Estimate(value=3.0042, low=2.981, high=3.02, n=900, unit="visits")

    assert whole(source, mean) == "3.00 (2.98 to 3.02), n\xa0900"
    assert change(source, Estimate(value=-0.043, low=-0.06, high=-0.02, unit="visits")) == "−0.04 (−0.06 to −0.02)"
    assert whole(source, Estimate(value=3363.4, low=2179.2, high=4059.1, unit="goals")) == "3,363 (2,179 to 4,059), stated"
    assert whole(source, Estimate(value=7.0, n=9, unit="visits")) == "7, n\xa09"


@pytest.mark.parametrize("language", ["en", "fa"])
def test_what_is_written_as_nothing_has_no_sign(language: str) -> None:
    """A difference of thousandths is neither a fall nor a rise to the reader."""
    source = Source(cx.JourneyMap(), None, words(language))
    text = change(source, Estimate(value=-0.004, low=-0.0049, high=0.0049, unit="visits"))

    assert not set(text) & set("−+-")
    assert "−" in change(source, Estimate(value=-0.006, low=-0.008, high=-0.005, unit="visits"))


def test_hand_written_maps_compare_without_tests() -> None:
    """Elements that differ are listed by kind, and a likely rename is suggested."""
    before = cx.JourneyMap(stages={"Find": ["Search"], "Pay": [cx.Touchpoint(name="Check out", emotion=-1), "Card"]})
    after = cx.JourneyMap(stages={"Find": ["Search", "Card"], "Pay": [cx.Touchpoint(name="Checkout", emotion=1)], "Use": []})
    said = told(render_report(before, results=[cx.compare(before, after)]).text)

    assert "nothing is tested" in said
    assert "“Check out” may only have another name now: “Checkout”." in said
    assert "Card touchpoint in another stage Pay Find" in said


def test_a_comparison_in_which_nothing_stands_out_says_what_that_means() -> None:
    """Not that nothing changed; what could not be tested is listed with its reason."""
    rate = Estimate(value=0.4, low=0.3, high=0.5, n=90, unit="share")
    same = Difference(measure="goal_rate", before=rate, after=rate, difference=rate.replace(value=0.0, low=-0.1, high=0.1), q_value=1.0)
    places = tuple(cx.Location(stage="Pay", touchpoint=f"T{index}") for index in range(8))
    comparison = Comparison(tested=12, differences=(same,), untested=(Untested(kind="nps", reason="Too few.", locations=places),))
    said = told(render_report(cx.JourneyMap(stages={"Pay": ["Card"]}), results=[comparison]).text)

    assert "None of 12 tested differences" in said
    assert "whole journey" in said
    assert "and 3 more" in said


def test_labels_of_results_stay_text() -> None:
    """Whatever a result is called, it is shown and never run."""
    element = ElementChange(change="added", element="touchpoint", id="x", name=HOSTILE, stage=HOSTILE)
    suggestion = RenameSuggestion(before=HOSTILE, after=HOSTILE, because=HOSTILE)
    comparison = Comparison(before=HOSTILE, after=HOSTILE, added=(element,), suggestions=(suggestion,), notes=(HOSTILE,))
    page = render_report(cx.JourneyMap(stages={"Pay": ["Card"]}), results=[comparison, FixRanking(summary=HOSTILE)]).text

    assert page.count("<script>") == 1
    assert not re.search(r"<[^>]*\son\w+=", page.replace("&quot;", ""))
    assert "<img" not in page


def test_every_section_says_what_it_shows() -> None:
    """Keys link to sections, so that they are distinct, and no type has two."""
    keys = [section.key for section in SECTIONS]

    assert len(set(keys)) == len(keys)
    assert len({section.result for section in SECTIONS}) == len(SECTIONS)
    assert all(re.fullmatch(r"[a-z-]+", key) for key in keys)


@pytest.mark.parametrize("find", [cx.journey_groups, cx.variants, partial(cx.funnel, steps=["Basket", "Sign in"])])
def test_paths_of_another_map_are_refused(find: Callable[[cx.EventLog], object]) -> None:
    """Groups, variants and funnels of a log that shares no touchpoint with the map."""
    with pytest.raises(cx.OptionError, match="is of another map"):
        render_report(cx.JourneyMap(stages={"Fly": ["Gate"]}), results=[find(cx.datasets.sample_shop(customers=200).events)])


def test_a_forecast_of_another_map_is_refused(shop: dict[str, Any]) -> None:
    """Its TO-BE map cannot be drawn over this one."""
    with pytest.raises(cx.OptionError, match="the forecast is of another map"):
        render_report(cx.JourneyMap(stages={"Fly": ["Gate"]}), results=[shop["fix"]])
