"""The floor under the reading level, as a refusal with its line and what to change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.knowledge.answers import DATA
from bot.knowledge.files import refuse
from bot.knowledge.marked import Marked
from bot.knowledge.readability import CORE, advice, levels_of
from bot.knowledge.said import Said, answer_files, answers_in
from bot.knowledge.shown_rules import EIGHT_LANGUAGES


def too_hard(data: Path = DATA) -> list[str]:
    """Return a refusal for each text of an answer that is harder than B1.

    Raises:
        KnowledgeRefused: a file is no YAML, or a name stands there twice.
    """
    names: dict[str, Marked] = {}
    every = (one for path in answer_files(data) for one in answers_in(path, names))
    return [line for one in every for line in _of(one)]


def hard_parts(name: str, variant: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what to change, by part, in the texts of a variant that are harder than B1."""
    levels = levels_of(name, variant) if name != EIGHT_LANGUAGES else {}
    return {part: list(advice(level)) for part, level in levels.items() if not level.is_b1}


def _of(one: Said) -> Iterator[str]:
    for part, change in hard_parts(one.name, one.plain()).items():
        at = one.parts["text"] if part == CORE else one.meta[part]
        yield str(
            refuse(at.path, at.line, f"{one.name} ({part}) is te moeilijk voor B1", change[0])
        )
