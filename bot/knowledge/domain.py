"""What domain.yml names: the intents a button may lead to, and the slots it may fill."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from bot.errors import KnowledgeRefused
from bot.knowledge.files import ROOT, read_yaml

FILE = ROOT / "domain.yml"


@dataclass(frozen=True)
class Names:
    """The names of Rasa's domain that texts refer to."""

    intents: frozenset[str]
    slots: frozenset[str]


@functools.lru_cache(maxsize=1)
def domain_names(path: Path = FILE) -> Names:
    """Return the names in a domain file.

    Raises:
        KnowledgeRefused: it is no YAML, or has no intents or slots.
    """
    found = read_yaml(path) or {}
    try:
        return Names(frozenset(map(str, found["intents"])), frozenset(found["slots"]))
    except (KeyError, TypeError) as wrong:
        raise KnowledgeRefused(f"{path}: 'intents' of 'slots' ontbreekt; zet ze terug") from wrong
