"""The report of ``make bench``: which targets are met, and the figures side by side."""

from __future__ import annotations

import os
from collections.abc import Iterator

from bench.measure import FULL
from bench.website import TARGET as REPLY
from bench.website import line_of

Figures = dict[str, float]
OURS, SHARED = "wegwijzer, SQLite", "two workers, PostgreSQL and Redis"
FLOOR, STARTER = "floor: a constant", "Rasa's starter"
COLUMNS = (OURS, SHARED, FLOOR, STARTER)
#: number of workers behind each column of ours
WORKERS = {OURS: 1, SHARED: 2}
P50, MEMORY, START, TRAIN = (
    "p50 ms per turn",
    "resident memory MB",
    "seconds to start",
    "seconds to train",
)
#: of the starter's p50 at most, of its throughput and of its training time at least and at most
OF_P50, THROUGHPUT, OF_TRAINING = 0.35, 4.0, 0.1
#: at most, for one worker: MB, and seconds
HEAVY, SLOW_START = 700.0, 30.0
#: how much slower turn 150 may be than turn 10
GROWTH = 1.2
STARTER_EPOCHS = 100
HEAD = """# Snelheid

Measured by `make bench` on one machine, one server after the other; the ratio is that of the first
column to Rasa's starter. Two workers are called in turn, without a proxy between; their memory is that
of both. People in a crowd never pause, so what they wait is a queue. The floor is the same web server and
channel that answer a constant. `load` is that of the machine at the end of the column, over a minute:
above the number of cores the figures are of a machine that is shared, and only their ratios say much.
"""


def report(found: dict[str, Figures], failed: dict[str, str] | None = None) -> str:
    """Return the figures as a page in Markdown; what was not measured is left out.

    Args:
        found: name of a part to what was measured.
        failed: name of a part to why it was not measured.
    """
    columns = {name: found[name] for name in COLUMNS if name in found}
    lines = [HEAD, *target_lines(found), ""]
    lines += [f"- Not measured: {name} ({why})." for name, why in (failed or {}).items()]
    if columns:
        lines += ["", "## Figures", "", *table(columns), "", *growth_lines(columns)]
    return "\n".join([*lines, "", *parts_beside(found)])


def table(columns: dict[str, Figures]) -> list[str]:
    """Return what was measured, a column for each server."""
    everything = dict.fromkeys(name for one in columns.values() for name in one)
    names = [name for name in everything if name not in ("load", "epochs")]
    return [
        f"| figure | {' | '.join(columns)} | ratio |",
        f"| --- |{' ---: |' * len(columns)} ---: |",
        *(row(name, columns) for name in [*names, "load"]),
    ]


def row(name: str, columns: dict[str, Figures]) -> str:
    """Return a line of the table."""
    values = [f"{one[name]:.1f}" if name in one else "" for one in columns.values()]
    mine, theirs = columns.get(OURS, {}).get(name), columns.get(STARTER, {}).get(name)
    ratio = mine / theirs if mine is not None and theirs and name != "load" else None
    said = f"{ratio:.2f}" if ratio is not None else ""
    return f"| {name} | {' | '.join(values)} | {said} |"


def target_lines(found: dict[str, Figures]) -> list[str]:
    """Return every target, what was measured and whether it is met; as measured, not as rounded."""
    lines = ["## Targets", "", "| target | measured | met? |", "| --- | ---: | --- |"]
    for words, value, met in targets(found):
        said = f"{value:.2f}" if value is not None else ""
        lines.append(f"| {words} | {said} | {met} |")
    return lines


def targets(found: dict[str, Figures]) -> Iterator[tuple[str, float | None, str]]:
    """Give each target in words, its value (None when it was not measured) and the verdict."""
    starter, mine = found.get(STARTER, {}), found.get(OURS, {})
    yield at_most(
        f"p50 of a turn, of the starter's: at most {OF_P50}", part(mine, starter, P50), OF_P50
    )
    for name in (OURS, SHARED):
        for people in FULL.crowds:
            times = part(found.get(name, {}), starter, f"turns/s, {people} people")
            words = f"turns a second with {people} people, of the starter's ({name}): at least"
            yield at_least(f"{words} {THROUGHPUT:.0f}", times, THROUGHPUT)
    for name, workers in WORKERS.items():
        one = found.get(name, {})
        yield at_most(
            f"turn {FULL.long}, of turn 10 ({name}): at most {GROWTH}", growth(one), GROWTH
        )
        yield at_most(
            f"seconds to start ({name}): at most {SLOW_START:.0f}", one.get(START), SLOW_START
        )
        heavy = one[MEMORY] / workers if MEMORY in one else None
        yield at_most(
            f"resident memory of a worker in MB ({name}): at most {HEAVY:.0f}", heavy, HEAVY
        )
    reply = found.get("website", {}).get("p95")
    yield at_most(f"first reply on the website in ms, p95: at most {REPLY}", reply, REPLY)
    yield training_target(mine, starter)


