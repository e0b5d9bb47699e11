"""``make content-check``, ``make stale`` and ``make preview``: for who changes texts and law."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from bot.clock import now, today
from bot.knowledge.files import use_copy


def main(arguments: list[str] | None = None) -> int:
    """Run one of the commands; 1 when the content is wrong."""
    options = argparse.ArgumentParser(prog="python -m bot.server.inhoud", description=__doc__)
    options.add_argument("what", choices=("check", "stale", "preview"))
    options.add_argument("--van", type=Path, help="a copy of the content, in place of the tree")
    options.add_argument("--dagen", type=int, default=60, help="how far ahead stale looks")
    chosen = options.parse_args(arguments)
    use_copy(chosen.van.resolve() if chosen.van else None)
    if chosen.what == "check":
        return check()
    return stale(chosen.dagen) if chosen.what == "stale" else preview()


def check() -> int:
    """Write what is wrong, a line each with file and line number."""
    from bot.knowledge.content import problems  # after the choice of what to read

    found = problems()
    _say(found)
    return 1 if found else 0


def stale(ahead: int) -> int:
    """Write what is due for review within some days."""
    from bot.knowledge.review import due

    found = due(today(), ahead)
    _say([f"{one.day}  {one.kind:8} {one.name}  ({one.place})\n    {one.why}" for one in found])
    _say([f"{len(found)} na te kijken tot en met {today() + dt.timedelta(days=ahead)}."])
    return 0


def preview() -> int:
    """Write which texts differ between today and the day in PEILDATUM."""
    from bot.knowledge.preview import differences, in_words

    first, then = now().date(), today()
    if first == then:
        _say(["Geef een dag: make preview PEILDATUM=2027-01-01"])
        return 2
    _say(in_words(differences(first, then), first, then))
    return 0


def _say(lines: list[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
