"""``make bench``: the assistant and Rasa's starter, one after the other, and the ratios.

The starter is Rasa's default configuration (whitespace tokens, counts, DIET, TED) on the same
examples, with its own action server and its tracker in memory. ``--epochs`` says how many of its
100 epochs are trained: one, since all take long. Speed and memory do not depend on that, and for
training fewer epochs only make the starter look better than it is.

It says on stderr what it does. What one part has found is kept when another fails, and the report is
written after each part; ``--only`` measures a part anew.
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
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
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
from bench.speed import (
    FLOOR,
    OURS,
    SHARED,
    START,
    STARTER,
    STARTER_EPOCHS,
    TRAIN,
    Figures,
    report,
)
from bench.steps import steps, stop_what_was_started
from bench.stored import fill
from bench.website import first_replies
from bot.server.training import current_model, fingerprint

Make = Callable[[Path], AbstractContextManager[Started]]
REPORT = ROOT / "docs/generated/snelheid.md"
#: what was measured, by part
KEPT = ROOT / "bench/uit/snelheid.json"
#: files of examples that are enough to see whether it works
FEW = {"redactie.yml", "zaad_0.yml"}
#: seconds in which a training is done, or something is wrong
TRAINING = 1200


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


def make_starter(folder: Path, epochs: int, whole: bool) -> float:
    """Lay out and train the starter; return the seconds that training took.

    Args:
        folder: where.
        epochs: of training.
        whole: on all examples; else on those of two hands, to see whether it works.
    """
    shutil.copytree(ROOT / "data", folder / "data", ignore=None if whole else other_hands)
    shutil.copy(ROOT / "domain.yml", folder / "domain.yml")
    (folder / "config.yml").write_text(yaml.safe_dump(starter_config(epochs), sort_keys=False))
    (folder / "data/stories.yml").write_text(stories())
    started = time.monotonic()
    with (ROOT / "bench/uit/starter-train.log").open("wb") as log:
        subprocess.run(
            [RASA, "train"], cwd=folder, check=True, stdout=log, stderr=log, timeout=TRAINING
        )
    return time.monotonic() - started


def other_hands(folder: str, names: list[str]) -> set[str]:
    """Return which files of a folder are left out where a few examples are enough."""
    return set(names) - FEW if Path(folder).name == "handen" else set()


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
    """Let the bench serve the model that is there.

    Raises:
        SystemExit: it is not of today's data; a server would train first, and that would be timed.
    """
    if current_model(ROOT / "models", fingerprint()) is None:
        raise SystemExit("models/ has no model of these data: run `make train` first")
    models_of(folder).symlink_to(ROOT / "models")
    return {}


def train_ours(folder: Path) -> dict[str, float]:
    """Train the assistant into the folder, so that no model in use is replaced; time it."""
    started = time.monotonic()
    command = [sys.executable, "-m", "bot.server.training", "--opnieuw"]
    environment = {**os.environ, "MODELLEN": str(models_of(folder))}
    with (ROOT / "bench/uit/train.log").open("wb") as log:
        subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=log,
            stderr=log,
            timeout=TRAINING,
        )
    return {TRAIN: time.monotonic() - started}


@dataclass(frozen=True)
class Plan:
    """What is measured and how.

    Attributes:
        folder: where servers and models are made.
        size: how much is measured.
        epochs: of the starter's training.
        trained: whether the model that is there is served, and no training timed.
        step: is told what is done next.
    """

    folder: Path
    size: Size
    epochs: int
    trained: bool
    step: Callable[[str], None]

    def parts(self) -> dict[str, Callable[[], Figures]]:
        """Return what can be measured, by name, in the order of measuring."""
        mine, theirs = self.folder / "ons", self.folder / "starter"
        mine.mkdir()
        theirs.mkdir()
        self.step("the model" if self.trained else "training the assistant")
        training = take_ours(mine) if self.trained else train_ours(mine)
        return {
            OURS: lambda: {**self.measured(ours, mine, "ours"), **training},
            STARTER: lambda: self.starter(theirs),
            FLOOR: lambda: self.measured(floor, mine, "floor"),
            SHARED: lambda: self.measured(ours_shared, mine, "shared"),
            "website": lambda: self.visitors(mine),
            "stored SQLite": lambda: self.stored(ours, mine),
            "stored PostgreSQL": lambda: self.stored(ours_shared, mine),
        }

    def measured(self, server: Make, folder: Path, name: str) -> Figures:
        """Return the figures of one server, started for it alone."""
        self.step("starting")
        with server(folder) as started:
            resident = partial(resident_mb, *started.processes)
            figures = all_figures(started.urls, name, resident, self.size, self.step)
            return {**figures, START: started.seconds}

    def starter(self, folder: Path) -> Figures:
        """Return the figures of Rasa's starter, trained for it."""
        self.step(f"training with {self.epochs} of {STARTER_EPOCHS} epochs")
        seconds = make_starter(folder, self.epochs, self.size is FULL)
        figures = self.measured(starter, folder, "starter")
        return {**figures, TRAIN: seconds, "epochs": self.epochs}

    def visitors(self, folder: Path) -> Figures:
        """Return how long visitors of the website wait, on a server started for that alone."""
        self.step("starting")
        with ours(folder) as started:
            self.step("visitors, as fast as people type")
            return first_replies(started.urls[0].removesuffix(REST), self.size.visit)

    def stored(self, server: Make, folder: Path) -> Figures:
        """Return what a turn costs before and after many events of others were stored."""
        self.step("starting")
        with server(folder) as started:
            talks = Server(started.urls)
            computing = partial(computing_ms, *started.processes)
            before = cost_figures(talks, "leeg", computing)
            self.step(f"storing {self.size.events:,} events of others")
            fill(started.database, self.size.events)
            self.step("turns beside them")
            after = cost_figures(talks, "vol", computing)
            return {
                **{f"{name}, before": value for name, value in before.items()},
                **{f"{name}, after": value for name, value in after.items()},
            }


