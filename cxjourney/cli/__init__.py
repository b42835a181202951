"""The command line: what the library does with events and maps in files, one command each."""

from __future__ import annotations

from cxjourney.cli.app import main, run

__all__ = ["main", "run"]
