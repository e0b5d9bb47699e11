"""The examples of how people ask, a file for each hand; only their shape is looked at here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bot.knowledge.answers import DATA
from bot.knowledge.domain import domain_names
from bot.knowledge.files import current
from bot.knowledge.marked import read_marked

FOLDER = DATA / "nlu" / "handen"


def examples_by_intent(folder: Path = FOLDER) -> Mapping[str, int]:
    """Return how many examples each intent has.

    Raises:
        KnowledgeRefused: a file is no YAML, names an unknown intent, or an example lacks its ``- ``.
    """
    found: Counter[str] = Counter()
    for path in sorted(current(folder).glob("*.yml")):
        top = read_marked(path).mapping("het bestand", ("version", "nlu"))
        for item in top["nlu"].items("nlu"):
            parts = item.mapping("een intent", ("intent", "examples"))
            name = parts["intent"].text("intent")
            if name not in domain_names().intents:
                parts["intent"].refuse(f"'{name}' is geen intent", "een naam uit domain.yml")
            lines = parts["examples"].text("examples").splitlines()
            for line in lines:
                if line.strip() and not line.startswith("- "):
                    parts["examples"].refuse(f"'{line[:40]}' begint niet met '- '", "'- ' ervoor")
            found[name] += len(lines)
    return found