def measure(
    plan: Plan, only: Sequence[str], found: dict[str, Figures], done: Callable[[], None]
) -> dict[str, str]:
    """Measure the parts; return why those that failed did, by name.

    Args:
        plan: what there is to measure.
        only: words of the names of what is measured; everything without any.
        found: where figures are put.
        done: called after each part.
    """
    failed = {}
    for name, part in plan.parts().items():
        if only and not any(word in name for word in only):
            continue
        plan.step(f"== {name}")
        try:
            found[name] = {**part(), "load": os.getloadavg()[0]}
        except (OSError, RuntimeError, subprocess.SubprocessError, TimeoutError) as failure:
            failed[name] = f"{type(failure).__name__}: {failure}"
            plan.step(f"   failed: {failed[name]}")
        done()
    return failed


def main() -> int:
    """Measure and write the report; what was measured before and is not chosen now is kept."""
    options = argparse.ArgumentParser()
    options.add_argument(
        "--epochs", type=int, default=1, help="how many of the starter's 100 epochs are trained"
    )
    options.add_argument(
        "--trained", action="store_true", help="serve the model that is there, and time no training"
    )
    options.add_argument("--only", nargs="*", default=[], help="parts: words of their names")
    options.add_argument(
        "--short", action="store_true", help="whether it all works: little is said, nothing is kept"
    )
    chosen = options.parse_args()
    stop_what_was_started()
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    kept = chosen.only and KEPT.exists() and not chosen.short
    found: dict[str, Figures] = json.loads(KEPT.read_text()) if kept else {}
    size = SHORT if chosen.short else FULL

    def done() -> None:
        if not chosen.short:
            KEPT.write_text(json.dumps(found, indent=1))
            REPORT.write_text(f"{report(found)}\n")

    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(Path(folder), size, chosen.epochs, chosen.trained, steps("bench"))
        failed = measure(plan, chosen.only, found, done)
        plan.step("ready")
    text = report(found, failed)
    if not chosen.short:
        REPORT.write_text(f"{text}\n")
    if chosen.short:
        sys.stdout.write("Short: this shows that it works, and the figures say nothing.\n\n")
    sys.stdout.write(f"{text}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
