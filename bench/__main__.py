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
from pathlib import Path

import yaml

from bench.measure import all_figures
from bench.servers import RASA, ROOT, models_of, ours, resident_mb, starter
from bench.website import first_replies, line_of

TARGETS = {
    "p50 ms per turn": 0.5,
    "resident memory MB": 0.7,
    "seconds to train": 0.1,
}
#: how much slower turn 150 may be than turn 10
GROWTH = 1.3
STARTER_EPOCHS = 100
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


def train_ours(folder: Path) -> float:
    """Train the assistant into the folder, so that no model in use is replaced; return the seconds."""
    started = time.monotonic()
    command = [sys.executable, "-m", "bot.server.training", "--opnieuw"]
    environment = {**os.environ, "MODELLEN": str(models_of(folder))}
    with (ROOT / "bench/uit/train.log").open("wb") as log:
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=log, stderr=log)
    return time.monotonic() - started


def measured(server, folder: Path, name: str) -> dict[str, float]:  # type: ignore[no-untyped-def]
    """Return the figures of one server, started for it alone."""
    with server(folder) as (url, processes, seconds):
        figures = all_figures(url, name)
        return {
            **figures,
            "resident memory MB": resident_mb(*processes),
            "seconds to start": seconds,
        }


def visitors(folder: Path) -> dict[str, float]:
    """Return how long visitors of the website wait, on a server started for that alone."""
    with ours(folder) as (url, _, _):
        return first_replies(url.removesuffix("/webhooks/rest/webhook"))


def report(
    mine: dict[str, float], theirs: dict[str, float], epochs: int, waited: dict[str, float]
) -> str:
    """Return the figures as a table in Markdown."""
    lines = [
        "# Snelheid",
        "",
        "Measured by `make bench` in one run on one machine.",
        "",
        "| figure | wegwijzer | Rasa's starter | ratio | target | met? |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
        *(row(name, value, theirs[name]) for name, value in mine.items()),
        "",
        growth_line(mine, theirs),
        "",
        line_of(waited),
        "",
        training_line(theirs["seconds to train"], epochs),
    ]
    return "\n".join(lines) + "\n"


def row(name: str, mine: float, theirs: float) -> str:
    """Return a line of the table; with a target also whether it is met."""
    ratio, target = mine / theirs, TARGETS.get(name)
    aim = " | " if target is None else f"at most {target} | {verdict(ratio, target)}"
    return f"| {name} | {mine:.1f} | {theirs:.1f} | {ratio:.2f} | {aim} |"


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
    epochs = options.parse_args().epochs
    (ROOT / "bench/uit").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        training = train_ours(Path(one))
        mine = {**measured(ours, Path(one), "ours"), "seconds to train": training}
        waited = visitors(Path(one))
        training = make_starter(Path(two), epochs)
        theirs = {**measured(starter, Path(two), "starter"), "seconds to train": training}
    text = report(mine, theirs, epochs, waited)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(text)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
