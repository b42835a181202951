from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cxjourney.diagnosis.registry import DETECTORS
from cxjourney.testing import check_detector

if TYPE_CHECKING:
    from cxjourney.diagnosis import Detector


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.kind)
def test_every_built_in_detector_keeps_the_promises(detector: Detector) -> None:
    """The kit that users run on their own detectors passes on ours."""
    assert check_detector(detector) is None