def training_target(mine: Figures, starter: Figures) -> tuple[str, float | None, str]:
    """Give the target of training; what a part of the epochs cannot tell is said so."""
    words, times = (
        f"seconds to train, of the starter's: at most {OF_TRAINING}",
        part(mine, starter, TRAIN),
    )
    epochs = starter.get("epochs", 0.0)
    if times is not None and times > OF_TRAINING and epochs < STARTER_EPOCHS:
        return words, times, f"niet te zeggen: {epochs:.0f} van {STARTER_EPOCHS} epochs"
    return at_most(words, times, OF_TRAINING)


def part(mine: Figures, theirs: Figures, name: str) -> float | None:
    """Return how many times their figure ours is; None when one of the two was not measured."""
    return mine[name] / theirs[name] if name in mine and theirs.get(name) else None


def at_most(words: str, value: float | None, target: float) -> tuple[str, float | None, str]:
    """Give a target from above with its verdict."""
    return words, value, "niet gemeten" if value is None else verdict(value, target)


def at_least(words: str, value: float | None, target: float) -> tuple[str, float | None, str]:
    """Give a target from below with its verdict."""
    return words, value, "niet gemeten" if value is None else verdict(target, value)


def verdict(value: float, target: float) -> str:
    """Return in Dutch whether a value is within its target."""
    return "gehaald" if value <= target else "niet gehaald"


def growth(figures: Figures) -> float | None:
    """Return how many times the cost of turn 10 a late turn costs; None when not measured."""
    late = figures.get(f"ms at turn {FULL.long}")
    return late / figures["ms at turn 10"] if late is not None else None


def growth_lines(columns: dict[str, Figures]) -> list[str]:
    """Return how much slower a long talk gets, with each server that remembers."""
    grew = {name: growth(one) for name, one in columns.items() if name != FLOOR}
    return [
        f"- {name}: turn {FULL.long} costs {times:.2f} times turn 10."
        for name, times in grew.items()
        if times is not None
    ]


def parts_beside(found: dict[str, Figures]) -> list[str]:
    """Return what is said below the table."""
    lines = []
    if "website" in found:
        lines += [line_of(found["website"]), ""]
    for name in ("SQLite", "PostgreSQL"):
        if f"stored {name}" in found:
            lines += [stored_line(name, found[f"stored {name}"]), ""]
    if STARTER in found:
        lines += [training_line(found[STARTER]), ""]
    return [*lines, f"The machine has {os.cpu_count()} cores."]


def stored_line(name: str, figures: Figures) -> str:
    """Return what a million stored events of other people do to a turn."""
    before, after = figures["p50 ms, before"], figures["p50 ms, after"]
    cpu_before, cpu_after = figures["computing ms, before"], figures["computing ms, after"]
    return (
        f"{name}: p50 of a turn {before:.1f} ms on a database that is all but empty and {after:.1f} ms "
        f"with {FULL.events:,} events of others in it ({after / before:.2f} times); of that the workers "
        f"computed {cpu_before:.1f} and {cpu_after:.1f} ms ({cpu_after / cpu_before:.2f} times, which "
        f"what else the machine does has little part in; load {figures['load']:.1f})."
    )


def training_line(figures: Figures) -> str:
    """Return what the starter's training time is a measurement of; nothing is extrapolated."""
    epochs, seconds = figures["epochs"], figures[TRAIN]
    return (
        f"The starter was trained with {epochs:.0f} of its {STARTER_EPOCHS} epochs, which took "
        f"{seconds:.0f} seconds; speed and memory do not depend on that."
    )
