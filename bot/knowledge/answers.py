"""The answers of the assistant as data: their texts, labels and sources, read without Rasa."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from bot.knowledge.domain import domain_names
from bot.knowledge.files import current, read_yaml, refuse
from bot.knowledge.marked import read_marked

DATA = Path(__file__).resolve().parent.parent.parent / "data"
WORDS = Path(__file__).resolve().parent / "words" / "opdrachten.yml"
#: files with answers; the examples by hands hold none
FOLDERS = ("nlu/*.yml", "flows/*.yml")
Variants = list[dict[str, Any]]


@functools.lru_cache(maxsize=2)
def answers(data: Path = DATA) -> dict[str, Variants]:
    """Return the variants of every answer by name.

    Raises:
        KnowledgeRefused: a file is no YAML, or two files hold an answer of the same name.
    """
    return {name: variants for name, (_, variants) in _read(data).items()}


def _line_of(path: Path, name: str) -> int:
    """Return the line on which an answer begins; the quick reader knows none."""
    return read_marked(path).mapping("het bestand")["responses"].mapping("responses")[name].line


@functools.lru_cache(maxsize=2)
def _read(data: Path) -> dict[str, tuple[Path, Variants]]:
    """Return for every answer the file in which it stands, and its variants."""
    found: dict[str, tuple[Path, Variants]] = {}
    for pattern in FOLDERS:
        for path in sorted(current(data).glob(pattern)):
            for name, variants in ((read_yaml(path) or {}).get("responses") or {}).items():
                if name in found:
                    raise refuse(path, _line_of(path, name), f"{name} staat er al", "één plaats")
                found[name] = (path, variants)
    return found


def is_of_a_flow(name: str) -> bool:
    """Tell whether an answer belongs to a guided flow and not to a question by itself."""
    found = _read(DATA).get(name)
    return found is not None and found[0].parent.name == "flows"


@functools.lru_cache(maxsize=1)
def labels() -> dict[str, str]:
    """Return how each intent is named in "Bedoelt u …?"; one without a name is never offered.

    The name stands with the answer (``utter_<intent>``); for a guided flow with its opening, which
    says in ``intent`` to which one it belongs.
    """
    found = {}
    for name, variants in answers().items():
        for variant in variants:
            meta = variant.get("metadata") or {}
            if meta.get("label"):
                found[meta.get("intent") or name.removeprefix("utter_")] = str(meta["label"])
    return found


@functools.lru_cache(maxsize=1)
def commands(path: Path = WORDS) -> dict[str, str]:
    """Return the fixed words with the intent that they stand for.

    Raises:
        KnowledgeRefused: the same words stand there twice, or for what is no intent.
    """
    found: dict[str, str] = {}
    rows = read_marked(path).mapping("opdrachten", ("opdrachten",))["opdrachten"]
    for intent, phrases in rows.mapping("opdrachten").items():
        if intent not in domain_names().intents:
            phrases.refuse(f"'{intent}' is geen intent", "een naam uit domain.yml")
        for part in phrases.items(intent):
            phrase = part.text("een opdracht")
            if phrase in found:
                part.refuse(f"'{phrase}' staat ook bij {found[phrase]}", "elke opdracht één keer")
            found[phrase] = intent
    return found
