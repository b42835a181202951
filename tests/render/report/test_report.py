from __future__ import annotations

import base64
import hashlib
import importlib.util
import re
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import cxjourney as cx
from cxjourney.errors import OptionError, RenderError
from cxjourney.estimate import Estimate
from cxjourney.model.findings import Diagnosis, Untested
from cxjourney.model.friction import StageFriction
from cxjourney.render import render_heatmap, render_map
from cxjourney.render.characters import isolate
from cxjourney.render.markup import HTML_ELEMENTS, SVG_ELEMENTS, hash_policy, script
from cxjourney.render.report.html import directed, text_direction
from cxjourney.render.report.report import render_report

HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(2)>" onclick="alert(3)'


def examples() -> Any:
    """Return the example maps of the picture tests."""
    spec = importlib.util.spec_from_file_location("render_examples", Path(__file__).parents[1] / "examples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def bike() -> tuple[cx.JourneyMap, Diagnosis]:
    """Return the map of renting a city bike and what was found in it."""
    module = examples()
    journey_map = module.bike_map()
    return journey_map, module.bike_diagnosis(journey_map)


@pytest.fixture(scope="module")
def text(bike: tuple[cx.JourneyMap, Diagnosis]) -> str:
    """Return its report."""
    return render_report(bike[0], diagnosis=bike[1]).text


class _Page(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name == "href" and value]


def test_the_policy_names_the_one_style_and_the_one_script(text: str) -> None:
    """Nothing else may run or load: the hashes are those of what stands in the page."""
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1])  # type: ignore[index]
    styles, scripts = re.findall(r"<style>(.*?)</style>", text, re.DOTALL), re.findall(r"<script>(.*?)</script>", text, re.DOTALL)

    assert len(styles) == len(scripts) == 1
    for part in (*styles, *scripts):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_the_page_asks_for_nothing_and_holds_nothing_active(text: str) -> None:
    """No address, no event attribute, no style attribute, no element beyond the lists."""
    page = _Page(text)

    assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert page.tags <= HTML_ELEMENTS | SVG_ELEMENTS | {"script"}
    assert not [name for name in page.attributes if name.startswith("on") or name in {"style", "src"}]
    assert "url(" not in text


def test_every_link_leads_to_a_place_on_the_page(text: str) -> None:
    """The menu and the first pain points lead to what they name, and no identifier is there twice."""
    page = _Page(text)

    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert {"pain-1", "map", "methods"} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_a_pain_point_comes_with_its_evidence(text: str) -> None:
    """What was compared with what, by how much, how sure, and how many."""
    card = re.search(r'<li class="cxj-pain" id="pain-1">.*?</dl></li>', text, re.DOTALL)
    assert card is not None
    told = unescape(re.sub(r"<[^>]+>", " ", card[0]))

    for part in (
        "Customers leave at Identity photo",
        "24%, n\xa01,480",
        "touchpoints of the same stage",
        "18.0 points",
        "2.0 points",
        "q\xa0<\xa00.001",
    ):
        assert part in told
    assert "critical" in card[0]


def test_a_report_without_a_diagnosis_says_so(bike: tuple[cx.JourneyMap, Diagnosis]) -> None:
    """And has neither friction nor untested."""
    page = _Page(render_report(bike[0]).text)

    assert "Nobody looked" in render_report(bike[0]).text
    assert not {"friction", "untested"} & set(page.ids)


def test_what_could_not_be_tested_is_told(bike: tuple[cx.JourneyMap, Diagnosis]) -> None:
    """With the reason, the first places, and how many more there are."""
    places = tuple(cx.Location(stage="Ride", touchpoint=f"T{index}") for index in range(11))
    diagnosis = Diagnosis(
        tested=12, untested=(Untested(kind="long_wait", reason="Nobody went on.", locations=places),), notes=("Staff is left out.",)
    )
    text = render_report(bike[0], diagnosis=diagnosis).text

    assert "Nobody went on." in text
    assert "and 3 more" in text
    assert "No pain point was found in 12 tests" in text
    assert "Staff is left out." in text


