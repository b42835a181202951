"""The flow graph: touchpoints as boxes, a column a stage, moves between them as wide as they are frequent."""

from __future__ import annotations

from cxjourney.render.flow.engines import FlowEngine
from cxjourney.render.flow.picture import render_flow

__all__ = ["FlowEngine", "render_flow"]
