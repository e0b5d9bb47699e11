"""Reads data files and knows on which line a thing stands, so that a refusal can say so.

Every loader reads through ``current``, so that a service can be told to read the last good copy of
all content in place of a tree in which something is wrong (bot/server/last_good.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.errors import KnowledgeRefused

ROOT = Path(__file__).resolve().parents[2]
#: the copy that is read instead of the tree, when there is one
_copies: list[Path] = []


def use_copy(folder: Path | None) -> None:
    """Read all content from a copy of the tree from now on; None for the tree itself.

    To be called before anything is read: what was read already is kept by its loader.
    """
    _copies[:] = [folder] if folder else []


def current(path: Path) -> Path:
    """Return where a content file or folder is read: in the copy, if that is used."""
    for copy in _copies:
        if path.is_relative_to(ROOT) and not path.is_relative_to(copy):
            return copy / path.relative_to(ROOT)
    return path


def refuse(path: Path, line: int, problem: str, write: str) -> KnowledgeRefused:
    """Return the error for a wrong file: where, what, and what to write instead."""
    return KnowledgeRefused(f"{path}, regel {line}: {problem}. Schrijf: {write}")


def unreadable(path: Path, wrong: Exception) -> KnowledgeRefused:
    """Return the error for a file that is not there, or is no text."""
    return refuse(path, 1, f"niet te lezen ({wrong})", "zet het bestand terug, als tekst in UTF-8")


def read_yaml(path: Path) -> Any:
    """Return what stands in a YAML file.

    Raises:
        KnowledgeRefused: it cannot be read, or is not YAML (a tab, a wrong indent).
    """
    try:
        return yaml.load(current(path).read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError) as wrong:
        raise unreadable(path, wrong) from wrong
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        raise refuse(
            path, line, f"dit is geen YAML ({wrong.problem})", "spaties, geen tabs"
        ) from wrong
