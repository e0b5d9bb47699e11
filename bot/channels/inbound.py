"""What every channel turns its format into, and the door that bad input does not pass."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from bot.care.masking import Masked, mask

#: longer than this is refused; a pasted letter of several pages still fits
REFUSED_FROM = 20_000
#: what is kept of a long message: its beginning says what it is about
KEPT = 4_000
PAYLOAD = re.compile(r"/(?P<intent>[a-z_0-9]+)\s*(?P<slots>\{.*\})?\s*", re.DOTALL)
#: Rasa's own payloads that change the memory of a talk from outside
RESTART = "/restart"


class Refused(Exception):
    """A message that the assistant cannot take.

    Attributes:
        sentence: what the visitor is told, in Dutch.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class OnTheSpot(Refused):
    """A message that the door itself answers; nothing of it goes to Rasa or is stored."""


EMPTY = "Ik heb nog geen vraag van u gezien. Typ uw vraag in gewone woorden."
TOO_LONG = "Uw bericht is te lang voor mij. Kunt u uw vraag in een paar zinnen stellen?"
UNKNOWN_CHOICE = (
    "Die keuze ken ik niet. Typ uw vraag in gewone woorden, of vraag om een medewerker."
)
BROKEN = "Ik kon uw bericht niet lezen. Probeer het nog een keer."
LOST = "Mijn antwoord is niet aangekomen. Wilt u uw vraag nog een keer sturen?"
FAILED = "Er ging iets mis aan onze kant. Uw verhaal is niet kwijt. Probeer het zo nog een keer."


@dataclass(frozen=True)
class Vocabulary:
    """Which payloads exist: the intents and slots of the domain."""

    intents: Collection[str]
    slots: Collection[str]


def clean(text: str, vocabulary: Vocabulary) -> Masked:
    """Return a message as Rasa may see it, without personal numbers.

    Args:
        text: what came in, of any length and with any characters.
        vocabulary: the payloads that exist.

    Raises:
        Refused: nothing is left, it is far too long, or it is a payload that does not exist.
    """
    if len(text) > REFUSED_FROM:
        raise Refused(TOO_LONG)
    words = readable(text)
    if not words:
        raise Refused(EMPTY)
    if words.startswith("/"):
        return payload(words, vocabulary)
    return mask(words[:KEPT])


def readable(text: str) -> str:
    """Return a text without control characters, invisible ones and halves of characters."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C").strip()


def payload(text: str, vocabulary: Vocabulary) -> Masked:
    """Return a button's payload in one spelling, such as ``/antwoord{"blijvend": "ja"}``.

    Its values are masked one by one: a mark in the JSON itself could break it.

    Raises:
        Refused: the intent or a slot in it does not exist, or it is broken.
    """
    match = PAYLOAD.fullmatch(text)
    if match is None:
        raise Refused(UNKNOWN_CHOICE)
    intent = "opnieuw" if text.strip() == RESTART else match["intent"]
    slots = _slots(match["slots"])
    if intent not in vocabulary.intents or not set(slots) <= set(vocabulary.slots):
        raise Refused(UNKNOWN_CHOICE)
    found: list[Masked] = []
    kept = {name: _masked(value, found) for name, value in slots.items()}
    return Masked(
        f"/{intent}{json.dumps(kept, ensure_ascii=False)}" if kept else f"/{intent}",
        tuple(phone for masked in found for phone in masked.phones),
        tuple(kind for masked in found for kind in masked.kinds),
    )


def _masked(value: Any, found: list[Masked]) -> Any:
    """Return a slot's value without personal numbers; ``found`` gets what was in it."""
    if isinstance(value, list):
        return [_masked(part, found) for part in value]
    masked = mask(readable(str(value)))
    found.append(masked)
    return masked.text if isinstance(value, str) or masked.kinds else value


def _slots(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    try:
        slots = json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise Refused(UNKNOWN_CHOICE) from broken
    if not isinstance(slots, dict) or not all(_plain(v) for v in slots.values()):
        raise Refused(UNKNOWN_CHOICE)
    return slots


def _plain(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= 20 and all(isinstance(v, str) and len(v) <= 100 for v in value)
    return isinstance(value, int) or (isinstance(value, str) and len(value) <= 200)
