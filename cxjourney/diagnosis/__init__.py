"""Find what hurts: pain points and friction stages, with their evidence and with what could not be said."""

from cxjourney.diagnosis.diagnosing import diagnose, friction_stages, pain_points
from cxjourney.diagnosis.gap_tests import rate_gaps
from cxjourney.diagnosis.margins import Margins
from cxjourney.diagnosis.protocol import Candidates, Detector, GapDetector, Gaps
from cxjourney.diagnosis.rates import Rate
from cxjourney.diagnosis.satisfaction_index import csi
from cxjourney.diagnosis.struggling import struggle
from cxjourney.diagnosis.touchpoint_ranking import rank_touchpoints

__all__ = [
    "Candidates",
    "Detector",
    "GapDetector",
    "Gaps",
    "Margins",
    "Rate",
    "csi",
    "diagnose",
    "friction_stages",
    "pain_points",
    "rank_touchpoints",
    "rate_gaps",
    "struggle",
]
