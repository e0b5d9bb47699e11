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
from bot.knowledge.files import refuse
from bot.knowledge.marked import Marked, read_marked
from bot.knowledge.places import places

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
    return Question(slot, options, other_words().get(slot, {}))


@functools.lru_cache(maxsize=1)
def other_words(path: Path = WORDS) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return other words for answers, by slot and value.

    Raises:
        KnowledgeRefused: a question or a value of it does not exist, or a word stands for two values.
    """
    found = {}
    for slot, part in read_marked(path).mapping("antwoorden").items():
        variants = answers().get(f"utter_ask_{slot}")
        if not variants:
            part.refuse(f"utter_ask_{slot} bestaat niet", "een vraag uit data/flows/vragen.yml")
        values = [
            value for value, _ in (_option(slot, b) for b in variants[-1].get("buttons") or [])
        ]
        found[slot] = _words(slot, part, values)
    return found


def _words(slot: str, part: Marked, values: list[str]) -> dict[str, tuple[str, ...]]:
    meant: dict[str, str] = {}
    for value, names in part.mapping(slot).items():
        if value not in values:
            names.refuse(f"{slot} heeft geen waarde '{value}'", ", ".join(values))
        for name in names.items(value):
            word = name.text("een woord")
            if word in meant:
                name.refuse(f"{slot}: '{word}' staat ook bij '{meant[word]}'", "elk woord één keer")
            meant[word] = value
    return {value: tuple(w for w, v in meant.items() if v == value) for value in part.mapping(slot)}


def _option(slot: str, button: dict[str, Any]) -> tuple[str, str]:
    match = PAYLOAD.fullmatch(button["payload"])
    chosen = json.loads(match.group(1)) if match else {}
    if list(chosen) != [slot]:
        place = places()[f"utter_ask_{slot}"]
        problem = f"utter_ask_{slot}: knop '{button['title']}' heeft {button['payload']}"
        raise refuse(place.path, place.line, problem, f'/antwoord{{"{slot}": "<waarde>"}}')
    return str(chosen[slot]), str(button["title"])
