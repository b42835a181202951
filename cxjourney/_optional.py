"""The only place that imports an optional package."""

from __future__ import annotations

import importlib
from typing import Any

from cxjourney.errors import MissingDependencyError


def require(package: str, *, extra: str, purpose: str, module: str | None = None) -> Any:
    """
    Import an optional package or say which extra installs it.

    Parameters
    ----------
    package
        Name on the package index.
    extra
        The extra of cxjourney that installs it.
    purpose
        What it is needed for, at the start of a sentence.
    module
        Module to import when its name differs from the package's.

    Raises
    ------
    MissingDependencyError
        If the package is not installed.
    """
    try:
        return importlib.import_module(module or package)
    except ImportError as cause:
        raise MissingDependencyError.for_package(package, extra, purpose) from cause
