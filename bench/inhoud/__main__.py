"""``make inhoud``: write the reports on the content."""

from __future__ import annotations

import sys

from bench.inhoud.pages import write_pages

if __name__ == "__main__":
    for path in write_pages():
        sys.stdout.write(f"{path}\n")
