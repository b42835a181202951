"""Check a plan against what customers did: content, sequence and timing."""

from cxjourney.comparison.plan_fit.checking import conformance

__all__ = ["conformance"]
