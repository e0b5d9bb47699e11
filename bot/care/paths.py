"""Walks every way through a guided flow: one answer of each kind to every question that it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.care.conditions import Test, Value
from bot.errors import WegwijzerError

#: by slot its answers, those that no rule can tell apart together; the first stands for its kind
Kinds = Mapping[str, tuple[tuple[Value, ...], ...]]
#: slot and the answer that stands for its kind, in the order in which they were asked
Steps = tuple[tuple[str, Value], ...]


class PathBroken(WegwijzerError):
    """A path of a flow asks something twice, or something that has no answers."""


@dataclass(frozen=True)
class End:
    """Where a path ends.

    Attributes:
        id: name of the outcome, such as ``wlz_waarschijnlijk``.
        fields: what it says, such as ``wet`` and ``zekerheid``; empty when the name says all.
        source: its ground in the law; empty when it has none.
    """

    id: str
    fields: tuple[tuple[str, str], ...]
    source: str


@dataclass(frozen=True, eq=False)
class Course:
    """A guided flow on one day, as it can be walked.

    Attributes:
        name: such as ``triage``.
        kinds: the answers to each question.
        next_question: from the answers so far to the slot to ask, or None at the end.
        end: from all answers of a path to its outcome.
        tests: the conditions that tell the answers apart.
    """

    name: str
    kinds: Kinds
    next_question: Callable[[dict[str, Any]], str | None]
    end: Callable[[dict[str, Any]], End]
    tests: tuple[Test, ...] = ()


@dataclass(frozen=True)
class Path:
    """One way through a flow."""

    steps: Steps
    end: End


@dataclass(frozen=True)
class Node:
    """A question with where each kind of answer leads; equal nodes lead to the same."""

    slot: str
    branches: tuple[tuple[Value, Node | End], ...]


def tree(course: Course) -> Node | End:
    """Return every way through a flow as one tree.

    Raises:
        PathBroken: a question is asked twice on a path, or it has no answers.
    """
    return _grown(course, {})


def _grown(course: Course, answers: dict[str, Any]) -> Node | End:
    slot = course.next_question(answers)
    if slot is None:
        return course.end(answers)
    if slot in answers or not course.kinds.get(slot):
        raise PathBroken(f"{course.name}: {slot} is asked after {answers}")
    grown = ((v[0], _grown(course, {**answers, slot: v[0]})) for v in course.kinds[slot])
    return Node(slot, tuple(grown))


def paths(grown: Node | End, before: Steps = ()) -> Iterator[Path]:
    """Yield the paths of a tree, in the order of questions and answers."""
    if isinstance(grown, End):
        yield Path(before, grown)
        return
    for value, below in grown.branches:
        yield from paths(below, (*before, (grown.slot, value)))


def branched(node: Node) -> list[tuple[tuple[Value, ...], Node | End]]:
    """Return the branches of a question, those that lead to the same together."""
    found: dict[Node | End, list[Value]] = {}
    for value, below in node.branches:
        found.setdefault(below, []).append(value)
    return [(tuple(values), below) for below, values in found.items()]


def talks(path: Path, kinds: Kinds) -> int:
    """Return how many different rows of answers a path stands for."""
    number = 1
    for slot, value in path.steps:
        number *= next(len(alike) for alike in kinds[slot] if alike[0] == value)
    return number
