from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
from collections import Counter
from typing import TYPE_CHECKING, Any
from xml.dom import minidom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney.errors import CxJourneyWarning, OptionError, RenderError
from cxjourney.estimate import Estimate
from cxjourney.model.findings import Diagnosis
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.touchpoint import Touchpoint
from cxjourney.render.layout import grid
from cxjourney.render.map import _draw, render_map
from cxjourney.render.marks import Box, Mark, Rect, Text, box, flat, text_box
from cxjourney.render.markup import ATTRIBUTES, SVG_ELEMENTS
from cxjourney.render.page import Page
from cxjourney.render.views.build import map_view
from cxjourney.render.views.source import Source
from cxjourney.render.views.stages import hot_stage
from cxjourney.render.words import words

if TYPE_CHECKING:
    from types import ModuleType

    from cxjourney.render.document import SvgDocument

SIZES = [(1, 1), (5, 3), (7, 2), (14, 6), (16, 5), (20, 6), (24, 4), (36, 8), (40, 12), (41, 5), (60, 8), (300, 12)]
SCRIPTS = ["latin", "cyrillic", "vietnamese", "chinese", "persian", "emoji"]


def marks_of(journey_map: JourneyMap, diagnosis: Diagnosis | None = None, locale: str = "en") -> tuple[list[Mark], float, float]:
    """Return the marks of a map, its width and its height."""
    language = words(locale)
    view = map_view(Source(journey_map, diagnosis, language))
    page = Page(view, grid([len(stage.touchpoints) for stage in view.stages]), language)
    marks, height = _draw(page)
    return flat(marks), page.grid.width, height


def texts_of(document: SvgDocument) -> list[str]:
    """Return the drawn texts of a document."""
    nodes = minidom.parseString(document.text.encode()).getElementsByTagName("text")  # noqa: S318 - our own output
    return ["".join(child.data for child in node.childNodes if child.nodeType == child.TEXT_NODE) for node in nodes]


@pytest.mark.parametrize(("touchpoints", "stages"), SIZES)
def test_no_two_texts_overlap(examples: ModuleType, touchpoints: int, stages: int) -> None:
    """Measured with the widest faces, every text has its own place."""
    marks, _, _ = marks_of(*examples.made_up(touchpoints, stages, seed=touchpoints))
    boxes = [(mark.text, text_box(mark)) for mark in marks if isinstance(mark, Text)]
    shrunk = [(text, Box(area.left + 0.5, area.top + 2.5, area.right - 0.5, area.bottom - 2)) for text, area in boxes]
    touching = [(one, other) for index, (one, area) in enumerate(shrunk) for other, near in shrunk[index + 1 :] if area.overlaps(near)]

    assert touching == []


@pytest.mark.parametrize("locale", ["en", "fa", "hu", "ru", "vi"])
def test_what_is_at_stake_keeps_clear_of_the_severity_in_narrow_stages(examples: ModuleType, locale: str) -> None:
    """What does not fit beside the word stands whole below it, in every language."""
    journey_map, diagnosis = examples.narrow_map()
    marks, _, _ = marks_of(journey_map, diagnosis, locale)
    texts = [text_box(mark) for mark in marks if isinstance(mark, Text)]
    cards = [box(mark) for mark in marks if isinstance(mark, Rect) and mark.paint.fill == "card" and mark.paint.stroke == "line"]
    shrunk = [Box(area.left + 0.5, area.top + 2.5, area.right - 0.5, area.bottom - 2) for area in texts]
    inside = [(text, card) for text in shrunk for card in cards if card.overlaps(text)]

    assert not [one for index, one in enumerate(shrunk) for other in shrunk[index + 1 :] if one.overlaps(other)]
    assert len(cards) == 5
    assert all(text.inside(card, slack=0.5) for text, card in inside)
    assert not [mark.full for mark in marks if isinstance(mark, Text) and mark.full]


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(("touchpoints", "stages"), [(5, 3), (14, 6), (36, 8)])
def test_everything_stays_on_the_page(examples: ModuleType, touchpoints: int, stages: int, script: str) -> None:
    """No mark leaves the page in any script."""
    marks, width, height = marks_of(*examples.made_up(touchpoints, stages, script, seed=7))
    page = Box(0, 0, width, height)

    assert [mark for mark in marks if not box(mark).inside(page, slack=0.5)] == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_texts_stay_in_their_cards(examples: ModuleType, script: str) -> None:
    """A text that begins on a card ends on it."""
    marks, _, _ = marks_of(*examples.made_up(20, 6, script, seed=3))
    cards = [box(mark) for mark in marks if isinstance(mark, Rect) and mark.paint.fill in {"card", "oppfill"}]
    texts = [text_box(mark) for mark in marks if isinstance(mark, Text)]
    inside = [
        (text, card)
        for text in texts
        for card in cards
        if card.overlaps(Box((text.left + text.right) / 2, text.top + 3, (text.left + text.right) / 2 + 0.1, text.bottom - 3))
    ]

    assert inside
    assert all(text.left >= card.left - 0.5 and text.right <= card.right + 0.5 for text, card in inside)


