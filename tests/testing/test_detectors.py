from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from cxjourney.diagnosis.drop_off import DropOff
from cxjourney.testing import check_detector

if TYPE_CHECKING:
    from cxjourney.diagnosis import Candidates
    from cxjourney.diagnosis.context import Context
    from cxjourney.statistics import JourneyStatistics


@dataclass(frozen=True, slots=True)
class Moody(DropOff):
    """A detector that does not work without figures."""

    def candidates(self, statistics: JourneyStatistics, context: Context) -> Candidates:
        """Raise what a programming error raises."""
        message = f"no idea about {len(context.touchpoints)} touchpoints of {statistics!r}"
        raise KeyError(message)


@pytest.mark.parametrize(
    ("detector", "message"),
    [(DropOff(kind=""), "kind is not a name"), (DropOff(worse=0), "worse is neither"), (DropOff(cap=0), "cap is not above 0")],
)
def test_facts_that_make_no_sense_are_refused(detector: DropOff, message: str) -> None:
    """Name, direction and cap are checked before anything is run."""
    with pytest.raises(AssertionError, match=message):
        check_detector(detector)


def test_an_error_of_the_detector_comes_through() -> None:
    """A defect is shown as it is."""
    with pytest.raises(KeyError, match="no idea"):
        check_detector(Moody())
