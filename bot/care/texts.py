"""Filling the blanks of a text, and saying who it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any

from bot.errors import KnowledgeRefused

#: how a person of ``voor_wie`` is called when we do not know the relation
CALLED = {"zelf": "u", "naaste": "uw naaste", "kind": "uw kind", "client": "uw cliënt"}
NUMBERS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")


def placeholders(text: str) -> list[str]:
    """Return the names between braces in a text, in order.

    Raises:
        KnowledgeRefused: a brace is not closed, or stands for nothing.
    """
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as wrong:
        raise KnowledgeRefused(
            f"'{text[:60]}…': {wrong}; schrijf {{naam}} of haal de haak weg"
        ) from wrong
    if "" in names:
        raise KnowledgeRefused(f"'{text[:60]}…': {{}} is leeg; schrijf er een naam in")
    return names


def fill(text: str, value_of: Callable[[str], str]) -> str:
    """Return the text with every ``{name}`` replaced by ``value_of(name)``."""
    out = []
    for literal, name, _, _ in Formatter().parse(text):
        out.append(literal)
        if name is not None:
            out.append(value_of(name))
    return "".join(out)


def called(slots: Mapping[str, Any]) -> str:
    """Return how the person that the talk is about is called: ``u``, ``uw moeder``, ``uw cliënt``."""
    relation = slots.get("relatie")
    who = slots.get("voor_wie")
    if relation and who != "zelf":
        return f"uw {relation}"
    return CALLED.get(str(who), "uw naaste")


def capital(text: str) -> str:
    """Return the text with a capital first letter and the rest as it was."""
    return text[:1].upper() + text[1:]


def in_words(number: int) -> str:
    """Return ``zeven`` for 7; digits above ten."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)
