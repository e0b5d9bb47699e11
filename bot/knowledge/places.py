"""Where answers and facts stand: file and line, for who has to change them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.facts import FACTS_FILE
from bot.knowledge.files import ROOT
from bot.knowledge.marked import read_marked
from bot.knowledge.said import answer_files


@dataclass(frozen=True)
class Place:
    """A file within the project, and a line of it counted from 1."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def inside(path: Path) -> Path:
    """Return a path within the project, also of a file in the last good copy."""
    parts = path.parts
    for top in ("data", "bot"):
        if top in parts:
            return Path(*parts[len(parts) - 1 - parts[::-1].index(top) :])
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


@functools.lru_cache(maxsize=1)
def places() -> dict[str, Place]:
    """Return where each answer and each fact stands, by name.

    Raises:
        KnowledgeRefused: a file is no YAML.
    """
    found = {}
    for path in answer_files():
        responses = read_marked(path).mapping("het bestand").get("responses")
        for name, part in responses.mapping("responses").items() if responses else ():
            found[name] = Place(inside(path), part.line)
    for name, part in (
        read_marked(FACTS_FILE).mapping("feiten", ("facts",))["facts"].mapping("facts").items()
    ):
        found[name] = Place(inside(FACTS_FILE), part.line)
    return found
