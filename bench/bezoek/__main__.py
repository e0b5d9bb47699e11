"""``make bezoek``: 500 talks of a simulated visitor with the real assistant."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import Counter

from bot.quiet import keep_quiet


def main() -> int:
    """Run the visits and print the table and every fault; 1 when there was one."""
    options = argparse.ArgumentParser(prog="python -m bench.bezoek", description=__doc__)
    options.add_argument("--aantal", type=int, default=500, help="hoeveel gesprekken")
    options.add_argument(
        "--zaad", type=int, default=20261122, help="een ander zaad, andere bezoekers"
    )
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DATABASE_URL=f"sqlite:///{folder}/bezoek.db", GEHEIM="b" * 40, PEILDATUM="2026-11-22"
        )
        keep_quiet()
        from bench.bezoek.run import visits  # loading Rasa takes seconds
        from bench.bezoek.visit import table
        from bot.server.training import train_if_stale
        from bot.settings import settings

        model = train_if_stale(settings().models)
        started = time.monotonic()
        done = asyncio.run(visits(model, chosen.aantal, chosen.zaad))
    faults = [fault for one in done for fault in one.faults]
    kinds = sum((one.kinds for one in done), Counter())
    sys.stdout.write("\n".join([*faults, "", table(done), ""]) + "\n")
    sys.stdout.write(", ".join(f"{kind} {number}" for kind, number in kinds.most_common()))
    sys.stdout.write(f"\n{time.monotonic() - started:.0f} seconden\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
