"""Reads data files and knows on which line a thing stands, so that a refusal can say so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.errors import KnowledgeRefused


def refuse(path: Path, line: int, problem: str, write: str) -> KnowledgeRefused:
    """Return the error for a wrong file: where, what, and what to write instead."""
    return KnowledgeRefused(f"{path}, regel {line}: {problem}. Schrijf: {write}")


def read_yaml(path: Path) -> Any:
    """Return what stands in a YAML file.

    Raises:
        KnowledgeRefused: it is not YAML (a tab, a wrong indent).
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        raise refuse(
            path, line, f"dit is geen YAML ({wrong.problem})", "spaties, geen tabs"
        ) from wrong
