"""From statistics, and perhaps a plan, to a map; and the paths that journeys take."""

from cxjourney.discovery.discovering import discover_map
from cxjourney.discovery.paths.funnels import funnel
from cxjourney.discovery.paths.grouping import journey_groups
from cxjourney.discovery.paths.variants import variants

__all__ = ["discover_map", "funnel", "journey_groups", "variants"]
