from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from xml.dom import minidom

import pytest

from cxjourney.errors import OptionError
from cxjourney.render.map import render_map
from cxjourney.render.page import SMALL
from cxjourney.render.text import measure
from cxjourney.render.words import LANGUAGES, PICTURES, Words, words

if TYPE_CHECKING:
    from types import ModuleType

    from cxjourney.model.touchpoint import Touchpoint

PACKAGE = Path(__file__).parents[2] / "cxjourney" / "render"
COMPUTED = (
    "pain.",
    "plan.",
    "claim.",
    "lane.",
    "unit.",
    "kpi.",
    "metric.",
    "note.",
    "evidence.",
    "heat.",
    "flow.",
    "journey.",
    "report.",
    "compare.",
    "trend.",
    "table.",
)
UNTRANSLATED: set[str] = set()
OTHERS = [language for language in LANGUAGES if language != "en"]


def missing(language: str) -> list[str]:
    """Return the messages that a language says in English."""
    return sorted(set(words("en").messages) - set(words(language).messages))


@pytest.mark.parametrize("language", OTHERS)
def test_no_language_has_a_key_of_its_own(language: str) -> None:
    """What is left over was renamed or removed in English."""
    assert sorted(set(words(language).messages) - set(words("en").messages)) == []


def test_every_message_is_used() -> None:
    """A message nobody says is removed."""
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.parent.name != "words" or path.stem == "__init__"
    )
    said = set(re.findall(r'"([a-z_.]+)"', code)) | {"as_is", "to_be", "hypothesis", "discovered", "blended", "pos"}

    assert [key for key in words("en").messages if key not in said and not key.startswith(COMPUTED)] == []


def test_nouns_are_counted() -> None:
    """One stage, two stages, none."""
    assert [words("en").count("stages", n) for n in (0, 1, 2, 1_200)] == ["0 stages", "1 stage", "2 stages", "1,200 stages"]


def test_values_are_isolated_in_sentences() -> None:
    """A right-to-left value does not turn the sentence around."""
    assert words("en")("pain.drop_off", touchpoint="پرداخت") == "Customers leave at \u2068پرداخت\u2069"
    assert words("en")("pain.drop_off", touchpoint="{0}") == "Customers leave at {0}"


@pytest.mark.parametrize("locale", ["ru", "ru-RU", "RU", "ru_RU.UTF-8"])
def test_a_region_may_be_given(locale: str) -> None:
    """The language decides."""
    assert words(locale).locale == "ru"


def test_an_unknown_language_is_refused_with_the_choices() -> None:
    """The message lists the languages; a number is no language."""
    with pytest.raises(OptionError, match="hu"):
        words("hun")
    with pytest.raises(TypeError, match="found 7"):
        words(7)  # type: ignore[arg-type]


def test_pictures_have_modules_of_their_own() -> None:
    """No file of words belongs to a picture that is not listed."""
    names = {path.stem for path in (PACKAGE / "words").glob("*_*.py") if not path.stem.startswith("__")}

    assert names <= {f"{language}_{picture}" for language in LANGUAGES for picture in PICTURES}


