"""Findings explained in full, and the small picture beside them."""

from __future__ import annotations

import pytest

import cxjourney as cx
from cxjourney.errors import OptionError
from cxjourney.render.interval_mark import interval_mark


@pytest.fixture(scope="module")
def diagnosis() -> cx.Diagnosis:
    """Return the diagnosis of the sample shop."""
    shop = cx.datasets.sample_shop(customers=2_000)
    return cx.diagnose(cx.discover_map(shop.events, goal=shop.goal))


def test_an_explanation_holds_every_number_behind_a_finding(diagnosis: cx.Diagnosis) -> None:
    """The figure, the reference, the test, the counts and what follows stand one a line."""
    pain = next(pain for pain in diagnosis.pain_points if pain.kind == "drop_off" and pain.touchpoint == "Card payment")
    lines = diagnosis.explain(pain).splitlines()
    facts = {line[3:].split("  ")[0]: line for line in lines[1:]}

    assert lines[0] == f"{pain.rank}. {pain.summary}"
    assert facts["where"].endswith("Pay / Card payment")
    assert pain.evidence.test in facts["test"]
    assert pain.evidence.reference in facts["compared with"]
    assert "2.0 points" in facts["smallest that counts"]
    assert "goals per 1,000 journeys" in facts["at stake"]
    for name, count in pain.evidence.counts:
        assert f"{name} {count:,}" in facts["counts"]


def test_a_finding_can_be_named_by_its_rank(diagnosis: cx.Diagnosis) -> None:
    """Its rank or itself."""
    assert diagnosis.explain(1) == diagnosis.explain(diagnosis.pain_points[0])


def test_a_stated_pain_is_explained_as_one() -> None:
    """Nobody tested it, and the explanation says so."""
    text = cx.diagnose(cx.datasets.sample_map()).explain(1)

    assert "Stated by hand" in text
    assert "p <" not in text


@pytest.mark.parametrize("asked", [0, 999])
def test_a_rank_that_is_not_there_is_refused(diagnosis: cx.Diagnosis, asked: int) -> None:
    """With the ranks there are."""
    with pytest.raises(OptionError, match="ranks go from 1 to"):
        diagnosis.explain(asked)


def test_a_finding_of_another_diagnosis_is_refused(diagnosis: cx.Diagnosis) -> None:
    """A finding is explained by the diagnosis it belongs to."""
    other = cx.diagnose(cx.datasets.sample_map()).pain_points[0]

    with pytest.raises(OptionError, match="is not in this diagnosis"):
        diagnosis.explain(other)


def test_the_table_shows_a_picture_of_every_interval(diagnosis: cx.Diagnosis) -> None:
    """One picture a finding, told in words too."""
    html = diagnosis._repr_html_()

    assert html.count("<svg ") == len(diagnosis.pain_points)
    assert html.count('role="img" aria-label=') == len(diagnosis.pain_points)


@pytest.mark.parametrize("unit", ["share", "valence", "seconds"])
def test_larger_figures_lie_further_right(unit: str) -> None:
    """The dot of the figure lies right of the diamond of a smaller reference."""
    mark = str(
        interval_mark(
            cx.Estimate(value=0.8, low=0.7, high=0.9, n=10, unit=unit), cx.Estimate(value=0.2, n=10, unit=unit), "0.8 against 0.2"
        )
    )
    dot = float(mark.split('cx="')[1].split('"', maxsplit=1)[0])
    diamond = float(mark.split('d="M')[1].split(" ", maxsplit=1)[0])

    assert dot > diamond


def test_no_picture_without_a_figure() -> None:
    """A missing figure is not drawn as nothing."""
    assert not interval_mark(cx.Estimate.missing("share"), cx.Estimate(value=0.2, n=10), "")


@pytest.mark.parametrize(
    ("unit", "shown"), [("EUR", "10,423 EUR (9,000 to 12,000)"), ("money", "10,423 in money (9,000 to 12,000), n 313")]
)
def test_money_is_told_in_its_currency(diagnosis: cx.Diagnosis, unit: str, shown: str) -> None:
    """Where none is known, it is money."""
    pain = diagnosis.pain_points[0].replace(money_at_stake=cx.Estimate(value=10_423, low=9_000, high=12_000, n=313, unit=unit))
    text = diagnosis.replace(pain_points=(pain,)).explain(1)

    assert shown in text


def test_a_stake_below_nothing_is_told_as_no_loss(diagnosis: cx.Diagnosis) -> None:
    """Who met it reached the goal more often, and nobody should have to guess that from a sign."""
    stake = cx.Estimate(value=-4.2, low=-8.0, high=-1.0, n=313, unit="goals per 1,000 journeys")
    pain = diagnosis.pain_points[0].replace(at_stake=stake, at_stake_basis="association")

    assert "those who met it reached the goal more often" in diagnosis.replace(pain_points=(pain,)).explain(1)


def test_effects_on_shares_are_told_in_points(diagnosis: cx.Diagnosis) -> None:
    """Ten points more than 10 % is not 10 % more."""
    pain = next(pain for pain in diagnosis.pain_points if pain.kind == "drop_off")
    line = next(line for line in diagnosis.explain(pain).splitlines() if line.startswith("   effect "))

    assert f"{100 * pain.effect.value:.1f} points (" in line
    assert "%" not in line.split(";")[0]


def test_one_finding_is_one_point(diagnosis: cx.Diagnosis) -> None:
    """The number agrees with its word."""
    alone = diagnosis.replace(pain_points=diagnosis.pain_points[:1])

    with pytest.raises(OptionError, match="holds 1 pain point\\."):
        alone.explain(2)
    assert ": 1 pain point from" in alone._repr_html_()
