"""Find what hurts: pain points and friction stages, with their evidence and with what could not be said."""

from cxjourney.diagnosis.diagnosing import diagnose, friction_stages, pain_points
from cxjourney.diagnosis.margins import Margins
from cxjourney.diagnosis.protocol import Candidates, Detector
from cxjourney.diagnosis.struggling import struggle

__all__ = ["Candidates", "Detector", "Margins", "diagnose", "friction_stages", "pain_points", "struggle"]