@pytest.mark.parametrize("language", OTHERS)
def test_the_map_is_said_completely_in_every_language(language: str) -> None:
    """What the map and all pictures share has no English left; other pictures may still fall back."""
    shared = set(import_module("cxjourney.render.words.en").MESSAGES)

    assert [key for key in missing(language) if key in shared] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_one_name(language: str) -> None:
    """Whatever picture or table it stands in: no figure is named twice, and what has one name in English has one in every language."""
    kinds = ("heat.measure.", "trend.measure.", "report.figure.")
    names = {key: message for key, message in words(language).messages.items() if key.startswith(kinds)}
    figures = [key.rsplit(".", 1)[1] for key in names]
    english: dict[object, set[object]] = {}
    for key, message in names.items():
        english.setdefault(words("en").messages[key], set()).add(message)

    assert len(figures) == len(set(figures)) > 30
    assert {name: found for name, found in english.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whole_journeys_and_intervals_have_one_name(language: str) -> None:
    """In heat maps, trends and reports."""
    said = words(language)

    assert len({said(key).casefold() for key in ("heat.total.row", "trend.whole", "report.journey")}) == 1
    assert said("legend.interval", level="95%") == said("trend.key.interval", level="95%")


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_takes_the_values_of_the_english_one(language: str) -> None:
    """A translation neither drops a figure nor asks for one that is not there."""
    english, other = words("en").messages, words(language).messages

    def fields(message: str | tuple[str, ...]) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", message if isinstance(message, str) else " ".join(message)))

    assert {key for key in other if fields(other[key]) != fields(english[key])} <= {"date"}


@pytest.mark.parametrize("language", OTHERS)
def test_plural_forms_are_those_of_babel(language: str) -> None:
    """Each whole number takes the form that CLDR gives it, and a fraction the one of a fraction."""
    babel = pytest.importorskip("babel")
    rule = babel.Locale(language).plural_form
    forms = {"ru": {"one": 0, "few": 1, "many": 2, "other": 1}}.get(language, {})
    message = words(language).messages["customers"]

    assert (3 if language == "ru" else 1) == (1 if isinstance(message, str) else len(message))
    if forms:
        numbers = [Decimal(n) for n in (*range(130), 1_001, 1_012, 1_113)] + [Decimal("0.5"), Decimal("1.5"), Decimal("2.5")]
        assert [words(language).numerals.plural(number) for number in numbers] == [forms[rule(number)] for number in numbers]


def test_counted_nouns_read_well() -> None:
    """Russian has three forms; Hungarian, Persian and Vietnamese leave the noun alone."""
    assert [words("ru").count("stages", n) for n in (1, 3, 5, 11, 21)] == ["1 этап", "3 этапа", "5 этапов", "11 этапов", "21 этап"]
    assert words("hu").count("customers", 1_200) == "1\u00a0200 ügyfél"
    assert words("fa").count("customers", 18_240) == "۱۸٬۲۴۰ مشتری"
    assert words("vi").count("stages", 1) == "1 giai đoạn"


@pytest.mark.parametrize("language", ["ru", "hu", "vi"])
def test_periods_are_written_as_babel_writes_them(language: str) -> None:
    """The last day of a period as CLDR's medium date, apart from the kind of space."""
    dates = pytest.importorskip("babel.dates")
    first, last = date(2025, 12, 9), date(2026, 9, 30)
    expected = [dates.format_date(day, "medium", locale=language).replace("\u202f", "\u00a0") for day in (first, last)]

    assert words(language).period(first, last) == f"{expected[0]} – {expected[1]}"


def test_persian_periods_are_solar_hijri() -> None:
    """Readers of Persian count years and months from the spring equinox."""
    assert words("fa").period(date(2026, 7, 1), date(2026, 9, 22)) == "۱۰ \u2068تیر\u2069 تا ۳۱ \u2068شهریور\u2069 ۱۴۰۵"
    assert words("hu").period(date(2026, 7, 1), date(2026, 9, 30)) == "2026. júl. 1. – szept. 30."


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_below_a_point_fits_the_narrowest_column(language: str) -> None:
    """Neighbours on a poster never touch."""
    said = words(language)
    texts = [said("no_answers"), said("stated"), said("few_answers", n="10"), said.numerals.count(123_456)]

    assert [text for text in texts if measure(text, SMALL) > 78] == []


@pytest.mark.parametrize(("language", "script"), [("ru", "cyrillic"), ("fa", "persian")])
@pytest.mark.parametrize("touchpoints", [14, 60])
def test_nothing_but_names_is_left_in_english(examples: ModuleType, language: str, script: str, touchpoints: int) -> None:
    """Drawn or said: apart from channels, acronyms and the letters of statistics, no Latin word stands in the picture."""
    journey_map, diagnosis = examples.made_up(touchpoints, 6, script)
    quoted = journey_map.replace(
        notes=["The stages were found from the order of visits."],
        stages=[
            stage.model_copy(update={"goal": None, "touchpoints": tuple(_unquoted(card) for card in stage.touchpoints)})
            for stage in journey_map.stages
        ],
    )
    root = minidom.parseString(render_map(quoted, diagnosis=diagnosis, locale=language).text.encode())  # noqa: S318 - our own output
    said = [node.getAttribute(name) for node in root.getElementsByTagName("*") for name in ("aria-label", "aria-roledescription")]
    nodes = [node for name in ("text", "title", "desc") for node in root.getElementsByTagName(name)]
    said += [child.data for node in nodes for child in node.childNodes if child.nodeType == child.TEXT_NODE]
    left = {word for text in said for word in re.findall(r"[A-Za-z]{2,}", text)}

    assert left - {*examples.CHANNELS, "NPS", "CES", "CSAT"} == set()


def _unquoted(card: Touchpoint) -> Touchpoint:
    return card.model_copy(update={"emotions": tuple(reading.model_copy(update={"quote": None}) for reading in card.emotions)})


def test_what_a_language_does_not_say_is_said_in_english() -> None:
    """With its own figures; a key nobody knows is an error."""
    bare = Words("xx", words("fa").numerals, {"lane.stages": "مراحل"}, "rtl", english=words("en"))

    assert (bare("lane.stages"), bare("lane.channels")) == ("مراحل", "Channels")
    assert bare.count("stages", 1) == "۱ stage"
    assert bare.has("lane.channels")
    assert not bare.has("lane.nothing")
    with pytest.raises(KeyError):
        bare("lane.nothing")


@pytest.mark.parametrize("language", OTHERS)
def test_pictures_that_fall_back_to_english_are_listed(language: str) -> None:
    """Whoever adds messages in English translates them, or names here the first part of their keys."""
    assert {key.partition(".")[0] for key in missing(language)} == UNTRANSLATED


def test_a_single_day_is_named_once() -> None:
    """A survey of one day has no span."""
    assert words("en").period(date(2018, 5, 1), date(2018, 5, 1)) == "1 May 2018"
