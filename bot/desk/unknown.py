"""Questions that the bot did not understand, put together when they ask the same in other words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.care.certainty import SURE
from bot.care.masking import mask
from bot.knowledge.answers import labels
from bot.storage.story import Line

#: from this likeness on, of 100, two messages ask the same
ALIKE = 85
#: intents that say themselves that it was not understood
MISSED = ("niet_begrepen", "buiten_scope")
MOST = 200
SHORTEST = 2  # words


@dataclass(frozen=True)
class Group:
    """Messages that ask the same.

    Attributes:
        text: the first one, masked.
        others: the other ways to ask, masked, each once.
        count: how often it was asked.
        guess: what the model thought most often, by its label; empty when it has none.
    """

    text: str
    others: tuple[str, ...]
    count: int
    guess: str


def grouped(lines: Sequence[Line]) -> list[Group]:
    """Return the questions that were not understood, the most frequent first.

    Args:
        lines: what visitors typed; what was understood and buttons are passed over.
    """
    groups: list[list[tuple[str, str]]] = []
    for line in lines:
        text = mask(" ".join(line.text.split())).text
        if not _missed(line) or len(text.split()) < SHORTEST:
            continue
        mine = next((g for g in groups if _alike(g[0][0], text)), None)
        if mine is not None:
            mine.append((text, line.intent))
        elif len(groups) < MOST:
            groups.append([(text, line.intent)])
    return sorted((_group(g) for g in groups), key=lambda group: -group.count)


def _missed(line: Line) -> bool:
    if not line.by_visitor or line.text.startswith("/"):
        return False
    return line.confidence < SURE or line.intent in MISSED


def _alike(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(_plain(one), _plain(other)) >= ALIKE


def _plain(text: str) -> str:
    return re.sub(r"[^\w\s]", "", text.lower())


def _group(found: list[tuple[str, str]]) -> Group:
    texts = list(dict.fromkeys(text for text, _ in found))
    intents = [intent for _, intent in found]
    likeliest = max(set(intents), key=intents.count)
    return Group(texts[0], tuple(texts[1:]), len(found), labels().get(likeliest, ""))


def as_issue(group: Group) -> str:
    """Return a group as the text of an issue, ready to be filed."""
    others = "".join(f"\n- {text}" for text in group.others)
    guess = group.guess or "niets"
    return (
        f"Niet begrepen: {group.text}\n\nZo vaak gevraagd: {group.count}. "
        f"Het model dacht aan: {guess}.\n" + (f"\nOok zo gevraagd:{others}\n" if others else "")
    )
