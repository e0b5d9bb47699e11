"""Reads the conditions of the rule tables, written so that a jurist can read them.

leeftijd: "< 18"                 years: <, <=, >, >=, "18 t/m 23", weet_niet
blijvend: nee of weet_niet       one of the values
dag_en_nacht: niet nee           any answer but these, weet_niet included
grondslag: bevat verstandelijk   lists: bevat, alleen or zonder "a of b"
grondslag: [bevat somatisch, zonder dementie]      every phrase of a list holds
any_of: [{...}, {...}]           one of these holds; all other lines hold together
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import inf

from bot.care.conditions import (
    WEET_NIET,
    All,
    AnyOf,
    Condition,
    Derived,
    Test,
    Value,
    between,
    contains,
    none_of,
    one_of,
    only,
    without,
)
from bot.care.questions import Question
from bot.knowledge.marked import Marked

Accepts = Callable[[Value], bool]
#: what a condition may be about: a question or a derived value, by name
Names = Mapping[str, "Question | Derived"]
OF_LISTS: Mapping[str, Callable[..., Accepts]] = {
    "bevat": contains,
    "alleen": only,
    "zonder": without,
}
LIMIT = re.compile(r"(<|<=|>|>=) (\d+)", re.ASCII)
RANGE = re.compile(r"(\d+) t/m (\d+)", re.ASCII)
YEARS = '"< 18", ">= 18", "18 t/m 23" of weet_niet'


def condition(part: Marked, names: Names) -> Condition:
    """Return the condition that a ``when`` or ``ask_when`` describes.

    Raises:
        KnowledgeRefused: a name, a value or a phrase is unknown.
    """
    found: list[Condition] = []
    for name, phrase in part.mapping("de voorwaarde").items():
        if name == "any_of":
            found.append(AnyOf(tuple(condition(p, names) for p in phrase.items("any_of"))))
        elif name not in names:
            phrase.refuse(f"'{name}' is geen vraag of afgeleide waarde", ", ".join(sorted(names)))
        else:
            found += _tests(name, phrase, names[name])
    return found[0] if len(found) == 1 else All(tuple(found))


def _tests(name: str, part: Marked, about: Question | Derived) -> list[Test]:
    phrases = part.items(name) if isinstance(part.content, list) else [part]
    return [Test(name, p.text(name), _accepts(p, name, about)) for p in phrases]


def _accepts(part: Marked, name: str, about: Question | Derived) -> Accepts:
    words = part.text(name)
    kind = about.kind if isinstance(about, Question) else "choice"
    if kind == "int":
        return _of_years(part, words)
    if kind == "list":
        verb, _, rest = words.partition(" ")
        if verb not in OF_LISTS:
            part.refuse(f"{name} is een lijst: '{words}'", "bevat …, alleen … of zonder …")
        return OF_LISTS[verb](*_values(part, name, rest, about))
    if words.startswith("niet "):
        return none_of(*_values(part, name, words.removeprefix("niet "), about))
    return one_of(*_values(part, name, words, about))


def _of_years(part: Marked, words: str) -> Accepts:
    if words == WEET_NIET:
        return one_of(WEET_NIET)
    if found := RANGE.fullmatch(words):
        low, high = int(found[1]), int(found[2])
        if low <= high:
            return between(low, high)
    if found := LIMIT.fullmatch(words):
        number = int(found[2])
        limits = {
            "<": (-inf, number - 1),
            "<=": (-inf, number),
            ">": (number + 1, inf),
            ">=": (number, inf),
        }
        return between(*limits[found[1]])
    part.refuse(f"'{words}' is geen leeftijd", YEARS)


def _values(part: Marked, name: str, words: str, about: Question | Derived) -> list[str]:
    allowed = tuple(dict.fromkeys((*about.values, WEET_NIET)))
    values = words.split(" of ")
    for value in values:
        if value not in allowed:
            part.refuse(f"{name}: '{value}' is geen waarde", " of ".join(allowed))
    return values
