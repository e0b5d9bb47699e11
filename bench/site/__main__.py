"""``make docs``: write the site to build/site; open build/site/index.html in a browser."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.site.building import write_site

FOLDER = Path(__file__).parents[2] / "build/site"

if __name__ == "__main__":
    sys.stdout.write(f"{write_site(FOLDER)}\n")
