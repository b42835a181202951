"""The picture of a trend."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.dom import minidom

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.errors import OptionError, RenderError
from cxjourney.render.trend.axis import Axis
from cxjourney.render.trend.wording import figure
from cxjourney.render.words import words

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
PERIODS = tuple(
    cx.TrendPeriod(name=f"2026-{month:02d}", start=datetime(2026, month, 1, tzinfo=UTC), end=datetime(2026, month + 1, 1, tzinfo=UTC))
    for month in range(1, 7)
)


def series(**more: Any) -> cx.TrendSeries:
    """Return a series with a gap, the last period open."""
    facts: dict[str, Any] = {
        "measure": "going_on_rate",
        "stage": "Checkout",
        "values": [0.5, 0.48, None, 0.2, 0.5, None],
        "low": [0.45, 0.44, None, 0.15, 0.45, None],
        "high": [0.55, 0.52, None, 0.25, 0.55, None],
        "n": [400, 380, 0, 410, 390, 90],
        "said": 5,
    }
    return cx.TrendSeries(**{**facts, **more})


def incident(**more: Any) -> cx.Incident:
    """Return an incident of April."""
    before, during = (cx.Estimate(value=value, n=300, unit="share") for value in (0.49, 0.2))
    facts: dict[str, Any] = {
        "kind": "drop_off",
        "measure": "going_on_rate",
        "stage": "Checkout",
        "start": "2026-04-02",
        "end": "2026-04-28",
    }
    return cx.Incident(**{**facts, "before": before, "during": during, "q_value": 0.001, **more})


def trend(*incidents: cx.Incident, shown: tuple[cx.TrendSeries, ...] | None = None, **more: Any) -> cx.Trend:
    """Return a trend of half a year."""
    worse = tuple(each for each in incidents if not each.better)
    better = tuple(each for each in incidents if each.better)
    found = (series(),) if shown is None else shown
    return cx.Trend(every="month", periods=PERIODS, series=found, incidents=worse, improvements=better, tested=9, **more)


def test_the_title_is_the_clearest_incident() -> None:
    """It says what, where, from what to what, and when."""
    drawn = cx.render_trend(trend(incident(), incident(stage="Basket", q_value=0.04)), theme="light")

    assert drawn.title == "Going on at Checkout fell from 49% to 20%, 2 Apr – 28 Apr 2026"


def test_nothing_found_is_said() -> None:
    """The figures are drawn all the same."""
    drawn = cx.render_trend(trend(), theme="light")

    assert drawn.title == "Nothing went worse beyond chance"
    assert "2026-03: –" in drawn.plain
    assert "2026-06: not known yet" in drawn.plain


def test_nothing_is_said_of_days_that_were_not_searched() -> None:
    """The claim ends with the search; so does the bar of an incident that goes on, and its shade."""
    found = trend().replace(searched_until="2026-04-30")
    drawn = cx.render_trend(found, theme="light")

    assert drawn.title == "Up to 30 Apr 2026, nothing went worse beyond chance"
    axis = Axis(0.0, 181.0, PERIODS, found.searched_until)
    assert axis.span(incident(end=None)) == (pytest.approx(91), pytest.approx(120))
    assert axis.span(incident(end=None, searched_until="2026-05-31")) == (pytest.approx(91), pytest.approx(151))


def test_one_period_of_two_customers_does_not_set_the_scale() -> None:
    """Its wide interval is cut at the edge; that of many customers is not."""
    wide = {"unit": "seconds", "values": [9.0, 8.0, 9.0, 9.0, 9.0, 9.0], "low": [8.0] * 6, "high": [10.0, 5e8, 10.0, 10.0, 10.0, 10.0]}
    few, many = (str(cx.render_trend(trend(shown=(series(**wide, n=[90, n, 90, 90, 90, 90], said=6),)), theme="light")) for n in (2, 900))

    assert "years" in many
    assert "years" not in few


def test_periods_of_far_fewer_than_usual_do_not_set_the_scale() -> None:
    """The first week of a log holds its last customers only; a thin log has no better periods."""
    wide = {"values": [0.02] * 6, "low": [0.01] * 6, "high": [0.9, *[0.03] * 5], "said": 6}
    thin, usual = (str(cx.render_trend(trend(shown=(series(**wide, n=[30, n, n, n, n, n]),)), theme="light")) for n in (900, 40))

    assert ">3.2%<" in thin
    assert ">97%<" in usual


@pytest.mark.parametrize(("weeks", "tick"), [(50, ">1 Jan<"), (60, ">1 Jan 2026<")])
def test_days_have_their_year_where_there_are_two_of_a_name(weeks: int, tick: str) -> None:
    """Elsewhere the subtitle says it once."""
    starts = [FIRST + timedelta(weeks=place) for place in range(weeks)]
    periods = [cx.TrendPeriod(name=f"{start:%Y-%m-%d}", start=start, end=start + timedelta(weeks=1)) for start in starts]
    periods[0] = periods[0].replace(complete=False)
    long = series(values=[0.5] * weeks, low=[0.4] * weeks, high=[0.6] * weeks, n=[90] * weeks, said=weeks)
    drawn = str(cx.render_trend(cx.Trend(every="week", periods=periods, series=[long], tested=9), theme="light"))

    assert tick in drawn
    assert "part of a period" not in drawn  # so many periods have no points


def test_nothing_searched_is_no_good_news() -> None:
    """A thin log says nothing about incidents."""
    drawn = cx.render_trend(trend().replace(tested=0), theme="light")

    assert drawn.title == "Too little was observed to say whether anything went worse"
    assert "0 incidents" not in str(drawn)


def test_gaps_stay_gaps() -> None:
    """A period without data breaks the line into two."""
    text = str(cx.render_trend(trend(), theme="light"))
    lines = [part for part in text.split("<path ") if 'stroke-width="1.6"' in part]

    assert len(lines) == 2


def test_better_is_told_by_more_than_its_colour() -> None:
    """In words beside the bar, and by an outline; grounds that cannot be said yet are hatched."""
    worse, better = (str(cx.render_trend(trend(incident(better=way)), theme="light")) for way in (False, True))

    assert ">worse<" in worse
    assert ">better<" in better
    assert worse.count('stroke="#1F6FB2"') == 0
    assert better.count('stroke="#1F6FB2"') == 3  # the bar, the ground, and the sign in the legend
    assert re.search(r'<path d="(M[0-9. ]+L[0-9. ]+){4,}" fill="none" stroke="#7C8896"', worse)


def test_long_names_leave_room_for_figures_and_their_own_ends() -> None:
    """The title says from what to what; places that begin alike can be told apart."""
    stem = "checkout_payment_card_three_d_secure_redirect_to_the_issuing_bank_"
    two = [incident(stage=stem + "shown", touchpoint=stem + end, channel=stem + "web") for end in ("opened", "failed")]
    drawn = cx.render_trend(trend(*two), theme="light")
    title = " ".join(re.findall(r'font-size="26"[^>]*>(?:<title>[^<]*</title>)?([^<]*)<', str(drawn)))

    assert "fell from 49% to 20%, 2 Apr – 28 Apr 2026" in title
    assert stem + "opened" in drawn.title
    shown = " ".join(re.findall(">([^<]+)</text>", str(drawn)))
    assert all(f"{end} · checkout_" in shown for end in ("opened", "failed"))


def test_long_series_are_told_by_their_ends_and_extremes() -> None:
    """Hundreds of periods cannot be heard; the plain text has them all."""
    months = [FIRST + timedelta(days=30 * place) for place in range(31)]
    periods = [cx.TrendPeriod(name=f"{start:%Y-%m-%d}", start=start, end=start + timedelta(days=30)) for start in months]
    values = [0.5, *(0.3 + 0.01 * place for place in range(29)), 0.4]
    long = series(values=values, low=values, high=values, n=[90] * 31, said=31)
    drawn = cx.render_trend(cx.Trend(every="month", periods=periods, series=[long], tested=9), theme="light")

    summed = "Going on, Checkout. 31 periods from 2026-01-01 (50%) to 2028-06-19 (40%); lowest 30% (2026-01-31), highest 58% (2028-05-20)"
    assert f'aria-label="{summed}"' in str(drawn)
    assert "2027-12-22: 53%" in drawn.plain


def test_incidents_that_go_on_end_in_a_point() -> None:
    """So nobody reads the end of the log as the end of the incident."""
    ended, open_yet = (str(cx.render_trend(trend(incident(**more)), theme="light")) for more in ({}, {"end": None}))

    assert "still going on" in open_yet
    assert "still going on" not in ended
    assert "since 2 Apr 2026" in open_yet


@pytest.mark.parametrize("locale", ["en", "fa", "hu", "ru", "vi"])
def test_every_language_draws_it(locale: str) -> None:
    """Well-formed, in the direction of the language, without a word of English where there is a translation."""
    drawn = cx.render_trend(trend(incident(), incident(better=True, stage="Basket")), theme="auto", locale=locale)

    assert minidom.parseString(str(drawn)).documentElement.getAttribute("lang") == locale  # noqa: S318 - our own
    assert drawn.direction == ("rtl" if locale == "fa" else "ltr")
    assert ("Figures over time" in str(drawn)) is (locale == "en")


def test_it_runs_as_most_of_its_names_where_no_language_is_asked_for() -> None:
    """As all pictures do: names of stages and touchpoints count, each once; a locale or a direction that is given decides."""
    found = trend(incident(stage="پرداخت"), shown=(series(stage="پرداخت"), series(stage="پرداخت", touchpoint="سبد"), series(stage="Pay")))

    assert cx.render_trend(found).direction == "rtl"
    assert (cx.render_trend(found, locale="en").direction, cx.render_trend(found, direction="ltr").direction) == ("ltr", "ltr")
    assert cx.render_trend(trend(incident(), incident(stage="پرداخت"))).direction == "ltr"


def test_english_dates_stay_whole_where_names_run_the_other_way() -> None:
    """Day, month and year are one run of text, isolated as a whole."""
    drawn = str(cx.render_trend(trend(incident(stage="پرداخت")), theme="light", direction="rtl"))

    assert "\u2068Going on\u2069 · \u20682 Apr – 28 Apr 2026\u2069" in drawn


@pytest.mark.parametrize(("unit", "before", "during"), [("seconds", 39_600.0, 19_080.0), ("share", 0.62, 0.56), ("nps", 12.0, -4.0)])
def test_persian_changes_run_from_right_to_left(unit: str, before: float, during: float) -> None:
    """What was stands first in a run from right to left, each figure a run of its own, whether or not its unit has letters."""
    ends = {name: cx.Estimate(value=value, n=300, unit=unit) for name, value in (("before", before), ("during", during))}
    drawn = str(cx.render_trend(trend(incident(measure="x", better=True, **ends)), theme="light", locale="fa"))
    language = words("fa")

    was, became = (figure(language, value, unit) for value in (before, during))
    assert language("trend.change", before=was, during=became) in drawn
    assert drawn.index(was) < drawn.index(became)
    assert drawn.count("\u2066") == drawn.count("\u2066", 0, drawn.rindex("\u2069"))


def test_dates_stay_whole_behind_a_latin_name() -> None:
    """The day would join the name without a mark between them."""
    drawn = str(cx.render_trend(trend(incident(measure="csat")), theme="light", locale="fa"))

    assert "\u2068CSAT\u2069 · ۱۳ \u2068فروردین\u2069" in drawn


@given(st.text(min_size=1, max_size=60).filter(lambda text: not text.isspace()))
def test_any_name_can_be_drawn(name: str) -> None:
    """Whatever stages are called."""
    drawn = cx.render_trend(trend(incident(stage=name), shown=(series(stage=name),)), theme="light")

    assert minidom.parseString(str(drawn)).documentElement.tagName == "svg"  # noqa: S318 - our own


def test_many_incidents_are_counted() -> None:
    """The clearest twelve are drawn, the rest is told."""
    drawn = cx.render_trend(trend(*[incident(stage=f"S{place}", q_value=place / 1_000) for place in range(15)]), theme="light")

    assert "3 more incidents" in str(drawn)


def test_measures_can_be_chosen() -> None:
    """Those that the trend has."""
    chosen = cx.render_trend(trend(shown=(series(), series(measure="friction_rate"))), measures="friction_rate", theme="light")

    assert "Friction" in chosen.plain
    assert "Going on" not in chosen.plain
    with pytest.raises(OptionError, match="measures"):
        cx.render_trend(trend(), measures="nonsense")


def test_what_cannot_be_drawn_is_refused() -> None:
    """With a reason each."""
    with pytest.raises(TypeError, match="render_trend takes what trend"):
        cx.render_trend("trend")  # type: ignore[arg-type]
    with pytest.raises(RenderError, match="no figures"):
        cx.render_trend(trend(shown=()))
    with pytest.raises(OptionError, match="limit"):
        cx.render_trend(trend(), limit=-1)
    with pytest.raises(TypeError, match="limit"):
        cx.render_trend(trend(), limit=True)
    with pytest.raises(OptionError, match="direction"):
        cx.render_trend(trend(), direction="down")  # type: ignore[arg-type]


def test_days_are_drawn_as_lines_without_points() -> None:
    """Hundreds of points would hide the line."""
    days = tuple(cx.TrendPeriod(name=str(place), start=FIRST + timedelta(place), end=FIRST + timedelta(place + 1)) for place in range(90))
    many = {name: [0.5] * 90 for name in ("values", "low", "high")} | {"n": [9] * 90, "said": 90}
    drawn = cx.render_trend(cx.Trend(every="day", periods=days, series=(series(**many),), tested=1), theme="light")

    assert "<circle" not in str(drawn)
    assert "1 Jan" in str(drawn)
