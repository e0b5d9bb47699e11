"""The report of ``make bench``: figures side by side, and which targets are met."""

from __future__ import annotations

import os

from bench.measure import FULL
from bench.website import line_of

Figures = dict[str, float]
OURS, SHARED = "wegwijzer, SQLite", "two workers, PostgreSQL and Redis"
FLOOR, STARTER = "floor: a constant", "Rasa's starter"
COLUMNS = (OURS, SHARED, FLOOR, STARTER)
#: figure -> at most, and at least, so many times the starter's
TARGETS = {"p50 ms per turn": 0.35, "seconds to train": 0.1}
AT_LEAST = {"turns/s, 20 people": 4.0}
#: at most, for one worker
ABSOLUTE = {"seconds to start": 30.0, "resident memory MB": 700.0}
#: how much slower turn 150 may be than turn 10
GROWTH = 1.2
STARTER_EPOCHS = 100
HEAD = """# Snelheid

Measured by `make bench` on one machine, one server after the other; the ratio is that of the first
column to Rasa's starter. Two workers are called in turn, without a proxy between; their memory is that
of both. People in a crowd never pause, so what they wait is a queue. `load` is that of the machine at
the end of the column, over a minute: above the number of cores the figures are of a machine that is
shared, and only their ratios say much.
"""


def report(found: dict[str, Figures]) -> str:
    """Return the figures as a page in Markdown; what was not measured is left out.

    Args:
        found: name of a part to what was measured.
    """
    columns = {name: found[name] for name in COLUMNS if name in found}
    everything = dict.fromkeys(name for one in columns.values() for name in one)
    names = [name for name in everything if name not in ("load", "epochs")]
    if not columns:
        return "\n".join([HEAD, *parts_beside(found)])
    lines = [
        HEAD,
        f"| figure | {' | '.join(columns)} | ratio | target | met? |",
        f"| --- |{' ---: |' * len(columns)} ---: | ---: | --- |",
        *(row(name, columns) for name in [*names, "load"]),
        "",
        *(growth_line(name, one) for name, one in columns.items() if name != FLOOR),
    ]
    return "\n".join([*lines, "", *parts_beside(found)])


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


def row(name: str, columns: dict[str, Figures]) -> str:
    """Return a line of the table; with a target also whether it is met."""
    values = [f"{one[name]:.1f}" if name in one else "" for one in columns.values()]
    mine, theirs = columns.get(OURS, {}).get(name), columns.get(STARTER, {}).get(name)
    ratio = mine / theirs if mine is not None and theirs and name != "load" else None
    said = f"{ratio:.2f}" if ratio is not None else ""
    return f"| {name} | {' | '.join(values)} | {said} | {aim(name, mine, ratio)} |"


def aim(name: str, mine: float | None, ratio: float | None) -> str:
    """Return a target and whether it is met; as measured and not as rounded."""
    if name in ABSOLUTE and mine is not None:
        return f"at most {ABSOLUTE[name]:.0f} | {verdict(mine, ABSOLUTE[name])}"
    if ratio is not None and name in TARGETS:
        return f"at most {TARGETS[name]} times | {verdict(ratio, TARGETS[name])}"
    if ratio is not None and name in AT_LEAST:
        return f"at least {AT_LEAST[name]} times | {verdict(AT_LEAST[name], ratio)}"
    return " | "


def verdict(value: float, target: float) -> str:
    """Return in Dutch whether a value is within its target."""
    return "gehaald" if value <= target else "niet gehaald"


def growth_line(name: str, figures: Figures) -> str:
    """Return how much slower a long talk gets."""
    grew = figures[f"ms at turn {FULL.long}"] / figures["ms at turn 10"]
    target = f" (target: at most {GROWTH}: {verdict(grew, GROWTH)})" if name != STARTER else ""
    return f"- {name}: turn {FULL.long} costs {grew:.2f} times turn 10{target}."


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
    epochs, seconds = figures["epochs"], figures["seconds to train"]
    return (
        f"The starter was trained with {epochs:.0f} of its {STARTER_EPOCHS} epochs, which took "
        f"{seconds:.0f} seconds; speed and memory do not depend on that."
    )
