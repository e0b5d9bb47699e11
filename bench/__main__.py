"""``make bench``: the assistant and Rasa's starter, one after the other, and the ratios.

The starter is Rasa's default configuration (whitespace tokens, counts, DIET, TED) on the same
examples, with its own action server and its tracker in memory. ``--epochs`` says how many of its
100 epochs are trained: a few, since all take long. Speed and memory do not depend on that, and for
training fewer epochs only make the starter look better than it is.
"""

from __future__ import annotations

import argparse
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

from bench.measure import Server, all_figures, turn_figures
from bench.servers import (
    RASA,
    REST,
    ROOT,
    Started,
    floor,
    models_of,
    ours,
    ours_shared,
    resident_mb,
    starter,
)
from bench.stored import EVENTS, fill
from bench.website import first_replies, line_of
from tests.services import has_postgres, has_redis

#: figure -> at most (or at least) so many times the starter's
TARGETS = {"p50 ms per turn": 0.35, "seconds to train": 0.1}
AT_LEAST = {"turns/s, 20 people": 4.0}
#: how much slower turn 150 may be than turn 10
GROWTH = 1.2
#: at most, for one worker
ABSOLUTE = {"seconds to start": 30.0, "resident memory MB": 700.0}
Make = Callable[[Path], AbstractContextManager[Started]]
STARTER_EPOCHS = 100
SHARED = "two workers, PostgreSQL and Redis"
REPORT = ROOT / "docs/generated/snelheid.md"


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


def measured(server: Make, folder: Path, name: str) -> dict[str, float]:
    """Return the figures of one server, started for it alone."""
    with server(folder) as started:
        resident = partial(resident_mb, *started.processes)
        figures = all_figures(started.urls, name, resident)
        return {**figures, "seconds to start": started.seconds}


def visitors(folder: Path) -> dict[str, float]:
    """Return how long visitors of the website wait, on a server started for that alone."""
    with ours(folder) as started:
        return first_replies(started.urls[0].removesuffix(REST))


def stored(server: Make, folder: Path) -> tuple[float, float]:
    """Return the p50 of a turn before and after a million events of others were stored."""
    with server(folder) as started:
        talks = Server(started.urls)
        before = turn_figures(talks, "leeg")["p50 ms per turn"]
        fill(started.database)
        return before, turn_figures(talks, "vol")["p50 ms per turn"]


def report(columns: dict[str, dict[str, float]], lines: list[str]) -> str:
    """Return the figures as a table in Markdown.

    Args:
        columns: name of a server to its figures; the first is ours, the last Rasa's starter.
        lines: what stands below the table.
    """
    mine, theirs = (list(columns.values())[i] for i in (0, -1))
    head = ["figure", *columns, "ratio", "target", "met?"]
    return "\n".join(
        [
            "# Snelheid",
            "",
            "Measured by `make bench` in one run on one machine; the ratio is that of the first column "
            "to Rasa's starter. Two workers are called in turn, without a proxy between.",
            "",
            f"| {' | '.join(head)} |",
            f"| --- |{' ---: |' * (len(columns) + 1)} ---: | --- |",
            *(row(name, columns, mine[name] / theirs[name]) for name in mine if theirs.get(name)),
            "",
            growth_line(mine, theirs),
            *lines,
            f"Load of the machine ({os.cpu_count()} cores) over the last 15 minutes of the run: "
            f"{os.getloadavg()[2]:.1f}; the figures were measured at a low priority (`nice`).",
        ]
    )


def row(name: str, columns: dict[str, dict[str, float]], ratio: float) -> str:
    """Return a line of the table; with a target also whether it is met."""
    values = [f"{one[name]:.1f}" if name in one else "" for one in columns.values()]
    aim = " | "
    if name in TARGETS:
        aim = f"at most {TARGETS[name]} | {verdict(ratio, TARGETS[name])}"
    elif name in AT_LEAST:
        aim = f"at least {AT_LEAST[name]} | {verdict(AT_LEAST[name], ratio)}"
    elif name in ABSOLUTE:
        value = next(iter(columns.values()))[name]
        aim = f"{ABSOLUTE[name]:.0f} for a worker | {verdict(value, ABSOLUTE[name])}"
    return f"| {name} | {' | '.join(values)} | {ratio:.2f} | {aim} |"


def verdict(ratio: float, target: float) -> str:
    """Return in Dutch whether a ratio is within its target, as measured and not as rounded."""
    return "gehaald" if ratio <= target else "niet gehaald"


def growth_line(mine: dict[str, float], theirs: dict[str, float]) -> str:
    """Return how much slower a long talk gets, for both."""
    ours_grew, starter_grew = (x["ms at turn 150"] / x["ms at turn 10"] for x in (mine, theirs))
    return (
        f"Turn 150 costs {ours_grew:.2f} times turn 10 (target: at most {GROWTH}: "
        f"{verdict(ours_grew, GROWTH)}); the starter's {starter_grew:.2f} times."
    )


def stored_line(name: str, before: float, after: float) -> str:
    """Return what a million stored events of other people do to a turn."""
    return (
        f"{name}: p50 of a turn {before:.1f} ms on an empty database and {after:.1f} ms with "
        f"{EVENTS:,} events of others in it ({after / before:.2f} times)."
    )


def training_line(seconds: float, epochs: int) -> str:
    """Return what the starter's training time is a measurement of; nothing is extrapolated."""
    said = (
        f"The starter was trained with {epochs} of its {STARTER_EPOCHS} epochs, which took "
        f"{seconds:.0f} seconds."
    )
    if epochs >= STARTER_EPOCHS:
        return said
    return (
        f"{said} With all {STARTER_EPOCHS} epochs (`python -m bench --epochs {STARTER_EPOCHS}`) it "
        "takes much longer; the ratio above is that of the training that was measured."
    )


def main() -> None:
    """Measure both and write the report."""
    options = argparse.ArgumentParser()
    options.add_argument(
        "--epochs", type=int, default=3, help="how many of the starter's 100 epochs are trained"
    )
    options.add_argument(
        "--trained", action="store_true", help="serve the model that is there, and time no training"
    )
    chosen = options.parse_args()
    epochs = chosen.epochs
    (ROOT / "bench/uit").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        trained = take_ours(Path(one)) if chosen.trained else train_ours(Path(one))
        columns = {"wegwijzer, SQLite": {**measured(ours, Path(one), "ours"), **trained}}
        lines = [line_of(visitors(Path(one)))]
        if has_postgres() and has_redis():
            columns[SHARED] = measured(ours_shared, Path(one), "shared")
            lines.append(stored_line("PostgreSQL, two workers", *stored(ours_shared, Path(one))))
        lines.append(stored_line("SQLite", *stored(ours, Path(one))))
        columns["floor: a constant"] = measured(floor, Path(one), "floor")
        training = make_starter(Path(two), epochs)
        theirs = {**measured(starter, Path(two), "starter"), "seconds to train": training}
        columns["Rasa's starter"] = theirs
    lines.append(training_line(training, epochs))
    text = report(columns, [part for line in lines for part in (line, "")])
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(f"{text}\n")
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
