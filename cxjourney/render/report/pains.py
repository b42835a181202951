"""The pain points with all their evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.frame import Telling, finish
from cxjourney.render.icons import badge, severity_icon
from cxjourney.render.report.differences import change, distance
from cxjourney.render.report.figures import whole
from cxjourney.render.report.html import directed, tag, text_direction
from cxjourney.render.report.picture import inline
from cxjourney.render.report.plot import interval_plot
from cxjourney.render.views.pains import pain_evidence, pain_title
from cxjourney.render.views.source import prose
from cxjourney.render.views.stakes import shown_stake

if TYPE_CHECKING:
    from cxjourney.model.findings import PainPoint
    from cxjourney.render.markup import Markup
    from cxjourney.render.theme import ThemeChoice
    from cxjourney.render.views.source import Source

_FIRST = 5


def pain_list(source: Source, theme: ThemeChoice) -> list[Markup]:
    """
    Return the pain points, or why there are none.

    Parameters
    ----------
    source
        The map, its diagnosis and the language.
    theme
        The colours.
    """
    words, diagnosis = source.words, source.diagnosis
    if diagnosis is None:
        return [tag("p", words("report.pains.unjudged"))]
    tests = words.numerals.fixed(diagnosis.tested)
    if not source.pains:
        return [tag("p", words("report.pains.none", tests=tests))]
    if all(pain.basis == "assumption" for pain in source.pains):
        lead = words("report.pains.stated")
    else:
        count = words.count("report.pains.count", len(source.pains))
        lead = words("report.pains.lead", pains=count, tests=tests, fdr=words.numerals.percent(diagnosis.fdr))
    return [tag("p", lead), tag("ol", *(_card(source, pain, theme) for pain in source.pains), class_="cxj-pains")]


def first_pains(source: Source, theme: ThemeChoice) -> list[Markup]:
    """
    Return the worst pain points in a line each, leading to their evidence.

    Parameters
    ----------
    source
        The map, its diagnosis and the language.
    theme
        The colours.
    """
    rows = [
        tag(
            "li",
            _signs(source, pain, theme, "bg"),
            tag("a", pain_title(source, pain), href=f"#pain-{pain.rank}"),
            tag("span", pain_evidence(source, pain), class_="cxj-note"),
            *_stake_note(source, pain),
        )
        for pain in source.pains[:_FIRST]
    ]
    return [tag("ol", *rows, class_="cxj-first", aria_label=source.words("report.first"))] if rows else []


def _signs(source: Source, pain: PainPoint, theme: ThemeChoice, ground: str) -> Markup:
    words = source.words
    marks = [*severity_icon(pain.severity_level, 12, 12), *badge(words.numerals.fixed(pain.rank), pain.severity_level, 36, 12)]
    telling = Telling(title=words.numerals.fixed(pain.rank), description=words(pain.severity_level), kind=words("report.sign"), plain="")
    return inline(finish(marks, (48, 24), telling, words, theme, ground=ground))


def _stake_note(source: Source, pain: PainPoint) -> list[Markup]:
    amount = source.amount(shown_stake(pain))
    return [tag("span", source.words("pain.at_stake", amount=amount), class_="cxj-push")] if amount else []


def _card(source: Source, pain: PainPoint, theme: ThemeChoice) -> Markup:
    words = source.words
    level = words(pain.severity_level)
    score = words("report.severity", level=level, value=words.numerals.fixed(pain.severity.value or 0))
    head = tag(
        "header",
        _signs(source, pain, theme, "card"),
        tag("span", score, class_=f"cxj-level {pain.severity_level}"),
        *_stake_note(source, pain),
    )
    plot = interval_plot(source, pain, theme)
    summary = prose(pain.summary) or ""
    facts = [part for name, text in _facts(source, pain) for part in (tag("dt", name), tag("dd", directed(text)))]
    return tag(
        "li",
        head,
        tag("h3", pain_title(source, pain)),
        tag("p", summary, class_="cxj-note", dir=text_direction(summary)),
        *([tag("div", inline(plot), class_="cxj-plot")] if plot else []),
        tag("dl", *facts),
        class_="cxj-pain",
        id=f"pain-{pain.rank}",
    )


def _facts(source: Source, pain: PainPoint) -> list[tuple[str, str]]:
    words, evidence = source.words, pain.evidence
    against = whole(source, pain.reference, with_n=False)
    facts = [
        ("places", str(pain.location)),
        ("measured", whole(source, pain.estimate)),
        ("reference", words("report.reference.value", value=against, what=evidence.reference)),
        ("effect", change(source, pain.effect) if pain.effect.value is not None else ""),
        ("margin", distance(source, pain.effect, evidence.margin) if pain.q_value is not None else ""),
        ("certainty", words.listed(_certainty(source, pain))),
        ("test", evidence.test),
        ("counts", words.listed(f"{name.replace('_', ' ')} {words.numerals.fixed(count)}" for name, count in evidence.counts)),
        ("affected", whole(source, pain.affected_customers, with_n=False) if pain.affected_customers else ""),
        ("reach", whole(source, pain.reach, with_n=False) if pain.reach else ""),
        ("stake", _stake(source, pain)),
        ("cause", words(f"report.cause.{pain.cause}") if pain.cause else ""),
        ("basis", words(f"report.basis.{pain.basis}") if pain.basis != "measured" else ""),
    ]
    return [(words(f"report.{key}"), text) for key, text in facts if text and text != words("report.none")]


def _stake(source: Source, pain: PainPoint) -> str:
    stake = shown_stake(pain)
    amount = source.amount(stake)
    if stake is None or amount is None or stake.low is None or stake.high is None:
        return amount or ""
    numerals = source.words.numerals
    if source.is_money(stake):
        ends = [numerals.money(end, source.currency(stake)) for end in (stake.low, stake.high)]
    else:
        ends = [numerals.fixed(end, 0 if abs(end) >= 10 else 1) for end in (stake.low, stake.high)]
    return source.words("report.interval", value=amount, low=ends[0], high=ends[1])


def _certainty(source: Source, pain: PainPoint) -> list[str]:
    words, p_value = source.words, pain.evidence.p_value
    found = [words.numerals.q_value(pain.q_value)] if pain.q_value is not None else []
    if p_value is not None:
        tiny = p_value < 0.001
        text = words.numerals.fixed(0.001 if tiny else p_value, 3)
        found.append(words("report.p_tiny" if tiny else "report.p_value", p=text))
    return found
