"""Where an incident is reported."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxjourney.comparison.incidents.candidates import Candidates
from cxjourney.comparison.incidents.placing import placed
from cxjourney.comparison.incidents.sums import Cells
from cxjourney.comparison.incidents.unfolding import Hit
from cxjourney.inference.day_series import DaySeries

DAYS = 100
WINDOW = (40, 61)


class Sums:
    """Columns of the segments: everything there is belongs to one stage."""

    stage_of = np.array([0])
    hidden = 0

    def left_out(self) -> tuple[int, int]:
        """Return how many touchpoints, and how many channels and segments, are not followed."""
        return 0, self.hidden

    def column(self, names: dict[str, str]) -> int:
        """Return the number of a segment's column."""
        return {"mobile": 0, "desktop": 0}.get(names["segment"], 1)


def level(name: str, rates: dict[str, float]) -> Candidates:
    """Return series of a level whose rates in the window are given; 0.5 outside of it."""
    place = np.arange(DAYS)
    during = (place >= WINDOW[0]) & (place < WINDOW[1])
    total = np.array([np.where(during, rate, 0.5) * 50 for rate in rates.values()])
    names = tuple({"stage": "Pay"} | ({} if name == "stage" else {name: member}) for member in rates)
    codes = np.array([[0, member] if name != "stage" else [0] for member in range(len(rates))])
    return Candidates("drop_off", "going_on_rate", -1, Cells(name, codes, names), DaySeries(total, np.full_like(total, 50.0)))  # type: ignore[arg-type]


def hit(group: int, place: int, statistic: float) -> Hit:
    """Return an interval that was found."""
    return Hit(group, place, *WINDOW, statistic=statistic, inflation=1.2, q_value=0.01, open=False)


GROUPS = (level("stage", {"all": 0.35}), level("segment", {"mobile": 0.2, "desktop": 0.5, "north": 0.35, "south": 0.35}))


@pytest.mark.parametrize(
    "hits",
    [
        [hit(0, 0, 6.0)],
        [hit(0, 0, 6.0), hit(1, 0, 9.0)],
        [hit(1, 0, 9.0)],
        [hit(0, 0, 6.0), hit(1, 0, 9.0), hit(1, 2, 6.0), hit(1, 3, 6.0)],
    ],
    ids=["the stage alone", "both", "the segment alone", "with its echo in every region"],
)
def test_one_segment_that_explains_it_is_the_place(hits: list[Hit]) -> None:
    """Whatever else was found."""
    (found,) = placed(hits, GROUPS, Sums())  # type: ignore[arg-type]

    assert GROUPS[found.hit.group].cells.names[found.hit.place] == {"stage": "Pay", "segment": "mobile"}


def test_what_the_rest_of_a_stage_shows_as_well_is_the_stages() -> None:
    """Though its noise hid it, and only one segment was found."""
    groups = (level("stage", {"all": 0.2}), level("segment", {"mobile": 0.2, "desktop": 0.2}))

    (found,) = placed([hit(1, 0, 8.0)], groups, Sums())  # type: ignore[arg-type]

    assert (found.hit.group, found.hit.place) == (0, 0)
    assert (found.hit.start, found.hit.end, found.hit.q_value) == (*WINDOW, 0.01)
    assert found.hit.statistic > 4


def test_a_segment_whose_stage_shows_too_little_stays_the_place() -> None:
    """That it belongs to all must be clear by itself."""
    groups = (level("stage", {"all": 0.47}), level("segment", {"mobile": 0.2, "desktop": 0.4}))

    (found,) = placed([hit(1, 0, 8.0)], groups, Sums())  # type: ignore[arg-type]

    assert (found.hit.group, found.hit.place) == (1, 0)


def test_segments_that_are_not_followed_belong_to_the_rest() -> None:
    """Where they show it as well, it is the stage's."""
    sums = Sums()
    sums.hidden = 5
    stage = level("stage", {"all": 0.2})
    stage = replace(stage, days=DaySeries(stage.days.total * 6, stage.days.count * 6))
    groups = (stage, level("segment", {"mobile": 0.2, "desktop": 0.5}))

    (found,) = placed([hit(0, 0, 9.0), hit(1, 0, 8.0)], groups, sums)  # type: ignore[arg-type]

    assert (found.hit.group, found.hit.place) == (0, 0)


def test_what_meets_everybody_stays_at_the_stage() -> None:
    """Although single segments show it, too."""
    groups = (level("stage", {"all": 0.35}), level("segment", {"mobile": 0.35, "desktop": 0.35}))
    (found,) = placed([hit(0, 0, 9.0), hit(1, 0, 6.0)], groups, Sums())  # type: ignore[arg-type]

    assert (found.hit.group, found.hit.place) == (0, 0)


def test_other_times_are_other_incidents() -> None:
    """And the other direction is no incident of the same."""
    later = Hit(0, 0, 70, 90, statistic=5.0, inflation=1.2, q_value=0.02, open=False)
    better = Hit(0, 0, *WINDOW, statistic=-5.0, inflation=1.2, q_value=0.02, open=False)
    groups = (level("stage", {"all": 0.35}),)

    assert len(placed([hit(0, 0, 6.0), later, better], groups, Sums())) == 3  # type: ignore[arg-type]