def test_only_listed_elements_and_attributes_are_written(examples: ModuleType) -> None:
    """What is written is what the lists allow."""
    journey_map = examples.bike_map()
    root = minidom.parseString(render_map(journey_map, diagnosis=examples.bike_diagnosis(journey_map)).text.encode())  # noqa: S318 - our own output
    nodes = root.getElementsByTagName("*")

    assert {node.tagName for node in nodes} <= SVG_ELEMENTS
    assert {name for node in nodes for name in node.attributes.keys()} <= ATTRIBUTES  # noqa: SIM118 - not a dictionary
    assert [node.getAttribute("id")[-2:] for node in nodes if node.hasAttribute("id")] == ["-t", "-d"]


HOSTILE = st.one_of(
    st.text(min_size=1, max_size=60),
    st.sampled_from([
        "</text><script>alert(1)</script>", '" onload="alert(1)', "url(#x)", "a\x00\x1b", "\u202egnp", "]]>", "<!--", "&lt;&#0;",
        "👨\u200d👩\u200d👧\u200d👦" * 9, "پرداخت" * 20, "W" * 1900, "{touchpoint}", "%s", "\u200b", "\ufffe", "a\u0301" * 50,
    ]),
).filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text) and text.strip() != "")  # fmt: skip


@given(st.lists(HOSTILE, min_size=10, max_size=10, unique=True))
@settings(max_examples=40)
def test_any_text_gives_a_harmless_picture(texts: list[str]) -> None:
    """Whatever the labels say, the picture is well-formed and holds only what the lists allow."""
    title, first, second, channel, goal, quote, persona, chance, thought, note = texts
    card = Touchpoint(name=first, channels=[channel], emotions=[{"valence": -1, "quote": quote}], thought=thought, moment_of_truth=True)
    journey_map = JourneyMap(
        title=title,
        stages=[{"name": second, "goal": goal, "touchpoints": [card]}],
        personas=[{"name": persona, "quote": quote, "description": goal}],
        opportunities=[{"name": chance, "touchpoint": card.id}],
        notes=[note],
    )
    document = render_map(journey_map, diagnosis=Diagnosis())
    nodes = minidom.parseString(document.text.encode()).getElementsByTagName("*")  # noqa: S318 - our own output

    assert {node.tagName for node in nodes} <= SVG_ELEMENTS
    assert {name for node in nodes for name in node.attributes.keys()} <= ATTRIBUTES  # noqa: SIM118
    assert not any(node.tagName == "script" or node.hasAttribute("href") for node in nodes)
    assert minidom.parseString(f"<a>{document.to_html()}</a>".encode())  # noqa: S318 - our own output


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_another_process_writes_the_same_bytes(examples: ModuleType, seed: str) -> None:
    """Neither the process nor its hash seed shows."""
    journey_map = examples.bike_map()
    expected = render_map(journey_map, diagnosis=examples.bike_diagnosis(journey_map)).text
    code = (
        "import sys, importlib.util as u; s = u.spec_from_file_location('e', sys.argv[1]);"
        "e = u.module_from_spec(s); s.loader.exec_module(e);"
        "from cxjourney.render.map import render_map; m = e.bike_map();"
        "sys.stdout.buffer.write(render_map(m, diagnosis=e.bike_diagnosis(m)).text.encode())"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, examples.__file__], check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}
    )

    assert found.stdout.decode() == expected


