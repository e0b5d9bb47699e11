"""``make soak-whatsapp``: 2,000 people, five kills, a database that goes away; writes a report.

``--database postgresql`` (or ``sqlite``) measures one of both and leaves the figures of the other.
``--people`` and ``--seconds`` make it smaller: with fewer than 2,000 people there is one kill, nothing
is measured without trouble, and the figures are shown and not kept.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from bench.whatsapp.databases import Database, postgres, sqlite
from bench.whatsapp.soak import Plan, Result, run
from tests.services import has_postgres

REPORT = Path(__file__).parents[2] / "docs/generated/whatsapp.md"
TARGET = 50.0
P95 = "webhook to stored, p95 ms"
#: as many people as issue 6 asks for
EVERYBODY = 2000
DATABASES = {"sqlite": sqlite, "postgresql": postgres, "postgres": postgres}
WHAT = """# WhatsApp onder druk

Measured by `make soak-whatsapp` on one machine: the channel in a process of its own, a stand-in for
Meta beside it (`tests/fakes.py`, checking tokens and every call against Meta's description), and an
agent in Rasa's place that says back what it hears, stores its turn as Rasa does and computes for
10 ms. So it proves the channel, not Rasa. Deliveries come up to half a second late, in another order,
one in five a second time, and again within half a second when they were not taken. Meta's calls fail
by chance: refused, cut off, or taken and then failed. The process is killed (SIGKILL) and started
again while people write.
"""


#: without trouble and at a rate that a shared machine can bear, for the time that storing takes
CALM = Plan(80, seconds=50, kills=0, restarts=0, faults=0.0)


def section(database: Database, calm: Result | None, result: Result) -> str:
    """Return what was counted on one database, with trouble and (for the report) without."""
    load = os.getloadavg()[2]
    counted = [
        ("messages without an answer", result.lost),
        ("messages answered twice", result.doubled),
        ("people answered out of order", result.disordered),
        ("people not told once, first, what this is", result.introductions),
    ]
    lines = [f"## {database.name}, {database.what}", "", "| what | figure |", "| --- | ---: |"]
    lines += [f"| {name} | {value} |" for name, value in [*counted, *result.figures.items()]]
    lines += [f"| load of the machine ({os.cpu_count()} cores), 15 minutes | {load:.1f} |", ""]
    if calm is not None:
        ms = float(calm.figures[P95])
        met = "gehaald" if ms <= TARGET else "niet gehaald"
        lines += [
            f"Without trouble ({CALM.people} people, about 8 messages a second, each calls up four "
            f"to five deliveries): {P95} {ms} (target at most {TARGET:.0f}: {met}).",
            "",
        ]
    return "\n".join(lines)


def placed(report: str, part: str) -> str:
    """Return a report with a section in the place of the one about the same database, or added."""
    about = part.partition(",")[0] + ","  # the heading begins with it
    sections = re.split(r"(?m)^(?=## )", report)
    if not any(one.startswith(about) for one in sections):
        sections.append("\n" + part)
    kept = [part + "\n" if one.startswith(about) else one for one in sections]
    return "".join(kept).rstrip() + "\n"


def measured(
    make: Callable[[Path], AbstractContextManager[Database]], plan: Plan
) -> tuple[Database, Result]:
    """Run a plan on a new database."""
    with tempfile.TemporaryDirectory() as folder, make(Path(folder)) as database:
        return database, run(plan, database, Path(folder))


def main() -> int:
    """Measure and write the report; return 1 when something was lost, doubled or out of order."""
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=EVERYBODY)
    options.add_argument("--seconds", type=float, default=900)
    options.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    chosen = options.parse_args()
    whole = chosen.people >= EVERYBODY
    if DATABASES.get(chosen.database) is postgres and not has_postgres():
        sys.stderr.write("postgresql is not on this machine; as root: bash scripts/debian.sh\n")
        return 2
    both = [sqlite, *([postgres] if has_postgres() else [])]
    clean = True
    for make in both if chosen.database == "both" else [DATABASES[chosen.database]]:
        calm = measured(make, CALM)[1] if whole else None
        plan = Plan(chosen.people, seconds=chosen.seconds, kills=5 if whole else 1)
        database, result = measured(make, plan)
        clean = clean and result.clean
        part = section(database, calm, result)
        sys.stdout.write(part)
        sys.stdout.flush()
        if whole:
            before = REPORT.read_text() if REPORT.exists() else WHAT
            REPORT.write_text(placed(before, part))
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
