"""Compare two maps, two periods or two groups of customers: what differs, how sure that is, and what became of the pain points."""

from cxjourney.comparison.comparing import compare
from cxjourney.comparison.splits import rate_and_mix

__all__ = ["compare", "rate_and_mix"]
