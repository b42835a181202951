"""The command line: ``cxjourney demo``, ``map``, ``diagnose``, ``convert``, ``validate`` and ``schema``."""

from __future__ import annotations

from cxjourney.cli.app import main, run

__all__ = ["main", "run"]
