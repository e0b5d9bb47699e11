"""The questions of the guided flows as data: which answers there are, and what they are called."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import KnowledgeRefused
from bot.knowledge.answers import answers
from bot.knowledge.files import read_yaml

WORDS = Path(__file__).parent / "words" / "antwoorden.yml"
PAYLOAD = re.compile(r"/antwoord(\{.*\})")


@dataclass(frozen=True)
class Question:
    """A question that fills a slot.

    Attributes:
        slot: the slot that it fills.
        options: value and title of each choice, in the order of the buttons; all variants of the
            question have the same.
        words: other words for a value, such as ``alzheimer`` for ``dementie``.
    """

    slot: str
    options: tuple[tuple[str, str], ...]
    words: Mapping[str, tuple[str, ...]]

    @property
    def values(self) -> tuple[str, ...]:
        """The values that may be chosen."""
        return tuple(value for value, _ in self.options)


@functools.lru_cache(maxsize=64)
def question(slot: str) -> Question:
    """Return the question that fills a slot.

    Raises:
        KnowledgeRefused: there is no such question, or a button of it fills another slot.
    """
    variants = answers().get(f"utter_ask_{slot}")
    if not variants:
        raise KnowledgeRefused(
            f"utter_ask_{slot} ontbreekt; schrijf de vraag in data/flows/vragen.yml"
        )
    options = tuple(_option(slot, b) for b in variants[-1].get("buttons") or [])
    words = other_words().get(slot, {})
    unknown = set(words) - {value for value, _ in options}
    if unknown:
        raise KnowledgeRefused(f"{WORDS}: {slot} heeft geen waarde {', '.join(unknown)}")
    return Question(slot, options, {value: tuple(names) for value, names in words.items()})


@functools.lru_cache(maxsize=1)
def other_words() -> Mapping[str, Mapping[str, list[str]]]:
    """Return other words for answers, by slot and value."""
    return dict(read_yaml(WORDS))


def _option(slot: str, button: dict[str, Any]) -> tuple[str, str]:
    match = PAYLOAD.fullmatch(button["payload"])
    chosen = json.loads(match.group(1)) if match else {}
    if list(chosen) != [slot]:
        raise KnowledgeRefused(
            f"utter_ask_{slot}: knop '{button['title']}' heeft {button['payload']}; "
            f'schrijf /antwoord{{"{slot}": "<waarde>"}}'
        )
    return str(chosen[slot]), str(button["title"])
