"""From statistics, and perhaps a plan, to a map."""

from cxjourney.discovery.discovering import discover_map

__all__ = ["discover_map"]