def test_friction_shows_its_parts(bike: tuple[cx.JourneyMap, Diagnosis]) -> None:
    """Each part is a column; a part that was not observed is a dash."""
    rate = Estimate(value=0.4, low=0.35, high=0.45, n=300, unit="share")
    rows = (
        StageFriction(
            stage="Look", stage_id="look", rate=rate, parts={"ended": rate, "waited": rate}, flagged=True, summary="Much friction."
        ),
        StageFriction(stage="Ride", stage_id="ride", rate=rate),
    )
    text = render_report(bike[0], diagnosis=Diagnosis(tested=3, friction_stages=rows)).text

    assert "ended before the goal" in text
    assert "waited too long" in text
    assert "Much friction." in text


def test_heat_maps_stand_in_the_report_where_the_map_has_cells() -> None:
    """At most two by channel and one by segment."""
    cells = [
        cx.Measure(name=name, estimate=Estimate(value=0.2, n=90, unit="share"), channel=channel, segment=segment)
        for name in ("drop_off_rate", "rework_rate", "escalation_rate")
        for channel, segment in (("Web", None), (None, "New"))
    ]
    journey_map = cx.JourneyMap(
        channels=["Web"], segments=["New"], stages=[cx.Stage(name="Pay", touchpoints=[cx.Touchpoint(name="Card", measures=cells)])]
    )
    text = render_report(journey_map).text

    assert text.count('aria-roledescription="heat map"') == 3


def test_hostile_labels_stay_text() -> None:
    """Wherever they stand, they are shown and never run."""
    journey_map = cx.JourneyMap(
        title=HOSTILE, notes=[HOSTILE], stages={HOSTILE: [cx.Touchpoint(name=HOSTILE, channels=[HOSTILE], emotion=-1.9, pains=[HOSTILE])]}
    )
    text = render_report(journey_map, diagnosis=cx.diagnose(journey_map)).text
    page = _Page(text)

    assert text.count("<script>") == 1
    assert not [name for name in page.attributes if name.startswith("on")]
    assert page.tags <= HTML_ELEMENTS | SVG_ELEMENTS | {"script"}


def test_the_same_input_gives_the_same_bytes(bike: tuple[cx.JourneyMap, Diagnosis], text: str) -> None:
    """Also in another order of making."""
    assert render_report(bike[0], diagnosis=bike[1]).text == text


@pytest.mark.parametrize(("theme", "scheme"), [("light", "light"), ("dark", "dark"), ("auto", "light dark")])
def test_a_theme_is_one_for_the_page_and_its_pictures(bike: tuple[cx.JourneyMap, Diagnosis], theme: Any, scheme: str) -> None:
    """Only the automatic one follows the screen."""
    text = render_report(bike[0], diagnosis=bike[1], theme=theme).text

    assert f"color-scheme:{scheme};" in text
    assert ("prefers-color-scheme" in text) == (theme == "auto")


def test_a_right_to_left_report_is_one_throughout(bike: tuple[cx.JourneyMap, Diagnosis]) -> None:
    """The page, and the regions of its pictures."""
    text = render_report(bike[0], diagnosis=bike[1], locale="fa").text

    assert re.search(r'<html lang="fa" dir="rtl">', text)
    assert '<div class="cxj-region" role="region" tabindex="0" dir="rtl"' in text or 'dir="rtl"' in text.split("<main>")[1]


def test_a_report_is_saved_and_shown(bike: tuple[cx.JourneyMap, Diagnosis], tmp_path: Path) -> None:
    """As a file, as text, and in a frame of its own in a notebook."""
    report = render_report(bike[0], diagnosis=bike[1])
    report.save(tmp_path / "report.html")

    assert (tmp_path / "report.html").read_text(encoding="utf-8") == report.text == str(report)
    bundle = report._repr_mimebundle_()
    assert bundle["text/html"].startswith('<iframe class="cxj-frame" sandbox="allow-scripts"')
    assert bundle["text/plain"].startswith("Sign up is where we lose them")
    assert set(report._repr_mimebundle_(exclude={"text/html"})) == {"text/plain"}
    with pytest.raises(RenderError, match=r"report\.html"):
        report.save(tmp_path / "report.pdf")


