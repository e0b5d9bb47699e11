"""``make paden`` and ``make docs``: what a change of content does, and the pages for the jurist."""

from __future__ import annotations

import argparse
import sys

from bench.stromen import record


def main(arguments: list[str] | None = None) -> int:
    """Run one of the commands; 1 when the paths are not those of the record."""
    options = argparse.ArgumentParser(prog="python -m bench.stromen", description=__doc__)
    options.add_argument("what", choices=("paden", "paden-opnieuw", "docs"))
    what = options.parse_args(arguments).what
    if what == "docs":
        from bench.stromen.pages import write_pages

        for path in write_pages():
            sys.stdout.write(f"{path}\n")
        return 0
    changes = record.compare() if record.FOLDER.exists() else None
    if changes is not None:
        sys.stdout.write(record.in_words(changes) + "\n")
    if what == "paden-opnieuw":
        record.write()
        sys.stdout.write(f"Opgeschreven in {record.FOLDER}.\n")
        return 0
    return 1 if changes is None or changes.any() else 0


if __name__ == "__main__":
    sys.exit(main())