@pytest.mark.parametrize(("touchpoints", "stages", "most"), [(14, 6, 80_000), (40, 8, 200_000)])
def test_a_map_is_small_and_quick(examples: ModuleType, quick: Any, touchpoints: int, stages: int, most: float) -> None:
    """The size goal, and a generous multiple of the time goal for a busy machine."""
    journey_map, diagnosis = examples.made_up(touchpoints, stages)
    document = render_map(journey_map, diagnosis=diagnosis)

    assert len(document.text.encode()) <= most
    assert quick(1, lambda: render_map(journey_map, diagnosis=diagnosis))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_one_look_has_no_classes(examples: ModuleType, theme: Any) -> None:
    """Light and dark are plain attributes; only auto switches."""
    journey_map = examples.bike_map()
    plain, auto = render_map(journey_map, theme=theme).text, render_map(journey_map).text

    assert "<style>" not in plain
    assert 'class="f-' not in plain
    assert "prefers-color-scheme:dark" in auto


def test_auto_is_light_and_turns_into_dark(examples: ModuleType) -> None:
    """Without its classes auto is light; with its rules applied it is dark."""
    journey_map = examples.bike_map()
    auto = render_map(journey_map).text
    rules = dict(re.findall(r"\.([fs]-\w+)\{\w+:(#\w{6})\}", auto))

    def darkened(match: re.Match[str]) -> str:
        names = match[1].split()
        text = match[0]
        for name in names:
            attribute = "fill" if name[0] == "f" else "stroke"
            text = re.sub(rf' {attribute}="#\w+"', f' {attribute}="{rules[name]}"', text)
        return text.replace(f' class="{match[1]}"', "")

    def body(text: str) -> str:
        return text[text.index("<rect") :]

    assert body(re.sub(r' class="[fs]-[^"]*"', "", auto)) == body(render_map(journey_map, theme="light").text)
    assert body(re.sub(r'<\w+[^>]* class="([fs]-[^"]*)"[^>]*>', darkened, auto)) == body(render_map(journey_map, theme="dark").text)


def test_different_maps_have_different_ids(examples: ModuleType) -> None:
    """The id comes from the content, so two maps on a page stay apart."""
    one, other = render_map(examples.bike_map()).text, render_map(examples.made_up(5, 2)[0]).text

    assert re.search(r"cxj-\w{8}", one)[0] != re.search(r"cxj-\w{8}", other)[0]
    assert render_map(examples.bike_map()).text == one


@pytest.mark.parametrize(
    ("touchpoints", "cards"),
    [(40, 40), (41, None)],
)
def test_many_touchpoints_make_an_overview(examples: ModuleType, touchpoints: int, cards: int | None) -> None:
    """From 41 touchpoints on a stage shows three and sums the rest."""
    journey_map, diagnosis = examples.made_up(touchpoints, 5)
    shown = Counter(
        mark.paint.dash
        for mark in marks_of(journey_map, diagnosis)[0]
        if isinstance(mark, Rect) and mark.paint.fill == "card" and mark.paint.stroke != "line"
    )

    assert sum(shown.values()) == (cards or 5 * 3 + shown["3 3"])
    assert bool(shown["3 3"]) == (cards is None)


def test_the_twelfth_pain_card_is_the_last(examples: ModuleType) -> None:
    """The others are counted and their money is summed."""
    journey_map, diagnosis = examples.made_up(36, 4)
    texts = texts_of(render_map(journey_map, diagnosis=diagnosis))

    assert len(diagnosis.pain_points) == 16
    assert sum(text in {"Critical", "Major", "Moderate", "Minor"} for text in texts) == 12 + 4
    assert sum(int(match[1]) for text in texts if (match := re.match(r"\+(\d+) more, €", text))) == 4


def test_a_finding_beyond_the_twelfth_has_a_card_and_a_badge_or_neither(examples: ModuleType) -> None:
    """A stage whose only finding comes late shows it; another late one has no circle that points nowhere."""
    journey_map = examples.bike_map()
    places = ["Identity photo"] * 12 + ["Receipt", "Help line"]
    pains = tuple(examples.pain(journey_map, rank, "rework", place, "minor", None, (0.2, 0.1)) for rank, place in enumerate(places, 1))
    texts = texts_of(render_map(journey_map, diagnosis=Diagnosis(pain_points=pains)))

    assert texts.count("13") == 2
    assert texts.count("14") == 0
    assert "+1 more" in texts


def test_too_many_stages_are_refused_by_name() -> None:
    """The limit names itself."""
    journey_map = JourneyMap(stages={f"Stage {number}": ["T" + str(number)] for number in range(13)})

    with pytest.raises(RenderError, match="at most 12 stages, this one has 13"):
        render_map(journey_map)