def test_a_diagnosis_of_another_map_is_refused(bike: tuple[cx.JourneyMap, Diagnosis]) -> None:
    """As for every picture."""
    with pytest.raises(OptionError, match="another map"):
        render_report(cx.JourneyMap(stages={"Pay": ["Card"]}), diagnosis=bike[1])


@pytest.mark.parametrize("theme", ["auto", "dark", "light"])
def test_any_picture_becomes_a_page_to_explore(bike: tuple[cx.JourneyMap, Diagnosis], theme: Any) -> None:
    """Its parts are rows of tables, and the page looks like the picture."""
    page = render_map(bike[0], diagnosis=bike[1], theme=theme).interactive()

    assert '<th scope="row">Identity photo</th>' in page.text
    assert page.text.count("<script>") == 1
    assert f"color-scheme:{'light dark' if theme == 'auto' else theme};" in page.text


def test_a_label_that_looks_like_a_colour_stays_whole() -> None:
    """Colours are taken out of tags, never out of words."""
    page = render_map(cx.JourneyMap(title="First", stages={"Pay": ['fill="#123456" x style="y"']})).interactive()

    assert '>fill="#123456" x' in page.text
    assert ' fill="#FFFFFF"' not in page.text


def test_a_picture_without_lists_has_no_tables() -> None:
    """A heat map has them, an empty map has none."""
    cell = cx.Measure(name="reach", estimate=Estimate(value=0.2, n=90, unit="share"), channel="Web")
    heat = render_heatmap(
        cx.JourneyMap(channels=["Web"], stages=[cx.Stage(name="Pay", touchpoints=[cx.Touchpoint(name="Card", measures=[cell])])])
    )

    assert "<details" in heat.interactive().text
    assert "<details" not in render_map(cx.JourneyMap(title="Empty")).interactive().text


def test_a_script_that_could_load_is_refused() -> None:
    """The script of a page is checked like everything else."""
    with pytest.raises(RenderError):
        script("fetch('x')")
    assert hash_policy("a", "b") != hash_policy("b", "a")


def test_the_script_is_small() -> None:
    """It stays readable in one look."""
    source = Path(sys.modules["cxjourney.render.report"].__file__ or "").with_name("page.js")

    assert source.stat().st_size < 2_400


def test_the_report_of_the_sample_shop_is_light() -> None:
    """One file to send by mail."""
    shop = cx.datasets.sample_shop(customers=3_000)
    journey_map = cx.discover_map(shop.events, goal=shop.goal)
    report = render_report(journey_map, diagnosis=cx.diagnose(journey_map))

    assert len(report.text.encode()) < 400_000
    assert 'id="heat"' in report.text


@pytest.mark.parametrize(
    ("text", "cell", "direction"),
    [
        ("\u200e+۱۰۱ (\u200e+۳۸ تا \u200e+۱۳۸)", '<bdi dir="rtl">\u200e+۱۰۱ (\u200e+۳۸ تا \u200e+۱۳۸)</bdi>', "rtl"),
        ("2. fix rework (web)", '<bdi dir="ltr">2. fix rework (web)</bdi>', "ltr"),
        ("cart", "cart", "ltr"),
        ("\u2068cart\u2069 را ندیدند", "\u2068cart\u2069 را ندیدند", "rtl"),
        ("12 (10–14)", "12 (10–14)", None),
    ],
)
def test_what_runs_the_other_way_keeps_its_order_in_a_cell(text: str, cell: str, direction: str | None) -> None:
    """The cell itself stands as the page does, whatever its text begins with."""
    assert directed(text) == cell
    assert text_direction(text) == direction


def test_wide_pages_show_whole_maps() -> None:
    """Pictures up to 1,600 wide shrink; wider ones scroll."""
    text = cx.render_report(cx.JourneyMap(stages={"A": ["B"]})).text

    assert 'class="cxj-region cxj-fit"' in text


def test_money_with_a_sign_reads_from_the_right() -> None:
    """The mark that keeps the sign at the digits does not make it a text of the other direction."""
    assert isolate("\u200e+۸۲\u00a0هزار\u00a0$", "rtl").startswith("\u2067")
    assert isolate("cart", "rtl") == "\u2068cart\u2069"
