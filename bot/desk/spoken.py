"""The words behind a button's payload, for people who read along."""

from __future__ import annotations

import json
from typing import Any

from bot.care.texts import capital
from bot.errors import KnowledgeRefused
from bot.knowledge.answers import labels
from bot.knowledge.questions import question


def spoken(text: str) -> str:
    """Return what a visitor said as an adviser reads it: for a payload the words on the button."""
    if not text.startswith("/"):
        return text
    intent, _, slots = text[1:].partition("{")
    try:
        chosen = json.loads("{" + slots) if slots else {}
    except ValueError:
        return text
    if chosen:
        return ", ".join(_title(slot, value) for slot, value in chosen.items())
    return capital(labels().get(intent.strip(), intent.strip().replace("_", " ")))


def _title(slot: str, value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    try:
        titles = dict(question(slot).options)
    except KnowledgeRefused:
        titles = {}
    return ", ".join(titles.get(str(one), str(one).replace("_", " ")) for one in values)