def test_a_huge_map_warns(examples: ModuleType) -> None:
    """Nobody can read a picture wider than 4,000."""
    journey_map = examples.made_up(40, 12, seed=2)[0]
    pains = JourneyMap(title="Wide", stages={f"Stage {number}": [f"{number}-{index}" for index in range(4)] for number in range(12)})

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        render_map(journey_map)
    with pytest.warns(CxJourneyWarning, match="larger than 4,000"):
        render_map(pains)


@pytest.mark.parametrize("stages", [{}, {"Find": [], "Pay": []}])
def test_an_empty_map_says_what_would_fill_it(stages: dict[str, list[str]]) -> None:
    """Header, stages and one sentence."""
    texts = texts_of(render_map(JourneyMap(title="Plan", stages=stages)))

    assert any(text.startswith("No touchpoints yet") for text in texts)
    assert "Emotion" not in texts


def test_missing_and_weak_answers_are_shown_as_such() -> None:
    """No answers, too few answers, few answers: a cross, words, a hollow point."""
    readings = [(None, 0), (0.5, 3), (0.5, 49), (0.5, 50)]
    cards = [
        Touchpoint(name=f"T{n}", emotions=[] if value is None else [{"valence": value, "estimate": Estimate(value=value, n=n)}])
        for value, n in readings
    ]
    journey_map = JourneyMap(origin="discovered", stages=[{"name": "S", "touchpoints": cards}])
    texts = texts_of(render_map(journey_map))

    assert Counter(text for text in texts if text in {"no answers", "fewer than 5", "n\u00a049", "n\u00a050"}) == Counter(
        ["no answers", "fewer than 5", "n\u00a049", "n\u00a050"]
    )
    assert "fewer than 50 answers" in texts
    assert texts.count("+0.5") == 2


def test_more_privacy_hides_more() -> None:
    """The threshold is the caller's."""
    card = Touchpoint(name="T", emotions=[{"valence": 1, "estimate": Estimate(value=1, n=9)}])
    other = Touchpoint(name="U", emotions=[{"valence": 1, "estimate": Estimate(value=1, n=90)}])
    journey_map = JourneyMap(origin="discovered", stages=[{"name": "S", "touchpoints": [card, other]}])

    assert "fewer than 10" in texts_of(render_map(journey_map, min_n=10))
    assert "n\u00a09" in texts_of(render_map(journey_map))


def test_a_stated_map_is_marked_as_a_hypothesis() -> None:
    """Dashed curve, no band, and two places that say so."""
    journey_map = JourneyMap(stages={"S": [Touchpoint(name="A", emotion=1), Touchpoint(name="B", emotion=-1)]})
    document = render_map(journey_map)
    texts = texts_of(document)

    assert any("HYPOTHESIS" in text for text in texts)
    assert "Stated by people, not measured." in texts
    assert 'stroke-dasharray="6 4"' in document.text
    assert "f-band" not in document.text


def test_without_a_diagnosis_nobody_is_blamed(examples: ModuleType) -> None:
    """A map never judges by itself: no pain lane, no friction, no tint."""
    document = render_map(examples.bike_map())

    assert "Pain points" not in document.text
    assert "panelhot" not in document.text
    assert document.title == "Renting a city bike"


def test_a_diagnosis_without_findings_says_so(examples: ModuleType) -> None:
    """Nothing found is a result."""
    document = render_map(examples.bike_map(), diagnosis=Diagnosis(tested=40))

    assert texts_of(document).count("none found") == 4
    assert "no pain point stands out" in document.title


def test_pain_without_money_is_ranked_by_severity(examples: ModuleType) -> None:
    """The lane says what it is ranked by."""
    journey_map = examples.bike_map()
    pain = examples.pain(journey_map, 1, "rework", "Unlock", "minor", None, (0.2, 0.1))
    texts = texts_of(render_map(journey_map, diagnosis=Diagnosis(pain_points=(pain,))))

    assert "ranked by" in texts
    assert "severity, money" in texts
    assert not any("at stake" in text for text in texts)


