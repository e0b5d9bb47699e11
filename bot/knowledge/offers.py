"""Which intents may be offered as a choice when it is not sure what somebody meant."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from bot.care.texts import capital
from bot.knowledge.answers import labels
from bot.knowledge.marked import Marked, read_marked

FILE = Path(__file__).parent / "words" / "aanbod.yml"


@functools.lru_cache(maxsize=1)
def never_offered(path: Path = FILE) -> Mapping[str, str]:
    """Return the intents that are never offered, each with the reason.

    Raises:
        KnowledgeRefused: the file is wrong, or names an intent twice or one that is not there.
    """
    found: dict[str, str] = {}
    groups = read_marked(path).mapping("het aanbod", ("nooit",))["nooit"]
    for group in groups.items("nooit"):
        parts = group.mapping("een groep", ("waarom", "intents"))
        why = parts["waarom"].text("waarom")
        for part in parts["intents"].items("intents"):
            found[_intent(part, found)] = why
    return found


def _intent(part: Marked, found: Mapping[str, str]) -> str:
    name = part.text("een intent")
    if name not in labels():
        part.refuse(f"'{name}' is geen intent met een label", "een intent uit domain.yml")
    if name in found:
        part.refuse(f"'{name}' staat er twee keer", "elke intent één keer")
    return name


def offer(intent: str) -> dict[str, str] | None:
    """Return the button that offers an intent, or None for one that is never offered."""
    label = labels().get(intent)
    if label is None or intent in never_offered():
        return None
    return {"title": capital(label), "payload": f"/{intent}"}
