"""``make bench``: the assistant and Rasa's starter, one after the other, and the ratios.

The starter is Rasa's default configuration (whitespace tokens, counts, DIET, TED) on the same
examples, with its own action server and its tracker in memory. ``--epochs`` says how many of its
100 epochs are trained: a few, since all take long. Speed and memory do not depend on that, and for
training fewer epochs only make the starter look better than it is.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import yaml

from bench.measure import FULL, SHORT, Server, Size, all_figures, cost_figures
from bench.servers import (
    RASA,
    REST,
    ROOT,
    Started,
    computing_ms,
    floor,
    models_of,
    ours,
    ours_shared,
    resident_mb,
    starter,
)
from bench.speed import FLOOR, OURS, SHARED, STARTER, Figures, report
from bench.stored import fill
from bench.website import first_replies

Make = Callable[[Path], AbstractContextManager[Started]]
REPORT = ROOT / "docs/generated/snelheid.md"
#: what was measured, by part
KEPT = ROOT / "bench/uit/snelheid.json"


def starter_config(epochs: int) -> dict[str, object]:
    """Return the configuration that `rasa init` writes, with the number of epochs."""
    ml = {"epochs": epochs, "constrain_similarities": True}
    return {
        "recipe": "default.v1",
        "assistant_id": "starter",
        "language": "nl",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {
                "name": "CountVectorsFeaturizer",
                "analyzer": "char_wb",
                "min_ngram": 1,
                "max_ngram": 4,
            },
            {"name": "DIETClassifier", **ml},
            {"name": "EntitySynonymMapper"},
            {"name": "ResponseSelector", **ml},
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "RulePolicy"},
            {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": epochs},
            {"name": "TEDPolicy", "max_history": 5, **ml},
        ],
    }


def make_starter(folder: Path, epochs: int) -> float:
    """Lay out and train the starter; return the seconds that training took."""
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "domain.yml", folder / "domain.yml")
    (folder / "config.yml").write_text(yaml.safe_dump(starter_config(epochs), sort_keys=False))
    (folder / "data/stories.yml").write_text(stories())
    started = time.monotonic()
    with (ROOT / "bench/uit/starter-train.log").open("wb") as log:
        subprocess.run([RASA, "train"], cwd=folder, check=True, stdout=log, stderr=log)
    return time.monotonic() - started


def stories() -> str:
    """Return a few stories, which TED needs beside the rules."""
    steps = [
        ("wat_is_wlz", "wat_is_wmo"),
        ("pgb_uitleg", "pgb_aanvragen"),
        ("wachtlijst", "overbruggingszorg"),
    ]
    made = [
        {
            "story": f"{first} en dan {second}",
            "steps": [
                {"intent": first},
                {"action": f"utter_{first}"},
                {"intent": second},
                {"action": f"utter_{second}"},
            ],
        }
        for first, second in steps
    ]
    return yaml.safe_dump({"version": "3.1", "stories": made})


def take_ours(folder: Path) -> dict[str, float]:
    """Let the bench serve the model that is there."""
    models_of(folder).symlink_to(ROOT / "models")
    return {}


def train_ours(folder: Path) -> dict[str, float]:
    """Train the assistant into the folder, so that no model in use is replaced; time it."""
    started = time.monotonic()
    command = [sys.executable, "-m", "bot.server.training", "--opnieuw"]
    environment = {**os.environ, "MODELLEN": str(models_of(folder))}
    with (ROOT / "bench/uit/train.log").open("wb") as log:
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=log, stderr=log)
    return {"seconds to train": time.monotonic() - started}


def measured(server: Make, folder: Path, name: str, size: Size) -> dict[str, float]:
    """Return the figures of one server, started for it alone."""
    with server(folder) as started:
        resident = partial(resident_mb, *started.processes)
        figures = all_figures(started.urls, name, resident, size)
        return {**figures, "seconds to start": started.seconds}


def visitors(folder: Path) -> dict[str, float]:
    """Return how long visitors of the website wait, on a server started for that alone."""
    with ours(folder) as started:
        return first_replies(started.urls[0].removesuffix(REST))


def stored(server: Make, folder: Path, events: int) -> Figures:
    """Return what a turn costs before and after many events of others were stored."""
    with server(folder) as started:
        talks = Server(started.urls)
        computing = partial(computing_ms, *started.processes)
        before = cost_figures(talks, "leeg", computing)
        fill(started.database, events)
        after = cost_figures(talks, "vol", computing)
        return {
            **{f"{name}, before": value for name, value in before.items()},
            **{f"{name}, after": value for name, value in after.items()},
        }


def parts(folder: Path, epochs: int, trained: bool, size: Size) -> dict[str, Callable[[], Figures]]:
    """Return what can be measured, by name, in the order of measuring."""
    mine, theirs = folder / "ons", folder / "starter"
    mine.mkdir()
    theirs.mkdir()
    training = take_ours(mine) if trained else train_ours(mine)

    def starter_figures() -> Figures:
        seconds = make_starter(theirs, epochs)
        figures = measured(starter, theirs, "starter", size)
        return {**figures, "seconds to train": seconds, "epochs": epochs}

    return {
        OURS: lambda: {**measured(ours, mine, "ours", size), **training},
        "website": lambda: visitors(mine),
        SHARED: lambda: measured(ours_shared, mine, "shared", size),
        "stored SQLite": lambda: stored(ours, mine, size.events),
        "stored PostgreSQL": lambda: stored(ours_shared, mine, size.events),
        FLOOR: lambda: measured(floor, mine, "floor", size),
        STARTER: starter_figures,
    }


def main() -> None:
    """Measure and write the report; what was measured before and is not chosen now is kept."""
    options = argparse.ArgumentParser()
    options.add_argument(
        "--epochs", type=int, default=3, help="how many of the starter's 100 epochs are trained"
    )
    options.add_argument(
        "--trained", action="store_true", help="serve the model that is there, and time no training"
    )
    options.add_argument("--only", nargs="*", help="parts to measure: words of their names")
    options.add_argument(
        "--short", action="store_true", help="whether it all works: little is said, nothing is kept"
    )
    chosen = options.parse_args()
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    kept = chosen.only and KEPT.exists() and not chosen.short
    found = json.loads(KEPT.read_text()) if kept else {}
    size = SHORT if chosen.short else FULL
    with tempfile.TemporaryDirectory() as folder:
        for name, measure in parts(Path(folder), chosen.epochs, chosen.trained, size).items():
            if chosen.only and not any(word in name for word in chosen.only):
                continue
            found[name] = {**measure(), "load": os.getloadavg()[0]}
            if not chosen.short:
                KEPT.write_text(json.dumps(found, indent=1))
    if chosen.short:
        sys.stdout.write(f"{json.dumps(found, indent=1)}\n")
        return
    text = report(found)
    REPORT.write_text(f"{text}\n")
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