def test_only_one_flagged_stage_is_tinted(examples: ModuleType) -> None:
    """The stage whose pain points put the most at stake."""
    journey_map = examples.bike_map()
    marks, _, _ = marks_of(journey_map, examples.bike_diagnosis(journey_map))
    tinted = [mark for mark in marks if isinstance(mark, Rect) and mark.paint.fill == "panelhot"]
    heading = next(mark for mark in marks if isinstance(mark, Text) and mark.text == "Sign up")

    assert len(tinted) == 1
    assert tinted[0].x < heading.x < tinted[0].x + tinted[0].width


@pytest.mark.parametrize("locale", ["en", "fa", "hu", "ru", "vi"])
def test_a_lane_of_one_channel_holds_its_own_name(locale: str) -> None:
    """What stands under the name of the lane ends before the next lane begins."""
    paid = Touchpoint(name="Pay", channels=["Web"], emotion=-1)
    marks, _, _ = marks_of(JourneyMap(stages=[{"name": "Buy", "touchpoints": [paid]}]), locale=locale)
    column = [text_box(mark) for mark in marks if isinstance(mark, Text) and mark.x == 28]

    assert words(locale)("lane.channels") in [mark.text for mark in marks if isinstance(mark, Text)]
    assert not [one for index, one in enumerate(column) for other in column[index + 1 :] if one.overlaps(other)]


def test_the_tinted_stage_is_the_one_that_the_title_names(examples: ModuleType) -> None:
    """Also where the findings of another stage put more at stake together; without findings attention decides."""
    journey_map = examples.bike_map()
    diagnosis = examples.bike_diagnosis(journey_map)
    rows = [row.replace(flagged=True, attention=rank) for row, rank in zip(diagnosis.friction_stages, (3, 1, 2, 4), strict=True)]
    first = examples.pain(journey_map, 1, "drop_off", "Receipt", "critical", 50_000, (0.24, 0.06))
    others = [pain.replace(rank=pain.rank + 1) for pain in diagnosis.pain_points]
    named = diagnosis.replace(pain_points=(first, *others), friction_stages=tuple(rows))

    assert hot_stage(Source(journey_map, named, words("en"))) == "afterwards"
    assert hot_stage(Source(journey_map, named.replace(pain_points=()), words("en"))) == "sign-up"


def test_a_flag_without_friction_says_why(examples: ModuleType) -> None:
    """What hurts there may be nothing that friction counts, such as a wait for which nothing is declared."""
    journey_map = examples.bike_map()
    diagnosis = examples.bike_diagnosis(journey_map)
    look, sign_up, *rest = diagnosis.friction_stages
    rows = (look, sign_up.replace(rate=examples.estimate(0.0, unit="share"), pain_points=(1, 2)), *rest)
    note = "Flagged for pain points that friction does not count: Sign up."

    assert note in map_view(Source(journey_map, diagnosis.replace(friction_stages=rows), words("en"))).notes
    assert note not in map_view(Source(journey_map, diagnosis, words("en"))).notes


def test_more_than_twelve_channels_are_put_together() -> None:
    """The smallest share a row, and the footnote counts them."""
    cards = [{"name": f"T{number}", "channels": [f"Channel {number:02}"]} for number in range(15)]
    texts = texts_of(render_map(JourneyMap(stages=[{"name": "S", "touchpoints": cards}])))

    assert sum(text.startswith("Channel ") for text in texts) == 11
    assert "Other" in texts
    assert any("Other: 4 smaller channels together." in text for text in texts)


def test_what_was_cut_is_reported_and_kept() -> None:
    """Users and tests can see what did not fit."""
    name = "An extraordinarily long name for a thing that takes a moment " * 2
    document = render_map(JourneyMap(stages={"S": [name]}))

    assert document.truncated == (name.strip(),)
    assert f"<title>{name.strip()}</title>" in document.text


def test_long_names_with_one_beginning_keep_their_ends() -> None:
    """Cards of the same words would tell nothing; the whole name is kept for the pointer."""
    names = [f"onboarding_other_login_privacy_policy_{end}" for end in ("shown", "decline")]
    document = render_map(JourneyMap(stages={"Begin": names, "Go on": [f"Step {number}" for number in range(18)]}))

    assert {"shown", "decline"} <= set(texts_of(document))
    assert set(names) <= set(document.truncated)


def test_unknown_options_are_refused() -> None:
    """Each argument names its choices."""
    with pytest.raises(OptionError, match="theme"):
        render_map(JourneyMap(), theme="sepia")
    with pytest.raises(OptionError, match="locale"):
        render_map(JourneyMap(), locale="tlh")
    with pytest.raises(OptionError, match="min_n"):
        render_map(JourneyMap(), min_n=-1)


