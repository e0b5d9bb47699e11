"""What a person means by a few words: stop, start, the number of a choice, or its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.channels.inbound import readable

Choice = dict[str, str]
#: "stop" ends a guided flow first; the other ones always mean: no more messages
STOP = {"stop"}
STOP_ALWAYS = {"afmelden", "meld mij af", "stop berichten", "geen berichten meer", "uitschrijven"}
START = {"start", "aanmelden", "meld mij aan"}
NUMBER = re.compile(r"(?:(?:keuze|nummer|optie)\s+)?(?P<number>\d{1,2})\s*[.)]?", re.IGNORECASE)
#: what the keyboard adds to a digit to make it a picture
KEYCAP = re.compile("[\ufe0f\u20e3]")


def plain(text: str) -> str:
    """Return a text in small letters, with single spaces and no marks around it."""
    return " ".join(KEYCAP.sub("", readable(text)).casefold().split()).strip(" .!?\"'")


def is_command(text: str) -> bool:
    """Tell whether a message says one of the words that must be obeyed on their own."""
    return plain(text) in STOP | STOP_ALWAYS | START


def wants_out(text: str, is_in_something: Callable[[], bool]) -> bool:
    """Tell whether a person wants no more messages; asks only when the words leave it open."""
    return plain(text) in STOP_ALWAYS or (plain(text) in STOP and not is_in_something())


def wants_in(text: str) -> bool:
    """Tell whether a person wants messages again."""
    return plain(text) in START


def chosen(text: str, choices: Sequence[Choice]) -> str | None:
    """Return the payload of the choice that a text names by number or by its words; else None.

    One choice is a way out and no list: a number is then an answer of its own, such as an age.

    Args:
        text: what was typed.
        choices: what the last answer let the person choose from, in the order shown.
    """
    said = plain(text)
    for choice in choices:
        if plain(choice["title"]) == said:
            return choice["payload"]
    match = NUMBER.fullmatch(said)
    number = int(match["number"]) if match else 0
    return (
        choices[number - 1]["payload"] if len(choices) > 1 and 0 < number <= len(choices) else None
    )
