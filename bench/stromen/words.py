"""Names, answers and conditions of the rule tables in Dutch words."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from bot.care.conditions import All, AnyOf, Condition, Test, Value
from bot.care.facts import dutch_date
from bot.care.paths import End, Steps
from bot.errors import KnowledgeRefused
from bot.knowledge.questions import question

WORDS = Path(__file__).with_name("words.yml")
FLOW_NAMES = {
    "triage": "Wlz, Wmo, zorgverzekering of Jeugdwet?",
    "wzd": "Is een besluit van de Wzd of Wvggz nodig?",
    "uitslag": "Wat nu na de brief van het CIZ?",
    "leveringsvorm": "Welke leveringsvorm past?",
    "termijn": "Hoe lang mag het CIZ erover doen?",
}
OF_LISTS = {"bevat": "met {}", "alleen": "alleen {}", "zonder": "zonder {}"}


@functools.lru_cache(maxsize=1)
def names() -> Mapping[str, Mapping[str, str]]:
    """Return how questions and derived values are called, by flow and name."""
    return dict(yaml.safe_load(WORDS.read_text(encoding="utf-8")))


def called(flow: str, name: str) -> str:
    """Return how a question or derived value is called.

    Raises:
        KnowledgeRefused: it has no name yet.
    """
    found = names().get(flow, {}).get(name)
    if found is None:
        raise KnowledgeRefused(f"{WORDS}: zet bij {flow} een korte naam voor '{name}'")
    return found


def value_words(slot: str, value: str) -> str:
    """Return a value as the button for it says, such as ``lichamelijke ziekte`` for somatisch."""
    if value == "weet_niet":
        return "weet niet"
    title = _titles(slot).get(value)
    return title[:1].lower() + title[1:] if title else value.replace("_", " ")


@functools.lru_cache(maxsize=64)
def _titles(slot: str) -> Mapping[str, str]:
    try:
        return dict(question(slot).options)
    except KnowledgeRefused:  # a derived value has no question
        return {}


def answer_words(slot: str, value: Value) -> str:
    """Return one answer in words."""
    if isinstance(value, frozenset):
        return " en ".join(value_words(slot, part) for part in sorted(value))
    if isinstance(value, int):
        return f"{value} jaar"
    if value in names()["days"]:
        return names()["days"][value]
    try:
        return dutch_date(dt.date.fromisoformat(value))
    except ValueError:
        return value_words(slot, value)


def steps_in_words(flow: str, steps: Steps) -> str:
    """Return the questions and answers of a path in one line."""
    return "; ".join(f"{called(flow, slot)}: {answer_words(slot, v)}" for slot, v in steps)


def end_in_words(end: End) -> str:
    """Return an outcome with what it says: ``wlz_waarschijnlijk (wet wlz, zekerheid twijfel)``."""
    says = ", ".join(f"{name} {value}" for name, value in end.fields)
    return f"{end.id} ({says})" if says else end.id


def phrase_words(name: str, phrase: str) -> str:
    """Return the phrase of a condition in words: ``bevat somatisch`` is ``met lichamelijke ziekte``."""
    verb, _, rest = phrase.partition(" ")
    if verb in OF_LISTS:
        return OF_LISTS[verb].format(_either(name, rest))
    if verb == "niet":
        return " en ".join(f"niet ‘{value_words(name, value)}’" for value in rest.split(" of "))
    if re.search(r"\d", phrase) and name == "leeftijd":
        return years_words(phrase)
    return _either(name, phrase)


def _either(name: str, words: str) -> str:
    return " of ".join(f"‘{value_words(name, value)}’" for value in words.split(" of "))


def years_words(phrase: str) -> str:
    """Return an age limit in words: ``>= 18`` is ``18 jaar of ouder``."""
    sign, _, number = phrase.partition(" ")
    said = {"<": "jonger dan {} jaar", ">=": "{} jaar of ouder", ">": "ouder dan {} jaar"}
    said["<="] = "{} jaar of jonger"
    return said[sign].format(number) if sign in said else f"{phrase} jaar"


def condition_words(flow: str, condition: Condition) -> list[str]:
    """Return the parts of a condition, each of which must hold; none when it always holds."""
    if isinstance(condition, Test):
        said = phrase_words(condition.name, condition.phrase)
        return [f"{called(flow, condition.name)}: {said}"]
    if isinstance(condition, AnyOf):
        ways = [" én ".join(condition_words(flow, part)) for part in condition.parts]
        return ["óf (" + ") óf (".join(ways) + ")"]
    return [words for part in condition.parts for words in condition_words(flow, part)]


def all_in_words(flow: str, condition: Condition, between: str) -> str:
    """Return a whole condition in words, with something between its parts."""
    if isinstance(condition, All) and not condition.parts:
        return "altijd"
    return between.join(condition_words(flow, condition))


def numbers_in_words(values: Sequence[int]) -> str:
    """Return a row of ages in words: ``18 t/m 23 jaar``."""
    low, high = min(values), max(values)
    if low == 0:
        return f"jonger dan {high + 1} jaar"
    return f"{low} jaar of ouder" if high >= 120 else f"{low} t/m {high} jaar"
