"""Lays a tree of paths out on a page: which boxes, in which row and column, and what is drawn once."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.stromen.groups import labels
from bench.stromen.words import called
from bot.care.paths import Course, End, Node, branched

#: a graph with more rows than this is split at its first question that parts the ways
MOST_ROWS = 80
#: a part with this many rows or fewer is drawn in place, also when it was drawn before
SMALL = 2


@dataclass(eq=False)
class Box:
    """A box in a graph.

    Attributes:
        text: the question, or the outcome.
        kind: ``question``, ``end`` or ``refers``.
        label: the answer that leads to it; empty for the first.
        fields: what an outcome says.
        number: by which another box refers to it, or to which it refers; 0 for none.
        below: the boxes to which it leads.
    """

    text: str
    kind: str
    label: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    number: int = 0
    below: list[Box] = field(default_factory=list)

    def all(self) -> Iterator[Box]:
        """Yield the box and everything that it leads to."""
        yield self
        for box in self.below:
            yield from box.all()


@dataclass(frozen=True)
class Graph:
    """One graph: the end of its file name, its title and its first box."""

    name: str
    title: str
    root: Box


def graphs(course: Course, grown: Node | End, title: str) -> list[Graph]:
    """Return the graphs of a flow: one, or an overview with its parts when one would be too large."""
    whole = _boxes(course, grown, {})
    if rows(whole) <= MOST_ROWS or isinstance(grown, End):
        return [Graph("", title, whole)]
    start = _first_parting(grown)
    groups = branched(start)
    said = [text.strip() for text in labels(course, start.slot, [v for v, _ in groups])]
    parts, apart = [], {}
    for text, (_, below) in zip(said, groups, strict=True):
        if isinstance(below, Node) and rows(_boxes(course, below, {})) > SMALL + 1:
            apart[below] = f"zie deel: {text}"
            heading = f"{title} — {called(course.name, start.slot)}: {text}"
            parts.append(Graph(file_name(text), heading, _boxes(course, below, {})))
    return [Graph("", title, _boxes(course, grown, apart)), *parts]


def rows(box: Box) -> int:
    """Return in how many rows a box and all below it are drawn."""
    return sum(map(rows, box.below)) or 1


def file_name(text: str) -> str:
    """Return a text as the end of a file name."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _first_parting(grown: Node) -> Node:
    below = branched(grown)
    only = below[0][1]
    return _first_parting(only) if len(below) == 1 and isinstance(only, Node) else grown


def _boxes(course: Course, grown: Node | End, apart: dict[Node | End, str]) -> Box:
    """Return the boxes of a tree; what comes back is drawn once and referred to by its number."""
    drawn: dict[Node, Box] = {}
    numbers: Counter[str] = Counter()

    def box_of(part: Node | End, label: str) -> Box:
        if part in apart:
            return Box(apart[part], "refers", label)
        if isinstance(part, End):
            return Box(part.id, "end", label, part.fields)
        if part in drawn:
            first = drawn[part]
            if not first.number:
                numbers["boxes"] += 1
                first.number = numbers["boxes"]
            return Box(f"verder bij {first.number}", "refers", label, (), first.number)
        box = Box(called(course.name, part.slot), "question", label)
        groups = branched(part)
        said = labels(course, part.slot, [values for values, _ in groups])
        box.below = [
            box_of(below, text.strip()) for text, (_, below) in zip(said, groups, strict=True)
        ]
        if rows(box) > SMALL:
            drawn[part] = box
        return box

    return box_of(grown, "")