def test_the_title_can_be_given(examples: ModuleType) -> None:
    """The caller's claim wins over the written one."""
    journey_map = examples.bike_map()
    document = render_map(journey_map, diagnosis=examples.bike_diagnosis(journey_map), title="Photos cost us riders")

    assert document.title == "Photos cost us riders"
    assert any(text.startswith("Renting a city bike · 9,412 customers") for text in texts_of(document))


def test_screen_readers_get_the_same_figures(examples: ModuleType) -> None:
    """Roles, labels and the description tell what is drawn."""
    journey_map = examples.bike_map()
    text = render_map(journey_map, diagnosis=examples.bike_diagnosis(journey_map)).text
    root = minidom.parseString(text.encode())  # noqa: S318 - our own output
    groups = [node for node in root.getElementsByTagName("g") if node.hasAttribute("role")]
    labels = [node.getAttribute("aria-label") for node in groups]
    lists = [node.getAttribute("aria-label") for node in groups if node.getAttribute("role") == "list"]

    assert root.documentElement.getAttribute("role") == "graphics-document document"
    assert lists == [
        "Stages",
        "Friction",
        "Customer goal",
        "Touchpoints",
        "Channels",
        "Emotion curve",
        "Metrics",
        "Pain points, ranked",
        "Opportunities",
    ]
    assert "Sign up: 5,836 customers, median 6.8\u00a0min, 71% go on, friction 63%, flagged" in labels
    assert "Identity photo: 5,102 customers, emotion −1.4 ± 0.1, n\u00a0640, moment of truth" in labels
    assert "Identity photo: App 90%, Web 10%" in labels
    assert len(root.getElementsByTagName("desc")[0].firstChild.data) <= 600


def test_only_maps_are_drawn() -> None:
    """A path or a log of events is no map, and a severity no diagnosis."""
    with pytest.raises(TypeError, match="takes a JourneyMap, found str"):
        render_map("events.csv")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="found int"):
        render_map(JourneyMap(), diagnosis=3)  # type: ignore[arg-type]


def test_every_list_has_items(examples: ModuleType) -> None:
    """A list without items would be announced as empty."""
    for journey_map in (JourneyMap(), examples.bike_map(), examples.made_up(60, 8)[0]):
        root = minidom.parseString(render_map(journey_map, diagnosis=Diagnosis()).text.encode())  # noqa: S318 - our own output
        lists = [node for node in root.getElementsByTagName("g") if node.getAttribute("role") == "list"]

        assert all(any(child.getAttribute("role") == "listitem" for child in node.getElementsByTagName("g")) for node in lists)


def test_right_to_left_labels_are_isolated_in_a_left_to_right_map() -> None:
    """Each Persian label keeps to itself, also inside a sentence."""
    journey_map = JourneyMap(title="سفارش", stages={"پرداخت": [Touchpoint(name="درگاه بانک", emotion=-1)]}, scenario="First order")
    texts = texts_of(render_map(journey_map, title="سفارش: 24% leave", direction="ltr"))

    assert "\u2068پرداخت\u2069" in texts
    assert "\u2068سفارش\u2069 · First order" in texts


def test_rank_badges_stand_by_the_curve_and_on_the_card(examples: ModuleType) -> None:
    """Every pain point can be found in both places."""
    journey_map = examples.bike_map()
    counts = Counter(texts_of(render_map(journey_map, diagnosis=examples.bike_diagnosis(journey_map))))

    assert [counts[str(rank)] for rank in range(1, 6)] == [2, 2, 2, 2, 2]


def test_a_gap_is_named_by_what_differs(examples: ModuleType) -> None:
    """Two gaps of one touchpoint are told apart on their cards."""
    journey_map = examples.bike_map()
    pains = tuple(
        examples.pain(journey_map, rank, "channel_gap", "Deposit", "major", None, (-0.6, 0.5), unit="valence", channel="App", gap_of=kind)
        for rank, kind in enumerate(("low_score", "high_effort"), 1)
    )
    plain = render_map(journey_map, diagnosis=Diagnosis(pain_points=pains)).plain

    assert "Low scores at Deposit (App)" in plain
    assert "Deposit takes too much effort (App)" in plain
