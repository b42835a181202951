"""``python -m cxjourney`` is the command line."""

from __future__ import annotations

from cxjourney.cli import main

if __name__ == "__main__":
    main()
