"""What domain.yml names: the intents a button may lead to, and the slots it may fill."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.files import ROOT
from bot.knowledge.marked import read_marked

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
    top = read_marked(path)
    parts = top.mapping("het domein")
    for key in ("intents", "slots"):
        if key not in parts:
            top.refuse(f"'{key}' ontbreekt", f"'{key}:' met de namen eronder")
    intents = [part.text("een intent") for part in parts["intents"].items("intents")]
    return Names(frozenset(intents), frozenset(parts["slots"].mapping("slots")))
