"""
Print the oldest versions that the package promises to run with, as constraints for pip.

Run ``python tools/lowest_versions.py > lowest.txt && pip install -c lowest.txt -e ".[test]"``.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path


def lowest(requirement: str) -> str:
    """
    Return the lower bound of a requirement as a pin.

    Examples
    --------
    >>> lowest("numpy>=1.26")
    'numpy==1.26'
    """
    found = re.fullmatch(r"([\w.-]+)>=([\w.]+)", requirement)
    if found is None:
        message = f"expected a requirement with a lower bound, found {requirement!r}"
        raise ValueError(message)
    return "{}=={}".format(*found.groups())


def main() -> int:
    """Print one constraint for each dependency."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    print("\n".join(lowest(requirement) for requirement in project["dependencies"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
