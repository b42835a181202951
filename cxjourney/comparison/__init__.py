"""Compare two maps, periods or groups of customers: what differs, and how sure that is; and check a plan against what customers did."""

from cxjourney.comparison.comparing import compare
from cxjourney.comparison.incidents import trend
from cxjourney.comparison.plan_fit import conformance
from cxjourney.comparison.splits import rate_and_mix

__all__ = ["compare", "conformance", "rate_and_mix", "trend"]
