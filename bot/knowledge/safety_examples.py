"""Reads the messages from which the detector of danger learns, and refuses a wrong file."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.care.safety_patterns import Kind, Strength
from bot.knowledge.files import current, refuse
from bot.knowledge.marked import Marked, read_marked
from bot.knowledge.safety import KINDS, STRENGTHS

FOLDER = Path(__file__).resolve().parent / "danger"
#: look-alikes of a kind; ``gewoon`` are ordinary messages
HARMLESS, ORDINARY = "geen", "gewoon"


@dataclass(frozen=True)
class Example:
    """One message.

    Attributes:
        text: as a person would type it.
        kind: what danger it tells of; None for a look-alike.
        strength: how clear the sign is; None for a look-alike.
    """

    text: str
    kind: Kind | None
    strength: Strength | None


@functools.lru_cache(maxsize=2)
def examples(folder: Path = FOLDER) -> tuple[Example, ...]:
    """Return the examples of signs and of look-alikes.

    Raises:
        KnowledgeRefused: a kind or strength is unknown, or a message stands there twice.
    """
    found: dict[str, Example] = {}
    for path in sorted(current(folder).glob("*.yml")):
        for kind, part in read_marked(path).mapping(path.name, (), (*KINDS, ORDINARY)).items():
            for line, example in _of_kind(kind, part):
                if example.text.lower() in found:
                    wrong = f"'{example.text}' staat er twee keer"
                    raise refuse(path, line, wrong, "elk bericht één keer")
                found[example.text.lower()] = example
    return tuple(found.values())


def _of_kind(name: str, part: Marked) -> Iterator[tuple[int, Example]]:
    """Yield the examples of a kind, each with its line."""
    kind = next((kind for kind in KINDS if kind == name), None)
    for group, texts in part.mapping(name, (), (*STRENGTHS, HARMLESS)).items():
        strength = next((strength for strength in STRENGTHS if strength == group), None)
        if strength and not kind:
            texts.refuse(f"'{name}' heeft geen '{group}'", f"alleen '{HARMLESS}'")
        for line, text in enumerate(texts.text(group).splitlines(), start=texts.line + 1):
            if text.strip():
                yield line, Example(text.strip(), kind if strength else None, strength)
