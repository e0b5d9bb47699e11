"""The record of all paths and their outcomes, and what changed since it was written.

A line of the record is a bundle of paths: where several answers lead to the same, they stand in
one line with ``|`` between them. Read by ``expand``, it holds every path.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from bench.stromen.courses import FLOWS, walked
from bench.stromen.words import end_in_words, steps_in_words
from bot.care.conditions import Value
from bot.care.paths import End, Node, Steps, branched
from bot.errors import KnowledgeRefused

FOLDER = Path(__file__).parents[2] / "docs/generated/paden"
HEADER = ["vanaf", "uitkomst", "zegt", "paden", "antwoorden"]
RENEW = "Is dit de bedoeling? Schrijf het dan op met `make paden-opnieuw` en lever het mee in."
SHOWN = 20
#: paths by flow, first day and steps
Known = dict[tuple[str, str, Steps], End]


@dataclass(frozen=True)
class Changes:
    """What differs between the record and the rules of now.

    Attributes:
        other_end: the same answers, another outcome: path, then, now.
        other_questions: recorded paths that now take other questions: path, then.
        new: paths that the record does not have: path, now.
        number: how many paths there are now, by flow.
    """

    other_end: list[tuple[str, Steps, End, End]]
    other_questions: list[tuple[str, Steps, End]]
    new: list[tuple[str, Steps, End]]
    number: Mapping[str, int]

    def any(self) -> bool:
        """Tell whether there is a difference at all."""
        return bool(self.other_end or self.other_questions or self.new)


def bundles(grown: Node | End, before: tuple[str, ...] = ()) -> Iterator[tuple[list[str], End]]:
    """Yield the paths of a tree, bundled where answers lead to the same."""
    if isinstance(grown, End):
        yield list(before), grown
        return
    for values, below in branched(grown):
        step = f"{grown.slot}={'|'.join(written(value) for value in values)}"
        yield from bundles(below, (*before, step))


def written(value: Value) -> str:
    """Return an answer as the record writes it; choices of a list with ``+`` between them."""
    return "+".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def record_of(name: str) -> str:
    """Return the record of a flow as it should be now, as CSV."""
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow(HEADER)
    for stretch in walked(name):
        for steps, end in bundles(stretch.grown):
            number = 1
            for step in steps:
                number *= step.count("|") + 1
            says = " ".join(f"{field}={value}" for field, value in end.fields)
            sheet.writerow([stretch.first_day, end.id, says, number, "; ".join(steps)])
    return out.getvalue()


def now(name: str) -> Known:
    """Return every path of a flow with its outcome."""
    return {
        (name, stretch.first_day, path.steps): path.end
        for stretch in walked(name)
        for path in stretch.paths
    }


def expand(name: str, text: str, slots: Mapping[str, Mapping[str, Value]]) -> Known:
    """Return the paths in a record.

    Args:
        name: the flow.
        text: the record as CSV.
        slots: by slot, what a written answer stands for; one that is gone stays a text.

    Raises:
        KnowledgeRefused: a line is no line of a record.
    """
    known: Known = {}
    for number, line in enumerate(csv.DictReader(io.StringIO(text)), 2):
        try:
            end = End(line["uitkomst"], _fields(line["zegt"]), "")
            steps = [step.partition("=") for step in line["antwoorden"].split("; ")]
            choices = [
                [(slot, slots.get(slot, {}).get(v, v)) for v in values.split("|")]
                for slot, _, values in steps
            ]
        except (KeyError, AttributeError, ValueError) as wrong:
            raise KnowledgeRefused(f"{FOLDER / name}.csv:{number}: {wrong}. {RENEW}") from wrong
        for path in product(*choices):
            known[name, line["vanaf"], tuple(path)] = end
    return known


def _fields(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [part.partition("=") for part in text.split()]
    return tuple((field, value) for field, _, value in pairs)


def compare(folder: Path = FOLDER, flows: tuple[str, ...] = FLOWS) -> Changes:
    """Return what differs between the record in a folder and the rules of now.

    Raises:
        KnowledgeRefused: the record is missing or broken.
    """
    other_end, other_questions, new, number = [], [], [], Counter[str]()
    for name in flows:
        here = now(name)
        recorded = expand(name, _read(folder / f"{name}.csv"), _answers(name))
        number[name] = len(here)
        for key, then in recorded.items():
            if key not in here:
                other_questions.append((name, key[2], then))
            elif (then.id, then.fields) != (here[key].id, here[key].fields):
                other_end.append((name, key[2], then, here[key]))
        new += [(name, key[2], end) for key, end in here.items() if key not in recorded]
    return Changes(other_end, other_questions, new, number)


def _answers(name: str) -> Mapping[str, Mapping[str, Value]]:
    found: dict[str, dict[str, Value]] = {}
    for stretch in walked(name):
        for slot, kinds in stretch.course.kinds.items():
            found.setdefault(slot, {}).update({written(v[0]): v[0] for v in kinds})
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as missing:
        raise KnowledgeRefused(f"{path} ontbreekt. {RENEW}") from missing


def in_words(changes: Changes) -> str:
    """Return in Dutch how many paths changed, and which: the first twenty of each sort."""
    number = ", ".join(f"{name} {number}" for name, number in changes.number.items())
    lines = [f"Paden nu: {number} (samen {sum(changes.number.values())})."]
    if not changes.any():
        return "\n".join([*lines, "Geen enkel pad kreeg een andere uitkomst."])
    lines.append(f"{len(changes.other_end)} paden kregen een andere uitkomst:")
    lines += _first([_line(*path) for path in changes.other_end])
    lines.append(f"{len(changes.other_questions)} paden uit het verslag bestaan zo niet meer:")
    lines += _first([_line(*path, None) for path in changes.other_questions])
    lines.append(f"{len(changes.new)} paden zijn nieuw:")
    lines += _first([_line(name, steps, None, end) for name, steps, end in changes.new])
    return "\n".join([*lines, RENEW])


def _line(name: str, steps: Steps, then: End | None, now: End | None) -> str:
    ends = [("eerst", then), ("nu", now)]
    said = [f"\n     {when:5} {end_in_words(end)}" for when, end in ends if end]
    return f"{name}: {steps_in_words(name, steps)}{''.join(said)}"


def _first(every: list[str]) -> list[str]:
    shown = [f"  {number}. {line}" for number, line in enumerate(every[:SHOWN], 1)]
    return [*shown, *([f"  … en nog {len(every) - SHOWN}"] if len(every) > SHOWN else [])]


def write(folder: Path = FOLDER) -> None:
    """Write the record of now."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FLOWS:
        (folder / f"{name}.csv").write_text(record_of(name), encoding="utf-8")
