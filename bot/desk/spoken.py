"""The words behind a button's payload, for people who read along."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.care.texts import capital
from bot.errors import KnowledgeRefused
from bot.knowledge.answers import labels
from bot.knowledge.questions import question

#: marks of the assistant's own texts: bold, and words with an address
MARKS = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|\[(?P<words>[^\]\n]+)\]\((?P<address>[^)\s]+)\)")


def unmarked(text: str) -> str:
    """Return what the assistant said as plain text, without marks for how it looks."""
    return MARKS.sub(lambda m: m["bold"] or f"{m['words']} ({m['address']})", text)


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
