"""Causes from reasons that people gave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cxjourney.diagnosis import diagnose
from cxjourney.errors import OptionError
from cxjourney.model.journey_map import JourneyMap

if TYPE_CHECKING:
    from cxjourney.model.findings import PainPoint

MapOf = Callable[..., JourneyMap]


@pytest.fixture
def pain_with(map_of: MapOf, peers: tuple, place: type) -> Callable[..., PainPoint]:
    """Return the function that gives the finding at a touchpoint with visits by reason: impolite, not personalised, parcel."""

    def make(*reasons: int, **options: object) -> PainPoint:
        card = replace(place("Card payment", leave=0.3), reasons=reasons)
        return diagnose(map_of(*peers, card), kinds=["drop_off"], **options).pain_points[0]  # type: ignore[arg-type]

    return make


def test_most_of_the_reasons_set_the_cause(pain_with: Callable[..., PainPoint]) -> None:
    """The evidence says how many."""
    pain = pain_with(80, 5, 15, causes={"Impolite": "rude_staff"})

    assert pain.cause == "rude_staff"
    assert pain.evidence.counts[-2:] == (("visits with a reason", 100), ("of these, reasons that mean rude_staff", 80))


def test_reasons_named_like_a_cause_count_by_themselves(pain_with: Callable[..., PainPoint]) -> None:
    """However they are written."""
    assert pain_with(5, 80, 15).cause == "not_personalised"


@pytest.mark.parametrize("reasons", [(40, 5, 55), (20, 0, 0)])
def test_a_few_reasons_set_no_cause(reasons: tuple[int, ...], pain_with: Callable[..., PainPoint]) -> None:
    """Neither a minority nor a handful."""
    assert pain_with(*reasons, causes={"Impolite": "rude_staff"}).cause is None


def test_what_the_evidence_shows_itself_stays(map_of: MapOf, peers: tuple, place: type) -> None:
    """A long wait is one, whatever people say."""
    card = replace(place("Card payment", hours=5.0), reasons=(80, 5, 15))

    assert diagnose(map_of(*peers, card), causes={"Impolite": "rude_staff"}).pain_points[0].cause == "long_wait"


def test_unknown_reasons_and_causes_are_named(pain_with: Callable[..., PainPoint]) -> None:
    """With the closest one."""
    with pytest.raises(OptionError, match="rude_staff"):
        pain_with(80, 5, 15, causes={"Impolite": "rude_stuff"})
    with pytest.raises(OptionError, match="Impolite"):
        pain_with(80, 5, 15, causes={"Impolit": "rude_staff"})
